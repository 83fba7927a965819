import type { JsonObject } from '../../src/kernel/message';
import { problem } from './problem';
import { TestApi, WAITING, contact } from './test-api';

let api: TestApi;

beforeEach(async () => {
  api = await TestApi.open();
});
afterEach(() => api.close());

const enroll = (workflowId: string, id = 'c-1', fields = {}) =>
  api
    .as('manager')
    .post(`/api/automations/workflows/${workflowId}/enrollments`)
    .send({ contact: contact(id, fields), data: { total: 5 } });
const run = (runId: string) => api.read(`/runs/${runId}`);

describe('enrolling a contact', () => {
  it('starts a run by hand, whatever the trigger and the entry conditions', async () => {
    const workflowId = await api.activeWorkflow({
      trigger: { type: 'event', event: 'estimate.sent' },
      entryConditions: { field: 'data.total', op: 'gt', value: 1000 },
    });
    const answer = await enroll(workflowId).expect(201);
    expect(answer.body).toEqual({
      enrollmentId: expect.any(String) as string,
      runId: expect.any(String) as string,
      position: expect.any(String) as string,
    });
    const { runId } = answer.body as { runId: string };
    expect(await run(runId)).toMatchObject({ workflowId, trigger: { type: 'manual' }, previousRunId: null });
  });

  it('takes a phone in any form, and keeps it in E.164 where it can be read so', async () => {
    await api.as('owner').put('/api/automations/settings').send({ country: 'FR' }).expect(200);
    const workflowId = await api.activeWorkflow();
    const kept = async (id: string, phone: string | number): Promise<unknown> => {
      const { body } = (await enroll(workflowId, id, { phone }).expect(201)) as { body: { runId: string } };
      const { contact: shown, timeline } = (await run(body.runId)) as { contact: JsonObject; timeline: JsonObject[] };
      return [shown['phone'], timeline[0]?.['error'] ?? timeline[0]?.['status']];
    };
    expect(await kept('us', '+1 (555) 010-0000')).toEqual(['+15550100000', 'completed']);
    expect(await kept('fr', '0600000000')).toEqual(['+33600000000', 'completed']);
    expect(await kept('digits', 600000000)).toEqual(['+33600000000', 'completed']);
    const error = { code: 'invalid_recipient', message: expect.any(String) as string };
    expect(await kept('none', 'ask Ana')).toEqual(['ask Ana', error]);
  });

  it('is refused while a run is active, with its id', async () => {
    const workflowId = await api.activeWorkflow({ steps: WAITING });
    const runId = await api.enrolled(workflowId, 'c-1');
    await enroll(workflowId).expect(problem(409, 'already_active', { runId }));
    await enroll(workflowId, 'c-2').expect(201);
    await enroll(await api.activeWorkflow({ steps: WAITING })).expect(201);
  });

  it('again makes a new run, linked to the old one', async () => {
    const workflowId = await api.activeWorkflow();
    const first = await api.enrolled(workflowId, 'c-1');
    await api.caughtUp();
    const second = await api.enrolled(workflowId, 'c-1');
    expect(second).not.toBe(first);
    expect(await run(second)).toMatchObject({ previousRunId: first });
  });

  it('is possible as soon as a cancel has answered', async () => {
    const workflowId = await api.activeWorkflow({ steps: WAITING });
    const first = await api.enrolled(workflowId, 'c-1');
    await api.as('manager').post(`/api/automations/runs/${first}/cancel`).expect(200);
    const second = await api.enrolled(workflowId, 'c-1');
    expect(await run(second)).toMatchObject({ previousRunId: first, status: 'waiting' });
  });

  it('happens once and never again when the workflow says so', async () => {
    const workflowId = await api.activeWorkflow({ settings: { reentry: 'once' }, steps: WAITING });
    const runId = await api.enrolled(workflowId, 'c-1');
    await enroll(workflowId).expect(problem(409, 'already_active', { runId }));
    await api.as('manager').post(`/api/automations/runs/${runId}/cancel`).expect(200);
    await enroll(workflowId).expect(problem(409, 'already_enrolled', { runId }));
  });

  it('happens any number of times at once when the workflow says so', async () => {
    const workflowId = await api.activeWorkflow({ settings: { reentry: 'always' }, steps: WAITING });
    const ids = await Promise.all([1, 2, 3].map(() => api.enrolled(workflowId, 'c-1')));
    expect(new Set(ids).size).toBe(3);
    expect(await api.list('/runs?contact=c-1&status=waiting')).toHaveLength(3);
  });

  it('by many at the same time lets one in', async () => {
    const workflowId = await api.activeWorkflow({ steps: WAITING });
    const answers = await Promise.all(Array.from({ length: 8 }, () => enroll(workflowId)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
    expect(await api.list('/runs')).toHaveLength(1);
  });
});
