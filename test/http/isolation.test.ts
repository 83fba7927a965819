import { problem } from './problem';
import { ACME, ENGINE_SECRET, GLOBEX, TestApi, contact } from './test-api';

let api: TestApi;

beforeEach(async () => {
  api = await TestApi.open();
});
afterEach(() => api.close());

const A = '/api/automations';
const ON_EVENT = { trigger: { type: 'event', event: 'estimate.sent' } };
const fire = (account: string, fields: object = {}) =>
  api
    .as('manager', account)
    .post(`${A}/events`)
    .send({ id: 'e-1', type: 'estimate.sent', contact: contact('c-1'), ...fields });

describe('two accounts', () => {
  it('use the same ids of events and contacts without meeting', async () => {
    const ofAcme = await api.activeWorkflow(ON_EVENT, ACME);
    const ofGlobex = await api.activeWorkflow(ON_EVENT, GLOBEX);
    const first = await fire(ACME).expect(200);
    const second = await fire(GLOBEX).expect(200);
    expect(first.body).toMatchObject({ results: [{ workflowId: ofAcme, outcome: 'started' }] });
    expect(second.body).toMatchObject({ results: [{ workflowId: ofGlobex, outcome: 'started' }] });
  });

  it('see only their own workflows, runs and outbox', async () => {
    const ids = { [ACME]: await api.activeWorkflow({}, ACME), [GLOBEX]: await api.activeWorkflow({}, GLOBEX) };
    for (const [account, workflowId] of Object.entries(ids)) await api.enrolled(workflowId, 'c-1', {}, account);
    for (const [account, workflowId] of Object.entries(ids)) {
      expect(await api.list('/workflows', account)).toMatchObject([{ workflowId, totalRuns: 1 }]);
      const runs = await api.list('/runs', account);
      expect(runs).toMatchObject([{ workflowId }]);
      expect(await api.list('/outbox', account)).toMatchObject([{ runId: runs[0]?.['runId'] }]);
    }
  });

  it('do not find each other by contact, workflow, run or cursor', async () => {
    const workflowId = await api.activeWorkflow();
    const runId = await api.enrolled(workflowId, 'c-1');
    await api.enrolled(workflowId, 'c-2');
    expect(await api.list('/runs?contact=c-1', GLOBEX)).toEqual([]);
    expect(await api.list('/runs?contact=ana', GLOBEX)).toEqual([]);
    expect(await api.list(`/runs?workflowId=${workflowId}`, GLOBEX)).toEqual([]);
    expect(await api.list(`/workflows/${workflowId}/runs`, GLOBEX)).toEqual([]);
    expect(await api.list(`/outbox?runId=${runId}`, GLOBEX)).toEqual([]);
    const { nextCursor } = (await api.read('/runs?limit=1')) as { nextCursor: string };
    await api
      .as('viewer', GLOBEX)
      .get(`${A}/runs?limit=1&cursor=${nextCursor}`)
      .expect(problem(400, 'invalid_request'));
  });

  it('have settings and opt-outs of their own', async () => {
    await api.as('owner').put(`${A}/settings`).send({ timezone: 'Asia/Tokyo' }).expect(200);
    await api.as('manager').put(`${A}/contacts/c-1/opt-outs/sms`).expect(200);
    expect(await api.read('/settings', GLOBEX)).toMatchObject({ timezone: 'UTC' });
    const runId = await api.enrolled(await api.activeWorkflow({}, GLOBEX), 'c-1', {}, GLOBEX);
    expect(await api.read(`/runs/${runId}`, GLOBEX)).toMatchObject({ timeline: [{ status: 'completed' }] });
  });

  it('have Idempotency-Keys of their own', async () => {
    const answers = await Promise.all([ACME, GLOBEX].map((account) => fire(account).set('Idempotency-Key', 'k-1')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const other = await fire(GLOBEX, { id: 'e-2' }).set('Idempotency-Key', 'k-1');
    expect(other.status).toBe(422);
  });

  it('wake only their own runs with a key of the engine, and all with its secret', async () => {
    const steps = [{ id: 'pause', type: 'delay', duration: 'PT1H' }];
    for (const account of [ACME, GLOBEX])
      await api.enrolled(await api.activeWorkflow({ steps }, account), 'c-1', {}, account);
    await api.caughtUp();
    api.clock.advance(3_600_000);
    const due = '/internal/engine/resume-due';
    expect((await api.as('engine', GLOBEX).post(due).expect(200)).body).toEqual({ resumed: 1, failed: [] });
    expect(await api.list('/runs')).toMatchObject([{ status: 'waiting' }]);
    expect((await api.bearer(ENGINE_SECRET).post(due).expect(200)).body).toEqual({ resumed: 1, failed: [] });
    expect(await api.list('/runs')).toMatchObject([{ status: 'completed' }]);
  });
});
