import { createHash } from 'node:crypto';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { AppModule } from '../../src/app.module';
import { readConfig } from '../../src/config';
import { ROLES } from '../../src/config/keys';
import type { Role } from '../../src/config/keys';
import { Sessions } from '../../src/http/access/sessions';
import { createApp } from '../../src/http/create-app';
import { EventStreams } from '../../src/http/output/event-streams';
import { tried } from '../properties';
import { until } from '../until';
import { problem } from './problem';
import { rawRequest } from './raw-request';
import { ACME, ENGINE_SECRET, GLOBEX, TestApi, definition, keyOf } from './test-api';

const A = '/api/automations';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface SignedIn {
  /** As the browser sends it back. */
  cookie: string;
  readonly csrfToken: string;
}

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.open();
});
afterAll(() => api.close());

interface Answer {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: SignedIn;
}

const cookieOf = (headers: Readonly<Record<string, unknown>>): string | undefined =>
  (headers['set-cookie'] as readonly string[] | undefined)?.[0]?.split(';')[0];

async function signIn(role: Role = 'owner', account = ACME, at = api): Promise<SignedIn> {
  const { headers, body } = (await at.anonymous
    .post('/api/session')
    .send({ key: keyOf(role, account) })
    .expect(200)) as Answer;
  return { cookie: cookieOf(headers) ?? '', csrfToken: body.csrfToken };
}

const reading = ({ cookie }: Pick<SignedIn, 'cookie'>, path = `${A}/runs`, at = api) =>
  at.anonymous.get(path).set('cookie', cookie);
const defining = ({ cookie, csrfToken }: SignedIn) =>
  api.anonymous
    .post(`${A}/workflows`)
    .set({ cookie, ...(csrfToken === '' ? {} : { 'x-csrf-token': csrfToken }) })
    .send(definition());

describe('a session', () => {
  it('says who is signed in, and is told by a cookie that no script reads and no other site sends', async () => {
    const { headers, body } = (await api.anonymous
      .post('/api/session')
      .send({ key: keyOf('manager') })
      .expect(200)) as Answer;
    expect(body).toMatchObject({ account: ACME, role: 'manager', name: null });
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(/^runledger_session=[\w.-]+; Path=\/; Max-Age=7200; HttpOnly; SameSite=Strict$/),
    ]);
    expect((await reading({ cookie: cookieOf(headers) ?? '' }, '/api/session').expect(200)).body).toEqual(body);
  });

  it('is of https only where the service is', async () => {
    const secure = await TestApi.open({ PUBLIC_URL: 'https://ledger.example.com' });
    const { headers } = await secure.anonymous
      .post('/api/session')
      .send({ key: keyOf('viewer') })
      .expect(200);
    expect(headers['set-cookie']).toEqual([expect.stringMatching(/; SameSite=Strict; Secure$/)]);
    await secure.close();
  });

  it.each(ROLES.filter((role) => role !== 'engine'))('may what the key of the role %s may', async (role) => {
    const session = await signIn(role);
    for (const path of [`${A}/runs`, '/api/audit/streams?contact=c-1', '/api/admin/projections', `${A}/hooks`])
      expect((await reading(session, path)).status).toBe((await api.as(role).get(path)).status);
    expect((await defining(session)).status).toBe(
      (await api.as(role).post(`${A}/workflows`).send(definition())).status,
    );
  });

  it('does what it does in the name of its key', async () => {
    const session = await signIn('owner');
    const path = `${A}/contacts/c-out/opt-outs/sms`;
    await api.anonymous.put(path).set({ cookie: session.cookie, 'x-csrf-token': session.csrfToken }).expect(200);
    const fingerprint = createHash('sha256').update(keyOf('owner')).digest('hex').slice(0, 8);
    expect(await api.read('/contacts/c-out/opt-outs/sms')).toMatchObject({ source: `owner:${fingerprint}` });
  });

  it('reaches nothing of another account', async () => {
    const workflowId = await api.activeWorkflow();
    await api.caughtUp();
    await reading(await signIn('viewer'), `${A}/workflows/${workflowId}`).expect(200);
    await reading(await signIn('owner', GLOBEX), `${A}/workflows/${workflowId}`).expect(404);
  });

  it.each(['POST', 'PUT', 'DELETE'])('changes nothing by %s without its token', async (method) => {
    const session = await signIn();
    const other = await signIn();
    const path = { POST: `${A}/events`, PUT: `${A}/settings`, DELETE: `${A}/contacts/c-1/opt-outs/sms` }[method] ?? '';
    const tokens = [undefined, '', 'x', other.csrfToken, `${session.csrfToken}x`, session.cookie.split('=')[1]];
    for (const token of tokens) {
      const headers = { cookie: session.cookie, ...(token === undefined ? {} : { 'x-csrf-token': token }) };
      const { status, text } = await rawRequest(api.url, { method, path, headers });
      expect({ status, ...(JSON.parse(text) as object) }).toMatchObject({ status: 403, code: 'csrf_token_required' });
    }
  });

  it('is not asked for where there is a key, though it be a wrong one', async () => {
    const { cookie } = await signIn();
    await api.as('manager').post(`${A}/workflows`).set({ cookie }).send(definition()).expect(201);
    await api.bearer('not-a-key-0123456789').get(`${A}/runs`).set({ cookie }).expect(401);
    await api.anonymous.get(`${A}/runs`).set({ cookie, authorization: '' }).expect(401);
  });

  it('is neither told nor ended beside a key that is none', async () => {
    const { cookie, csrfToken } = await signIn();
    for (const authorization of ['', 'Bearer not-a-key-0123456789', 'Basic eDp5', `Bearer ${keyOf('viewer')}x`]) {
      const headers = { cookie, authorization, 'x-csrf-token': csrfToken };
      await api.anonymous.get('/api/session').set(headers).expect(problem(401, 'unauthorized'));
      await api.anonymous.delete('/api/session').set(headers).expect(problem(401, 'unauthorized'));
    }
    await api.as('viewer').get('/api/session').set({ cookie }).expect(200);
    await reading({ cookie }, '/api/session').expect(200);
    await api.as('viewer').get('/api/session').expect(problem(401, 'unauthorized'));
  });

  it('is taken by every process that knows the key, and by none that does not', async () => {
    const session = await signIn('manager');
    const config = readConfig({
      DATA_DIR: api.test.folder,
      RUNLEDGER_API_KEYS: JSON.stringify([{ key: keyOf('owner'), account: ACME, role: 'owner' }]),
    });
    const [same, other] = await Promise.all(
      [{ ...config, apiKeys: [{ key: keyOf('manager'), account: ACME, role: 'viewer' as const }] }, config].map(
        async (one) => {
          const module = AppModule.over({ config: one, engine: api.test.engine, keys: one.apiKeys ?? [] });
          const app = await createApp(module, api.test.log);
          await app.listen(0, '127.0.0.1');
          return app;
        },
      ),
    );
    const [known, unknown] = await Promise.all(
      [same, other].map(async (app) => {
        const url = (await app?.getUrl()) ?? '';
        const { cookie } = session;
        return rawRequest(url, { path: '/api/session', headers: { cookie } });
      }),
    );
    expect(known?.status).toBe(200); // with the role that the key has now
    expect(JSON.parse(known?.text ?? '')).toMatchObject({ role: 'viewer', csrfToken: session.csrfToken });
    expect(unknown?.status).toBe(401);
    await Promise.all([same?.close(), other?.close()]);
  });

  it('ends two hours after the last request', async () => {
    const session = await signIn();
    for (let i = 0; i < 3; i++) {
      api.clock.advance(2 * HOUR - 1);
      const { headers } = await reading(session).expect(200);
      session.cookie = cookieOf(headers) ?? session.cookie;
    }
    api.clock.advance(2 * HOUR);
    await reading(session).expect(401);
    await reading(session, '/api/session').expect(problem(401, 'unauthorized'));
  });

  it('ends a day after it began, however it is used', async () => {
    const session = await signIn();
    for (let i = 0; i < 24; i++) {
      const { headers } = await reading(session, '/api/session').expect(200);
      session.cookie = cookieOf(headers) ?? session.cookie;
      api.clock.advance(HOUR);
    }
    await reading(session, '/api/session').expect(401);
  });

  it('is renewed by an answer, once a minute', async () => {
    const session = await signIn();
    api.clock.advance(MINUTE);
    expect((await reading(session)).headers).not.toHaveProperty('set-cookie');
    api.clock.advance(1);
    const { headers } = await reading(session).expect(200);
    const renewed = { ...session, cookie: cookieOf(headers) ?? '' };
    expect(renewed.cookie).not.toBe(session.cookie);
    expect((await reading(renewed)).headers).not.toHaveProperty('set-cookie');
    const { expiresAt } = (await reading(renewed, '/api/session').expect(200)).body as { expiresAt: string };
    expect(Date.parse(expiresAt)).toBe(api.clock.now() + 2 * HOUR);
    await defining(renewed).expect(201); // by the token that was told at first
    await defining({ ...session, csrfToken: renewed.csrfToken }).expect(201); // other requests were under way
  });

  it('is over once it is signed out, also by the cookies it had before', async () => {
    const session = await signIn();
    api.clock.advance(2 * MINUTE);
    const { headers } = await reading(session);
    const signOut = (token: string) =>
      api.anonymous.delete('/api/session').set({ cookie: session.cookie, 'x-csrf-token': token });
    await signOut('').expect(problem(403, 'csrf_token_required'));
    const { headers: last, text } = await signOut(session.csrfToken).expect(204);
    expect(last['set-cookie']).toEqual([expect.stringMatching(/^runledger_session=; Path=\/; Max-Age=0; HttpOnly/)]);
    expect(text).toBe('');
    for (const cookie of [session.cookie, cookieOf(headers) ?? '']) await reading({ cookie }).expect(401);
    await signOut(session.csrfToken).expect(204);
    await reading(await signIn()).expect(200);
  });
});

describe('signing in', () => {
  it.each([
    ['a key that nobody has', { key: 'not-a-key-0123456789' }, 401],
    ['no text at all', { key: '' }, 401],
    ['the beginning of a key', { key: keyOf('owner').slice(0, -1) }, 401],
    ['a key and more', { key: `${keyOf('owner')} ` }, 401],
    ['a very long key', { key: 'k'.repeat(100_000) }, 401],
    ['a key of the engine', { key: keyOf('engine') }, 403],
    ['the secret of the engine', { key: ENGINE_SECRET }, 403],
    ['a link that was not offered', { link: 'x'.repeat(43) }, 401],
    ['an empty link', { link: '' }, 401],
    ['nothing', {}, 400],
    ['a key and a link', { key: keyOf('owner'), link: 'x' }, 400],
    ['a key that is no text', { key: 7 }, 400],
    ['a list of keys', { key: [keyOf('owner')] }, 400],
    ['null', { key: null }, 400],
    ['something else', { password: 'x' }, 400],
  ])('is refused with %s', async (_, body, status) => {
    const answer = await api.anonymous.post('/api/session').send(body);
    expect(answer.status).toBe(status);
    expect(answer.headers).not.toHaveProperty('set-cookie');
  });

  it('takes no form, which another site could send', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      await api.anonymous
        .post('/api/session')
        .set('content-type', type)
        .send(`key=${keyOf('owner')}`)
        .expect(415);
  });

  it('is possible once by the link that was offered last, for fifteen minutes, as the owner', async () => {
    const sessions = api.app.get(Sessions);
    const by = (link: string | null) => api.anonymous.post('/api/session').send({ link });
    const [before, link] = [sessions.offerLink(), sessions.offerLink()];
    expect(link).toMatch(/^[\w-]{43}$/);
    await by(before).expect(401);
    expect((await by(link).expect(200)).body).toMatchObject({ account: ACME, role: 'owner' });
    await by(link).expect(401);
    const late = sessions.offerLink();
    api.clock.advance(15 * MINUTE);
    await by(late).expect(401);
  });
});

const flipped = (text: string, at: number): string =>
  `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
const parts = (cookie: string): string[] => (cookie.split('=')[1] ?? '').split('.');
const of = (values: readonly string[]): string => `runledger_session=${values.join('.')}`;

describe('a cookie', () => {
  let session: SignedIn;
  let other: SignedIn;
  beforeAll(async () => {
    [session, other] = [await signIn('owner'), await signIn('viewer', GLOBEX)];
  });

  const HOSTILE: readonly (readonly [string, () => string])[] = [
    ['that is empty', () => ''],
    ['without a value', () => 'runledger_session='],
    ['without a sign', () => 'runledger_session'],
    ['of nothing but dots', () => 'runledger_session=....'],
    ['of spaces', () => 'runledger_session=   '],
    ['that is the key', () => `runledger_session=${keyOf('owner')}`],
    ['of another name', () => session.cookie.replace('runledger', 'xrunledger')],
    ['with its name in capitals', () => session.cookie.replace('runledger', 'RUNLEDGER')],
    ['twice', () => `${session.cookie}; ${session.cookie}`],
    ['twice, one of them broken', () => `${session.cookie}; runledger_session=x`],
    ['twice, the first one empty', () => `runledger_session=; ${session.cookie}`],
    ['of two accounts', () => `${session.cookie}; ${other.cookie}`],
    ['in quotes', () => session.cookie.replace(/=(.*)$/, '="$1"')],
    ['with more behind it', () => `${session.cookie}x`],
    ['with a part more', () => `${session.cookie}.x`],
    ['with its end cut off', () => session.cookie.slice(0, -1)],
    ['without its seal', () => of(parts(session.cookie).slice(0, -1))],
    ['with an empty seal', () => of([...parts(session.cookie).slice(0, -1), ''])],
    ['with the seal of another', () => of([...parts(session.cookie).slice(0, -1), ...parts(other.cookie).slice(-1)])],
    ['that names another key', () => of([...parts(other.cookie).slice(0, 1), ...parts(session.cookie).slice(1)])],
    ['that began later', () => of(parts(session.cookie).map((one, i) => (i === 2 ? String(Number(one) + 1) : one)))],
    ['that was renewed later', () => of(parts(session.cookie).map((one, i) => (i === 3 ? '9999999999999' : one)))],
    ['with a time of another form', () => of(parts(session.cookie).map((one, i) => (i === 3 ? `0${one}` : one)))],
    ['with a time that is none', () => of(parts(session.cookie).map((one, i) => (i === 2 ? 'NaN' : one)))],
    ['percent-encoded', () => `runledger_session=${encodeURIComponent(session.cookie.split('=')[1] ?? '')}%20`],
    ['of a prototype', () => 'runledger_session=__proto__'],
    ['with a NUL in it', () => 'runledger_session=%00'],
    ['of no ASCII', () => 'runledger_session=\u00e9\u00ff'],
    ['of ten thousand characters', () => `runledger_session=${'x'.repeat(10_000)}`],
    ['among a thousand others', () => `${'a=b; '.repeat(1_000)}runledger_session=x`],
    ['with its flipped letter', () => flipped(session.cookie, 60)],
  ];

  it.each(HOSTILE)('%s is no session', async (_, cookie) => {
    for (const path of [`${A}/runs`, '/api/session', `${A}/runs/changes`]) {
      const { status } = await rawRequest(api.url, { path, headers: { cookie: cookie() } });
      expect(status).toBe(401);
    }
  });

  it('is no session once any of it is changed', async () => {
    const [, value = ''] = session.cookie.split('=');
    const change = fc.tuple(
      fc.nat(value.length - 1),
      fc.constantFrom('A', 'Z', 'a', 'z', '0', '9', '-', '_', '.', '~', '%', ' ', '"'),
    );
    await fc.assert(
      fc.asyncProperty(change, async ([at, letter]) => {
        fc.pre(value[at] !== letter);
        const cookie = `runledger_session=${value.slice(0, at)}${letter}${value.slice(at + 1)}`;
        expect((await rawRequest(api.url, { path: `${A}/runs`, headers: { cookie } })).status).toBe(401);
      }),
      tried(100),
    );
  });

  it('tells nothing of the key', () => {
    const digest = createHash('sha256').update(keyOf('owner')).digest();
    for (const secret of [keyOf('owner'), digest.toString('hex'), digest.toString('base64url')])
      for (let at = 0; at + 8 <= secret.length; at++) expect(session.cookie).not.toContain(secret.slice(at, at + 8));
  });

  it.each([
    ['among others', () => `a=b; ${session.cookie}; c="d"`],
    ['without spaces between', () => `a=b;${session.cookie};c=d`],
    ['beside one whose name ends like it', () => `x_runledger_session=1; ${session.cookie}`],
  ])('%s is the session', async (_, cookie) => {
    await reading({ cookie: cookie() }).expect(200);
  });

  it('means nothing to what is open', async () => {
    await api.anonymous.get('/health/live').set('cookie', 'runledger_session=x').expect(200);
    const { cookie } = session;
    await api.anonymous
      .post('/api/session')
      .set({ cookie })
      .send({ key: keyOf('viewer') })
      .expect(200);
  });
});

describe('a stream of events', () => {
  interface Stream {
    ended: boolean;
    readonly headers: IncomingMessage['headers'];
  }
  const watching = ({ cookie }: SignedIn): Promise<Stream> =>
    new Promise((resolve, reject) => {
      const headers = { cookie };
      get(`${api.url}${A}/runs/changes`, { headers }, (answer) => {
        const stream = { ended: false, headers: answer.headers };
        answer.resume().once('close', () => (stream.ended = true));
        resolve(stream);
      }).once('error', reject);
    });

  beforeAll(() => {
    api.app.get(EventStreams).heartbeatMs = 10;
  });

  it('ends with its session, when that is signed out or has lasted too long, and with no other', async () => {
    const [leaving, staying] = [await signIn(), await signIn()];
    const [left, stayed] = [await watching(leaving), await watching(staying)];
    const { cookie, csrfToken } = leaving;
    await api.anonymous.delete('/api/session').set({ cookie, 'x-csrf-token': csrfToken }).expect(204);
    await until('the stream has ended', () => left.ended);
    expect(stayed.ended).toBe(false);
    api.clock.advance(2 * HOUR);
    await until('the other has ended', () => stayed.ended);
  });

  it('renews the session when it is opened', async () => {
    const session = await signIn();
    api.clock.advance(2 * MINUTE);
    const { headers } = await watching(session);
    expect(cookieOf(headers)).toMatch(/^runledger_session=/);
    const { cookie = '' } = { cookie: cookieOf(headers) };
    await api.anonymous.delete('/api/session').set({ cookie, 'x-csrf-token': session.csrfToken }).expect(204);
  });
});
