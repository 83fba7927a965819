import { problem } from './problem';
import { ENGINE_SECRET, GLOBEX, TestApi, WAITING, contact, definition } from './test-api';

let api: TestApi;

beforeEach(async () => {
  api = await TestApi.open();
});
afterEach(() => api.close());

const A = '/api/automations';
const DAY = 86_400_000;
const post = (path: string, key: string, body?: object, client = api.as('owner')) =>
  client.post(`${A}${path}`).set('Idempotency-Key', key).send(body);

describe('the same Idempotency-Key with the same body', () => {
  it('makes one workflow and gives one answer', async () => {
    const [first, second] = [await post('/workflows', 'k', definition()), await post('/workflows', 'k', definition())];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect(await api.list('/workflows')).toHaveLength(1);
  });

  it('starts one run, where another key would be refused', async () => {
    const workflowId = await api.activeWorkflow({ steps: WAITING });
    const path = `/workflows/${workflowId}/enrollments`;
    const body = { contact: contact('c-1') };
    const answers = [await post(path, 'k', body), await post(path, 'k', body)];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[1]?.body).toEqual(answers[0]?.body);
    await post(path, 'k-2', body).expect(problem(409, 'already_active'));
  });

  it('starts one run each when re-entry is always allowed', async () => {
    const workflowId = await api.activeWorkflow({ settings: { reentry: 'always' } });
    const path = `/workflows/${workflowId}/enrollments`;
    for (const key of ['k-1', 'k-2', 'k-1', 'k-2']) await post(path, key, { contact: contact('c-1') }).expect(201);
    expect(await api.list('/runs')).toHaveLength(2);
  });

  it('does it once when both come at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => post('/workflows', 'k', definition())));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await api.list('/workflows')).toHaveLength(1);
  });

  it('gives a refusal again, though the command would be let now', async () => {
    const workflowId = await api.draftWorkflow();
    const enrolling = () => post(`/workflows/${workflowId}/enrollments`, 'k', { contact: contact('c-1') });
    const refused = await enrolling().expect(problem(409, 'workflow_not_active', { workflowStatus: 'draft' }));
    await api.as('manager').post(`${A}/workflows/${workflowId}/activate`).expect(200);
    expect((await enrolling().expect(problem(409, 'workflow_not_active'))).body).toEqual(refused.body);
    expect(await api.list('/runs')).toEqual([]);
  });

  it('gives the wake time again that was not reached', async () => {
    const runId = await api.enrolled(await api.activeWorkflow({ steps: WAITING }), 'c-1');
    const early = await post(`/runs/${runId}/resume`, 'k').expect(problem(409, 'wake_time_not_reached'));
    api.clock.advance(3_600_000);
    expect((await post(`/runs/${runId}/resume`, 'k')).body).toEqual(early.body);
    expect((await post(`/runs/${runId}/resume`, 'k-2').expect(200)).body).toMatchObject({ resumed: true });
  });

  it('gives the same answer through every command', async () => {
    const workflowId = await api.activeWorkflow({ steps: WAITING });
    const runId = await api.enrolled(workflowId, 'c-1');
    const commands: readonly (readonly [string, object?])[] = [
      ['/events', { id: 'e-1', type: 'nobody.listens', contact: contact('c-1') }],
      [`/runs/${runId}/cancel`, { reason: 'enough' }],
      [`/workflows/${workflowId}/pause`],
      [`/workflows/${workflowId}/archive`],
    ];
    for (const [path, body] of commands) {
      const key = `key-of-${path}`;
      const [first, second] = [await post(path, key, body), await post(path, key, body)];
      expect(first.status).toBe(200);
      expect(second.text).toBe(first.text);
    }
    const put = () => api.as('owner').put(`${A}/settings`).set('Idempotency-Key', 'k').send({ timezone: 'Asia/Tokyo' });
    const first = await put().expect(200);
    await api.as('owner').put(`${A}/settings`).send({ timezone: 'UTC' }).expect(200);
    expect((await put().expect(200)).text).toBe(first.text);
    expect(await api.read('/settings')).toMatchObject({ timezone: 'UTC' });
  });

  it('is kept for a day', async () => {
    const first = await post('/workflows', 'k', definition());
    await api.caughtUp();
    api.clock.advance(DAY - 1);
    expect((await post('/workflows', 'k', definition())).body).toEqual(first.body);
    api.clock.advance(1);
    expect((await post('/workflows', 'k', definition())).body).not.toEqual(first.body);
  });

  it('works with the secret of the engine', async () => {
    const runId = await api.enrolled(await api.activeWorkflow({ steps: WAITING }), 'c-1');
    api.clock.advance(3_600_000);
    const resume = () => post(`/runs/${runId}/resume`, 'k', undefined, api.bearer(ENGINE_SECRET)).expect(200);
    const first = await resume();
    expect(first.body).toMatchObject({ resumed: true });
    expect((await resume()).body).toEqual(first.body);
  });
});

describe('the same Idempotency-Key', () => {
  it.each([
    ['another body', '/workflows', definition({ name: 'Other' })],
    ['no body', '/workflows', undefined],
    ['another path', '/events', definition()],
  ])('with %s is refused', async (_, path, body) => {
    await post('/workflows', 'k', definition()).expect(201);
    await post(path, 'k', body).expect(problem(422, 'idempotency_key_reused'));
    await post('/workflows', 'k', definition()).expect(201);
  });

  it('with another body is refused though both come at the same time', async () => {
    const bodies = Array.from({ length: 6 }, (_, i) => definition({ name: `Workflow ${i}` }));
    const answers = await Promise.all(bodies.map((body) => post('/workflows', 'k', body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422, 422, 422]);
  });

  it('of another account is another key', async () => {
    const [ours, theirs] = [
      await post('/workflows', 'k', definition()),
      await post('/workflows', 'k', definition({ name: 'Theirs' }), api.as('owner', GLOBEX)),
    ];
    expect([ours.status, theirs.status]).toEqual([201, 201]);
    expect(theirs.body).not.toEqual(ours.body);
  });

  it('is no way round a role', async () => {
    await post('/workflows', 'k', definition()).expect(201);
    await post('/workflows', 'k', definition(), api.as('viewer')).expect(problem(403, 'forbidden'));
    await post('/workflows', 'k', definition(), api.anonymous).expect(problem(401, 'unauthorized'));
  });

  it('means nothing to a query', async () => {
    const list = () => api.as('viewer').get(`${A}/workflows`).set('Idempotency-Key', 'k').expect(200);
    const before = await list();
    await api.draftWorkflow();
    await api.caughtUp();
    expect((await list()).body).not.toEqual(before.body);
  });

  it('means nothing to a test run, which stores nothing', async () => {
    const path = `/workflows/${await api.draftWorkflow()}/test-runs`;
    const before = await api.test.engine.dependencies.events.head();
    for (const id of ['c-1', 'c-2', 'c-1']) await post(path, 'k', { contact: contact(id) }).expect(200);
    expect(await api.test.engine.dependencies.events.head()).toBe(before);
  });
});

/** Any JSON body, as it is written. */
const postText = (path: string, key: string, body: string, type = 'application/json') =>
  api.as('owner').post(`${A}${path}`).set('Idempotency-Key', key).set('Content-Type', type).send(body);

describe('a body is the same', () => {
  const data = { a: 1, nested: { b: [1, { c: 'é', d: null }], e: true } };
  const written = (fields: string): string =>
    `{"id":"e-1","type":"nobody.listens","contact":{"id":"c-1","name":"Ana"},"data":${fields}}`;
  const FIRST = written(JSON.stringify(data));

  it.each([
    ['other white space', FIRST.replace(/([:,{[])/g, '$1\n\t ')],
    ['keys in another order', written('{"nested":{"e":true,"b":[1,{"d":null,"c":"é"}]},"a":1}')],
    [
      'another order at the top',
      `{"data":${JSON.stringify(data)},"contact":{"name":"Ana","id":"c-1"},"type":"nobody.listens","id":"e-1"}`,
    ],
    ['1.0 for 1', FIRST.replace('"a":1', '"a":1.0')],
    ['1e0 for 1', FIRST.replace('"a":1', '"a":1e0')],
    ['10E-1 for 1', FIRST.replace('"a":1', '"a":10E-1')],
    ['a character as its escape', FIRST.replace('é', '\\u00e9')],
    ['a plain letter as its escape', FIRST.replace('"Ana"', '"\\u0041na"')],
    ['an escaped name of a key', FIRST.replace('"a":', '"\\u0061":')],
    ['a key twice, of which the last counts', FIRST.replace('"a":1', '"a":2,"a":1')],
  ])('with %s', async (_, body) => {
    const first = await postText('/events', 'k', FIRST).expect(200);
    expect((await postText('/events', 'k', body).expect(200)).text).toBe(first.text);
  });

  it.each([
    ['a number as a text', FIRST.replace('"a":1', '"a":"1"')],
    ['another number', FIRST.replace('"a":1', '"a":1.5')],
    ['null for a field that was not there', FIRST.replace('"a":1', '"a":1,"z":null')],
    ['a list in another order', FIRST.replace('[1,{"c":"é","d":null}]', '[{"c":"é","d":null},1]')],
    ['a field less', FIRST.replace('"a":1,', '')],
    ['false for true', FIRST.replace('true', 'false')],
    ['a decomposed letter', FIRST.replace('é', 'e\u0301')],
  ])('not with %s', async (_, body) => {
    await postText('/events', 'k', FIRST).expect(200);
    await postText('/events', 'k', body).expect(problem(422, 'idempotency_key_reused'));
  });

  it('when there is none, or an empty one', async () => {
    const path = `/workflows/${await api.draftWorkflow()}/activate`;
    const first = await post(path, 'k').expect(200);
    expect((await post(path, 'k', {}).expect(200)).text).toBe(first.text);
  });

  it('at the same route, however its path is encoded', async () => {
    const put = (id: string) => api.as('owner').put(`${A}/contacts/${id}/opt-outs/sms`).set('Idempotency-Key', 'k');
    const first = await put('ana@example.com').expect(200);
    expect((await put('ana%40example.com').expect(200)).text).toBe(first.text);
    await put('bo@example.com').expect(problem(422, 'idempotency_key_reused'));
  });
});

describe('what is refused before the command leaves the key free', () => {
  const GOOD = definition();
  const bodies: readonly (readonly [string, number, object])[] = [
    ['no name', 400, definition({ name: '' })],
    ['an unknown field', 400, definition({ color: 'red' })],
    ['a wrong step', 400, definition({ steps: [{ id: 'a', type: 'fax' }] })],
    [
      'a wrong step in a branch',
      400,
      definition({ steps: [{ id: 'a', type: 'condition', if: {}, then: [], else: [] }] }),
    ],
    ['a wrong duration', 400, definition({ steps: [{ id: 'a', type: 'delay', duration: '2 days' }] })],
    ['no body', 400, {}],
  ];

  it.each(bodies)('a definition with %s', async (_, status, body) => {
    const before = await api.test.engine.dependencies.events.head();
    for (let i = 0; i < 2; i++) await post('/workflows', 'k', body).expect(status);
    expect(await api.test.engine.dependencies.events.head()).toBe(before);
    const first = await post('/workflows', 'k', GOOD).expect(201);
    expect((await post('/workflows', 'k', GOOD).expect(201)).text).toBe(first.text);
    await post('/workflows', 'k', body).expect(problem(422, 'idempotency_key_reused'));
    expect(await api.list('/workflows')).toHaveLength(1);
  });

  it.each([
    ['no JSON', '{"name":', 'application/json', 400],
    ['no object', '[1]', 'application/json', 400],
    ['null', 'null', 'application/json', 400],
    ['too deep a body', `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`, 'application/json', 400],
    ['too large a body', JSON.stringify({ a: 'x'.repeat(300_000) }), 'application/json', 413],
    ['another media type', 'name=Welcome', 'application/x-www-form-urlencoded', 415],
  ])('%s', async (_, body, type, status) => {
    await postText('/workflows', 'k', body, type).expect(status);
    await post('/workflows', 'k', GOOD).expect(201);
  });

  it('a key that may not, and none', async () => {
    await post('/workflows', 'k', GOOD, api.as('viewer')).expect(403);
    await post('/workflows', 'k', GOOD, api.anonymous).expect(401);
    await post('/workflows', 'k', definition({ name: 'Other' })).expect(201);
  });

  it('an unknown parameter', async () => {
    await post('/workflows?color=red', 'k', definition({ name: 'Other' })).expect(400);
    await post('/workflows', 'k', GOOD).expect(201);
  });

  it.each([
    ['a contact without an id', { contact: { name: 'Ana' } }],
    ['data that is no object', { contact: contact('c-1'), data: 'x' }],
    ['no contact', {}],
  ])('an enrolment with %s, or of a workflow that is not there', async (_, body) => {
    const workflowId = await api.activeWorkflow({ settings: { reentry: 'always' } });
    const path = `/workflows/${workflowId}/enrollments`;
    const good = { contact: contact('c-1') };
    await post(path, 'k', body).expect(400);
    await post(`/workflows/${workflowId}x/enrollments`, 'k', good).expect(problem(404, 'not_found'));
    await post('/runs/none/cancel', 'k', {}).expect(problem(404, 'not_found'));
    await post(path, 'k', good).expect(201);
    await post(path, 'k', good).expect(201);
    expect(await api.list('/runs')).toHaveLength(1);
  });

  it('an event without its id', async () => {
    const event = { type: 'estimate.sent', contact: contact('c-1') };
    await post('/events', 'k', event).expect(400);
    await post('/events', 'k', { ...event, id: 'e-1' }).expect(200);
  });

  it('another account’s workflow, which is then enrolled into by its own', async () => {
    const theirs = await api.activeWorkflow({}, GLOBEX);
    await post(`/workflows/${theirs}/enrollments`, 'k', { contact: contact('c-1') }).expect(404);
    const ours = await api.activeWorkflow();
    await post(`/workflows/${ours}/enrollments`, 'k', { contact: contact('c-1') }).expect(201);
  });

  it('one of several that come at once', async () => {
    const sent = [{}, GOOD, definition({ name: '' }), GOOD, {}].map((body) => post('/workflows', 'k', body));
    const statuses = (await Promise.all(sent)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(2);
    expect(await api.list('/workflows')).toHaveLength(1);
  });
});

describe('an Idempotency-Key', () => {
  it.each(['', 'two words', 'k'.repeat(256)])('cannot be "%s"', async (key) => {
    await post('/workflows', key, definition()).expect(problem(400, 'invalid_request'));
  });

  it('may have 255 visible characters', async () => {
    await post('/workflows', '~'.repeat(255), definition()).expect(201);
  });
});
