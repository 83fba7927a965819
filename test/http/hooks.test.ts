import { gzipSync } from 'node:zlib';
import { Webhook } from 'standardwebhooks';
import { secretOf } from '../../src/domain/effect/webhook-signature';
import type { HookCallsView } from '../../src/queries/list-hook-calls';
import { TestService } from '../engine/test-service';
import { TestClock } from '../test-clock';
import { invalid, problem } from './problem';
import { GLOBEX, TestApi } from './test-api';

const A = '/api/automations';
const SIGNING = secretOf(Buffer.alloc(32, 7));
const SHARED = 'a-secret-of-the-shop';

let api: TestApi;
let clock: TestClock;
beforeAll(async () => {
  clock = new TestClock(Date.now());
  api = await TestApi.open({}, await TestService.open({}, undefined, clock));
  await api.activeWorkflow({ trigger: { type: 'event', event: 'order.placed' }, settings: { reentry: 'always' } });
});
afterAll(() => api.close());

const HOOK = {
  event: 'order.placed',
  idPath: 'meta.id',
  contactPaths: { id: 'order.buyer.0.ref', name: 'order.buyer.0.name', phone: 'order.buyer.0.phone' },
  dataPath: 'order',
};
interface Opened {
  readonly hookId: string;
  readonly token: string;
  readonly url: string;
}
const opened = async (fields: object = {}, account?: string): Promise<Opened> =>
  (
    await api
      .as('owner', account)
      .post(`${A}/hooks`)
      .send({ ...HOOK, ...fields })
      .expect(201)
  ).body as Opened;
let orders = 0;
const order = (fields: object = {}) => ({
  meta: { id: 1000 + orders++ },
  order: { total: 12, buyer: [{ ref: 'ana', name: 'Ana', phone: 34600000000 }] },
  ...fields,
});
const post = (token: string, body: object | string) =>
  api.anonymous.post(`${A}/hooks/${token}`).set('Content-Type', 'application/json').send(body);
const callsOf = async (tokenOrId: string): Promise<HookCallsView['items']> => {
  await api.caughtUp();
  return ((await api.as('owner').get(`${A}/hooks/${tokenOrId}/calls`).expect(200)).body as HookCallsView).items;
};

describe('a call of a hook', () => {
  it('is an event by the paths of the hook, and starts what an event starts', async () => {
    const { token, url } = await opened();
    expect(url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:\\d+/api/automations/hooks/${token}$`));
    const body = order();
    const answer = (await post(token, body).expect(200)).body as unknown;
    expect(answer).toMatchObject({ eventId: String(body.meta.id), matched: 1, results: [{ outcome: 'started' }] });
    const { runId } = (answer as { results: readonly { runId: string }[] }).results[0] ?? { runId: '' };
    const started = await api.test.startOf(runId);
    expect(started.contact).toEqual({ id: 'ana', name: 'Ana', phone: '34600000000' });
    expect(started.data).toEqual(body.order);
    expect(await callsOf(token)).toEqual([
      {
        at: expect.any(String) as string,
        outcome: 'handled',
        eventId: String(body.meta.id),
        contactId: 'ana',
        matched: 1,
        error: null,
        body: JSON.stringify(body),
      },
    ]);
  });

  it('with an id that came before starts nothing', async () => {
    const { token } = await opened();
    const body = order();
    const first = (await post(token, body).expect(200)).body as { results: readonly { runId: string }[] };
    const again = await post(token, body).expect(200);
    expect(again.body).toMatchObject({ results: [{ outcome: 'duplicate', runId: first.results[0]?.runId }] });
    const other = { ...body, order: { ...body.order, buyer: [{ ref: 'ben' }] } };
    await post(token, other).expect(problem(409, 'event_id_reused'));
    expect((await callsOf(token)).map(({ outcome, error }) => [outcome, error?.code])).toEqual([
      ['refused', 'event_id_reused'],
      ['handled', undefined],
      ['handled', undefined],
    ]);
  });

  it('may have any JSON for a body', async () => {
    const list = await opened({ idPath: '0', contactPaths: { id: '1.who' }, dataPath: undefined });
    const event = [`list-${orders++}`, { who: 'ana' }];
    const answer = (await post(list.token, event).expect(200)).body as unknown;
    const { runId } = (answer as { results: readonly { runId: string }[] }).results[0] ?? { runId: '' };
    expect((await api.test.startOf(runId)).data).toEqual({ body: event });
  });

  it.each([
    [{ meta: {} }, ['meta.id']],
    [{ meta: { id: null } }, ['meta.id']],
    [{ meta: { id: ' ' } }, ['meta.id']],
    [{ meta: { id: 'a b' } }, ['meta.id']],
    [{ meta: { id: { nested: 1 } } }, ['meta.id']],
    [{ order: { total: 1 } }, ['order.buyer.0.ref']],
    [{ order: { buyer: [{ ref: 'ana', name: { first: 'Ana' } }] } }, ['order.buyer.0.name']],
    [{ order: undefined }, ['order.buyer.0.ref', 'order']],
    [{ meta: undefined, order: undefined }, ['meta.id', 'order.buyer.0.ref', 'order']],
  ])('that lacks what its paths lead to, %j, is told which: %j', async (fields, paths) => {
    const { token } = await opened();
    const refused = await post(token, order(fields)).expect(problem(400, 'invalid_request'));
    expect((refused.body as { errors: readonly { path: string }[] }).errors.map(({ path }) => path)).toEqual(paths);
    const [call] = await callsOf(token);
    expect(call).toMatchObject({ outcome: 'refused', error: { code: 'invalid_request' } });
    expect(call?.error?.faults.map(({ path }) => path)).toEqual(paths);
  });

  it.each([
    '',
    '{',
    '{"a":',
    '[[',
    '\u00ff',
    '{"__proto__":{}}',
    `${'['.repeat(40)}${']'.repeat(40)}`,
    '{"id":12345678901234567890}',
    '"text"',
    '1',
    'null',
  ])('with the body %j is refused, and kept', async (text) => {
    const { token } = await opened();
    await post(token, text).expect(400);
    expect(await callsOf(token)).toMatchObject([{ outcome: 'refused', body: text }]);
  });

  const NAME = 'José 🛑';
  const utf8 = (text: string): Buffer => Buffer.from(text);
  const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
  it.each<[string, string, (text: string) => Buffer]>([
    ['UTF-8 by its type', 'application/json; charset=utf-8', utf8],
    ['UTF-8 by its type, in quotes', 'application/json;charset="UTF-8"', utf8],
    ['UTF-8 with a mark of its order', 'application/json', (text) => Buffer.from(`\ufeff${text}`)],
    ['the type of an API', 'application/vnd.api+json', utf8],
    ['the type of a cloud event', 'application/cloudevents+json; charset=utf-8', utf8],
    ['UTF-16', 'application/json; charset=utf-16le', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['Latin-1', 'application/json; charset=ISO-8859-1', (text) => latin1(text.replace('🛑', '\\ud83d\\uded1'))],
    [
      'ASCII',
      'application/json; charset=us-ascii',
      (text) => latin1(text.replace('é', '\\u00e9').replace('🛑', '\\ud83d\\uded1')),
    ],
  ])('is read in %s', async (_, type, bytes) => {
    const { token } = await opened();
    const body = order({ order: { buyer: [{ ref: 'ana', name: NAME }] } });
    const answer = await fetch(`${api.url}${A}/hooks/${token}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: bytes(JSON.stringify(body)),
    });
    expect(answer.status).toBe(200);
    const { results } = (await answer.json()) as { results: readonly { runId: string }[] };
    expect((await api.test.startOf(results[0]?.runId ?? '')).contact).toMatchObject({ name: NAME });
  });

  it('to a token that is none, or closed, or by the id of a hook is nowhere', async () => {
    const { token, hookId } = await opened();
    await post('hook_nothing', order()).expect(problem(404, 'not_found'));
    await post(hookId, order()).expect(problem(404, 'not_found'));
    for (let i = 0; i < 2; i++) await api.as('owner').delete(`${A}/hooks/${token}`).expect(200);
    await post(token, order()).expect(problem(404, 'not_found'));
  });
});

describe('the caller of a hook', () => {
  it('sends the shared secret along where there is one', async () => {
    const { token } = await opened({ sharedSecret: SHARED });
    await post(token, order()).expect(problem(401, 'unauthorized'));
    await post(token, order()).set('X-Hook-Secret', `${SHARED}x`).expect(problem(401, 'unauthorized'));
    await post(token, order()).set('X-Hook-Secret', SHARED).expect(200);
    const calls = await callsOf(token);
    expect(calls.map(({ outcome }) => outcome)).toEqual(['handled', 'refused', 'refused']);
    expect(calls[1]?.error).toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('x-hook-secret') as string,
    });
  });

  it('signs the very bytes where the hook has a signing secret, not more than 5 minutes ago', async () => {
    const { token } = await opened({ signingSecret: SIGNING });
    const signed = (text: string, sent = text, at = clock.now()) => {
      const [id, time] = [`msg-${orders++}`, new Date(at)];
      const signature = new Webhook(SIGNING).sign(id, time, text);
      return post(token, sent).set({
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at / 1000)),
        'webhook-signature': signature,
      });
    };
    const text = () => JSON.stringify(order(), null, 3);
    await signed(text()).expect(200);
    const one = text();
    await signed(one, JSON.stringify(JSON.parse(one))).expect(problem(401, 'unauthorized'));
    await signed(text(), undefined, clock.now() - 301_000).expect(problem(401, 'unauthorized'));
    await signed(text(), undefined, clock.now() + 302_000).expect(problem(401, 'unauthorized'));
    await signed(text(), undefined, clock.now() - 299_000).expect(200);
    await post(token, text()).expect(problem(401, 'unauthorized'));
    await signed('{').expect(400);
    expect((await callsOf(token)).map(({ outcome }) => outcome)).toHaveLength(7);
  });

  it('is never told what the secrets are, and neither is whoever reads the ledger', async () => {
    const shared = await opened({ sharedSecret: SHARED });
    const signing = await opened({ signingSecret: SIGNING });
    await post(shared.token, order()).set('X-Hook-Secret', SHARED).expect(200);
    await api.caughtUp();
    const secrets = [SHARED, SIGNING.slice(6), shared.token, signing.token];
    const { text } = await api.as('auditor').get('/api/audit/export').buffer(true).expect(200);
    const log = JSON.stringify(api.test.log.records);
    const listed = JSON.stringify((await api.as('owner').get(`${A}/hooks`).expect(200)).body);
    for (const secret of secrets) for (const shown of [text, log, listed]) expect(shown).not.toContain(secret);
    const holding = (await api.test.everything()).filter((event) =>
      secrets.some((secret) => JSON.stringify(event).includes(secret)),
    );
    expect(new Set(holding.map(({ type }) => type))).toEqual(new Set(['HookOpened'])); // what signatures are checked with
  });
});

describe('the calls of a hook', () => {
  it.each([
    ['too large', 'application/json', `"${'x'.repeat(300_000)}"`, 413, 'payload_too_large'],
    ['no JSON by its type', 'text/plain', '{}', 415, 'unsupported_media_type'],
    ['a form', 'application/x-www-form-urlencoded', 'a=1', 415, 'unsupported_media_type'],
    ['a form of parts', 'multipart/form-data; boundary=x', '--x--', 415, 'unsupported_media_type'],
    ['of no type that can be read', 'nonsense', '{}', 415, 'unsupported_media_type'],
  ])('tell of one whose body is %s', async (_, type, body, status, code) => {
    const { token } = await opened({ sharedSecret: SHARED });
    await api.anonymous.post(`${A}/hooks/${token}`).set('Content-Type', type).send(body).expect(problem(status, code));
    expect(await callsOf(token)).toMatchObject([
      { outcome: 'refused', eventId: null, error: { code, message: expect.any(String) as string }, body: '' },
    ]);
    await api.anonymous
      .post(`${A}/hooks/hook_nothing`)
      .set('Content-Type', type)
      .send(body)
      .expect(problem(status, code));
  });

  it.each(['gzip', 'br', 'deflate', 'x-gzip', 'gzip, gzip'])('tell of one that is packed by %s', async (coding) => {
    const { token } = await opened();
    const answer = await fetch(`${api.url}${A}/hooks/${token}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': coding },
      body: gzipSync(JSON.stringify(order())),
    });
    expect(answer.status).toBe(415);
    const message = expect.stringContaining('content-encoding') as string;
    expect(await callsOf(token)).toMatchObject([{ error: { code: 'unsupported_media_type', message } }]);
  });

  it('tell of one in a charset that is none', async () => {
    const { token } = await opened();
    const type = 'application/json; charset=nonsense';
    const refused = problem(415, 'unsupported_media_type');
    await api.anonymous.post(`${A}/hooks/${token}`).set('Content-Type', type).send('{}').expect(refused);
    expect(await callsOf(token)).toMatchObject([{ body: '{}', error: { code: 'unsupported_media_type' } }]);
  });

  it('leave the read model with those after them, and with their hook', async () => {
    const { hookId, token } = await opened();
    for (let i = 0; i < 51; i++) await post(token, `[${i}]`).expect(400);
    await api.caughtUp();
    const kept = () => api.test.engine.models.hookCalls.get([hookId]);
    expect((await kept()).get(hookId)?.document.calls).toHaveLength(50);
    await api.as('owner').delete(`${A}/hooks/${token}`).expect(200);
    await api.caughtUp();
    expect((await kept()).size).toBe(0);
  });

  it('are the last 50, newest first, with 2 KB of a body', async () => {
    const { hookId, token } = await opened();
    for (let i = 0; i < 52; i++) await post(token, `[${i}]`).expect(400);
    await post(token, order({ pad: 'é'.repeat(5_000) })).expect(200);
    const calls = await callsOf(hookId);
    expect(calls).toHaveLength(50);
    expect(calls.slice(1).map(({ body }) => body)).toEqual(Array.from({ length: 49 }, (_, i) => `[${51 - i}]`));
    expect(Buffer.byteLength(calls[0]?.body ?? '')).toBeLessThanOrEqual(2_048);
  });

  it("are nobody else's", async () => {
    const { token, hookId } = await opened({}, GLOBEX);
    for (const name of [token, hookId, 'nothing']) {
      await api.as('owner').get(`${A}/hooks/${name}/calls`).expect(problem(404, 'not_found'));
      await api.as('owner').delete(`${A}/hooks/${name}`).expect(problem(404, 'not_found'));
    }
    expect(JSON.stringify((await api.as('owner').get(`${A}/hooks`).expect(200)).body)).not.toContain(hookId);
  });
});

describe('a hook', () => {
  it.each([
    [{ event: undefined }, 'event'],
    [{ event: 'order placed' }, 'event'],
    [{ idPath: '' }, 'idPath'],
    [{ idPath: 'a..b' }, 'idPath'],
    [{ idPath: '$.id[0]' }, 'idPath'],
    [{ contactPaths: undefined }, 'contactPaths'],
    [{ contactPaths: {} }, 'contactPaths.id'],
    [{ contactPaths: { id: 'a', age: 'b' } }, 'contactPaths.age'],
    [{ dataPath: 7 }, 'dataPath'],
    [{ sharedSecret: 'short' }, 'sharedSecret'],
    [{ sharedSecret: 'with a space in it!' }, 'sharedSecret'],
    [{ signingSecret: 'secret-without-prefix' }, 'signingSecret'],
    [{ sharedSecret: SHARED, signingSecret: SIGNING }, 'sharedSecret'],
    [{ color: 'red' }, 'color'],
  ])('may not be told %j', async (fields, path) => {
    await api
      .as('owner')
      .post(`${A}/hooks`)
      .send({ ...HOOK, ...fields })
      .expect(invalid(path));
  });

  it('is shown without its token, which is told once', async () => {
    const key = 'open-once';
    const open = () => api.as('owner').post(`${A}/hooks`).set('Idempotency-Key', key).send(HOOK);
    const { hookId, token } = (await open().expect(201)).body as Opened;
    await open().expect(problem(409, 'answer_not_kept'));
    await api.caughtUp();
    const { items } = (await api.as('owner').get(`${A}/hooks?limit=200`).expect(200)).body as {
      items: readonly Opened[];
    };
    expect(items.find((item) => item.hookId === hookId)).toEqual({
      hookId,
      ...HOOK,
      checks: 'token',
      openedAt: expect.any(String) as string,
    });
    expect(JSON.stringify(items)).not.toContain(token);
  });
});
