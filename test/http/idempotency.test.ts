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

describe('an Idempotency-Key', () => {
  it.each(['', 'two words', 'k'.repeat(256)])('cannot be "%s"', async (key) => {
    await post('/workflows', key, definition()).expect(problem(400, 'invalid_request'));
  });

  it('may have 255 visible characters', async () => {
    await post('/workflows', '~'.repeat(255), definition()).expect(201);
  });
});
