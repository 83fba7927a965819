import { TestApi, WAITING } from './test-api';

let api: TestApi;

beforeEach(async () => {
  api = await TestApi.open();
});
afterEach(() => api.close());

const MINUTE = 60_000;
const resumeDue = async (body?: object): Promise<unknown> => {
  await api.caughtUp();
  return (await api.as('engine').post('/internal/engine/resume-due').send(body).expect(200)).body;
};
const statuses = async () => (await api.list('/runs')).map(({ status }) => status);

describe('resuming what is due', () => {
  it('wakes the runs whose time has come, and each once', async () => {
    const workflowId = await api.activeWorkflow({ steps: WAITING });
    await api.enrolled(workflowId, 'c-1');
    api.clock.advance(MINUTE);
    await api.enrolled(workflowId, 'c-2');
    expect(await resumeDue()).toEqual({ resumed: 0, failed: [] });
    api.clock.advance(59 * MINUTE);
    expect(await resumeDue()).toEqual({ resumed: 1, failed: [] });
    expect(await resumeDue()).toEqual({ resumed: 0, failed: [] });
    expect(await statuses()).toEqual(['waiting', 'completed']);
    expect(await api.list('/outbox')).toHaveLength(1);
  });

  it('takes the oldest first, no more than asked', async () => {
    const workflowId = await api.activeWorkflow({ steps: WAITING });
    for (const id of ['c-1', 'c-2', 'c-3']) {
      await api.enrolled(workflowId, id);
      api.clock.advance(MINUTE);
    }
    api.clock.advance(60 * MINUTE);
    expect(await resumeDue({ limit: 2 })).toEqual({ resumed: 2, failed: [] });
    expect(await statuses()).toEqual(['waiting', 'completed', 'completed']);
    expect(await resumeDue({ limit: 2 })).toEqual({ resumed: 1, failed: [] });
  });

  it('by several at the same time sends nothing twice', async () => {
    const workflowId = await api.activeWorkflow({ steps: WAITING });
    const ids = Array.from({ length: 10 }, (_, i) => `c-${i}`);
    await Promise.all(ids.map((id) => api.enrolled(workflowId, id)));
    await api.caughtUp();
    api.clock.advance(60 * MINUTE);
    const answers = (await Promise.all([resumeDue(), resumeDue(), resumeDue()])) as { resumed: number }[];
    expect(answers.reduce((sum, { resumed }) => sum + resumed, 0)).toBe(10);
    expect(await api.list('/outbox')).toHaveLength(10);
  });

  it('leaves a cancelled run alone', async () => {
    const runId = await api.enrolled(await api.activeWorkflow({ steps: WAITING }), 'c-1');
    await api.as('manager').post(`/api/automations/runs/${runId}/cancel`).expect(200);
    api.clock.advance(60 * MINUTE);
    expect(await resumeDue()).toEqual({ resumed: 0, failed: [] });
  });
});
