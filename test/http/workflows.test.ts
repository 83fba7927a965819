import type { RunWithTimeline } from '../../src/queries/get-run';
import { problem } from './problem';
import { FAILING_WITHOUT_NICKNAME, TestApi, WAITING, contact, definition } from './test-api';

let api: TestApi;

beforeEach(async () => {
  api = await TestApi.open();
});
afterEach(() => api.close());

const WORKFLOWS = '/api/automations/workflows';
const command = (workflowId: string, name: string) => api.as('manager').post(`${WORKFLOWS}/${workflowId}/${name}`);
const redefine = (workflowId: string, fields = {}) =>
  api.as('manager').put(`${WORKFLOWS}/${workflowId}`).send(definition(fields));
const run = async (runId: string) => (await api.read(`/runs/${runId}`)) as RunWithTimeline;

describe('defining a workflow', () => {
  it('makes a draft of version 1, which the next definition makes version 2', async () => {
    const defined = await api.as('manager').post(WORKFLOWS).send(definition()).expect(201);
    expect(defined.body).toEqual({
      workflowId: expect.any(String) as string,
      version: 1,
      status: 'draft',
      position: expect.stringMatching(/^.+$/) as string,
    });
    const { workflowId } = defined.body as { workflowId: string };
    const redefined = await redefine(workflowId, { name: 'Welcome again' }).expect(200);
    expect(redefined.body).toMatchObject({ workflowId, version: 2, status: 'draft' });
    expect(await api.read(`/workflows/${workflowId}`)).toMatchObject({
      workflowId,
      name: 'Welcome again',
      status: 'draft',
      version: 2,
      definition: { ...definition({ name: 'Welcome again' }), settings: { reentry: 'when_not_active' } },
      successRate: null,
    });
  });

  it('of several next versions of one version at once takes one, and refuses the others', async () => {
    const workflowId = await api.draftWorkflow();
    const names = ['Ana', 'Maria', 'Juana'];
    const answers = await Promise.all(
      names.map((name) => redefine(workflowId, { name }).query({ expectedVersion: 1 })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const detail = 'the latest version is 2, not 1';
    for (const answer of answers.filter(({ status }) => status === 409))
      problem(409, 'version_conflict', { detail })(answer);
    const taken = names[answers.findIndex(({ status }) => status === 200)];
    expect(await api.read(`/workflows/${workflowId}`)).toMatchObject({ version: 2, name: taken });
    await redefine(workflowId).query({ expectedVersion: 2 }).expect(200);
    for (const expectedVersion of ['0', '-1', '1.5', '1e3', 'x', '', '9999999999999999999', ['1', '2']])
      await redefine(workflowId).query({ expectedVersion }).expect(400);
    expect(await api.read(`/workflows/${workflowId}`)).toMatchObject({ version: 3 });
  });

  it('gives every definition a workflow of its own', async () => {
    const ids = await Promise.all([api.draftWorkflow(), api.draftWorkflow()]);
    expect(new Set(ids).size).toBe(2);
  });

  it('again leaves it active, and its running runs at their version', async () => {
    const workflowId = await api.activeWorkflow({ steps: WAITING });
    const before = await api.enrolled(workflowId, 'c-1');
    const steps = [{ id: 'bye', type: 'sms', body: 'Goodbye' }];
    expect((await redefine(workflowId, { steps, name: 'Farewell' }).expect(200)).body).toMatchObject({
      status: 'active',
    });
    const after = await api.enrolled(workflowId, 'c-2');
    api.clock.advance(3_600_000);
    await api.as('owner').post(`/api/automations/runs/${before}/resume`).expect(200);

    const old = await run(before);
    expect(old).toMatchObject({ workflowVersion: 1, workflowName: 'Welcome', status: 'completed' });
    expect(old.timeline.map(({ stepId, status }) => [stepId, status])).toEqual([
      ['pause', 'completed'],
      ['hello', 'completed'],
    ]);
    expect(await run(after)).toMatchObject({
      workflowVersion: 2,
      workflowName: 'Farewell',
      timeline: [{ stepId: 'bye' }],
    });
  });
});

describe('the status of a workflow', () => {
  it('follows activate, pause, activate and archive', async () => {
    const workflowId = await api.draftWorkflow();
    for (const [name, status] of [
      ['activate', 'active'],
      ['pause', 'paused'],
      ['activate', 'active'],
      ['archive', 'archived'],
    ] as const) {
      const answer = await command(workflowId, name).expect(200);
      expect(answer.body).toEqual({ workflowId, status, position: expect.any(String) as string });
      expect(await api.read(`/workflows/${workflowId}`)).toMatchObject({ status });
    }
  });

  it('is told with who changed it, when and how', async () => {
    const workflowId = await api.activeWorkflow();
    api.clock.advance(1_000);
    await api.as('owner').put(`/api/automations/workflows/${workflowId}`).send(definition()).expect(200);
    await api.as('owner').post(`/api/automations/workflows/${workflowId}/pause`).expect(200);
    const at = (ms: number): string => new Date(api.clock.now() - ms).toISOString();
    const by = (role: string) => expect.stringMatching(new RegExp(`^${role}:[0-9a-f]{8}$`)) as string;
    const { changes } = (await api.read(`/workflows/${workflowId}`)) as { changes: object[] };
    expect(changes).toEqual([
      { what: 'paused', version: 2, by: by('owner'), at: at(0) },
      { what: 'redefined', version: 2, by: by('owner'), at: at(0) },
      { what: 'activated', version: 1, by: by('manager'), at: at(1_000) },
      { what: 'defined', version: 1, by: by('manager'), at: at(1_000) },
    ]);
  });

  it('stays as it is when asked for what it is already', async () => {
    const workflowId = await api.activeWorkflow();
    for (const name of ['activate', 'pause', 'pause', 'archive', 'archive'])
      await command(workflowId, name).expect(200);
  });

  it('of a draft cannot become paused', async () => {
    const workflowId = await api.draftWorkflow();
    await command(workflowId, 'pause').expect(problem(409, 'workflow_not_active', { workflowStatus: 'draft' }));
  });

  it('is final once archived', async () => {
    const workflowId = await api.draftWorkflow();
    await command(workflowId, 'archive').expect(200);
    for (const name of ['activate', 'pause']) await command(workflowId, name).expect(problem(409, 'workflow_archived'));
    await redefine(workflowId).expect(problem(409, 'workflow_archived'));
  });

  it.each([
    ['draft', []],
    ['paused', ['activate', 'pause']],
    ['archived', ['activate', 'archive']],
  ])('%s lets nobody in', async (workflowStatus, commands) => {
    const workflowId = await api.draftWorkflow();
    for (const name of commands) await command(workflowId, name).expect(200);
    const enrolling = command(workflowId, 'enrollments').send({ contact: contact('c-1') });
    await enrolling.expect(problem(409, 'workflow_not_active', { workflowStatus }));
  });

  it('archived lets its runs go on to their end', async () => {
    const workflowId = await api.activeWorkflow({ steps: WAITING });
    const runId = await api.enrolled(workflowId, 'c-1');
    await command(workflowId, 'archive').expect(200);
    api.clock.advance(3_600_000);
    await api.as('owner').post(`/api/automations/runs/${runId}/resume`).expect(200);
    expect(await run(runId)).toMatchObject({ status: 'completed' });
  });
});

describe('pausing a workflow', () => {
  const react = async (): Promise<void> => {
    await api.caughtUp();
    await api.test.engine.recovery.finishDue();
  };

  it('holds its runs past their wake time, until it is active again', async () => {
    const workflowId = await api.activeWorkflow({ steps: WAITING });
    const runId = await api.enrolled(workflowId, 'c-1');
    const { wakeAt } = await run(runId);
    await command(workflowId, 'pause').expect(200);
    await react();
    expect(await run(runId)).toMatchObject({ status: 'paused', wakeAt: null });

    api.clock.advance(3_600_000);
    await api.as('owner').post(`/api/automations/runs/${runId}/resume`).expect(problem(409, 'run_paused'));
    const due = await api.as('engine').post('/internal/engine/resume-due').expect(200);
    expect(due.body).toEqual({ resumed: 0, failed: [] });

    await command(workflowId, 'activate').expect(200);
    await react();
    expect(await run(runId)).toMatchObject({ status: 'waiting', wakeAt });
    await api.as('engine').post('/internal/engine/resume-due').expect(200);
    expect(await run(runId)).toMatchObject({ status: 'completed' });
  });

  it('holds a run that is not marked as paused yet', async () => {
    const workflowId = await api.activeWorkflow({ steps: WAITING });
    const runId = await api.enrolled(workflowId, 'c-1');
    await command(workflowId, 'pause').expect(200);
    api.clock.advance(3_600_000);
    await api.as('owner').post(`/api/automations/runs/${runId}/resume`).expect(problem(409, 'run_paused'));
    expect(await run(runId)).toMatchObject({ status: 'paused' });
  });

  it('lets a paused run be cancelled, and its contact in again later', async () => {
    const workflowId = await api.activeWorkflow({ steps: WAITING });
    const runId = await api.enrolled(workflowId, 'c-1');
    await command(workflowId, 'pause').expect(200);
    await react();
    await api.as('manager').post(`/api/automations/runs/${runId}/cancel`).expect(200);
    await command(workflowId, 'activate').expect(200);
    await react();
    expect(await run(await api.enrolled(workflowId, 'c-1'))).toMatchObject({ previousRunId: runId });
  });
});

describe('the list of workflows', () => {
  it('is the newest first, each with its numbers and its last 30 days', async () => {
    const first = await api.activeWorkflow({ name: 'First', steps: FAILING_WITHOUT_NICKNAME });
    await api.enrolled(first, 'c-1', { nickname: 'Ani' });
    await api.enrolled(first, 'c-2');
    await api.enrolled(first, 'c-3', { nickname: 'Anita' });
    api.clock.advance(60_000);
    const second = await api.activeWorkflow({ name: 'Second', steps: WAITING });
    await api.enrolled(second, 'c-1');
    const items = await api.list('/workflows');
    expect(items.map(({ name }) => name)).toEqual(['Second', 'First']);
    expect(items[0]).toEqual({
      workflowId: second,
      name: 'Second',
      status: 'active',
      version: 1,
      activeRuns: 1,
      totalRuns: 1,
      successRate: null,
      lastRunAt: '2026-11-24T10:01:00.000Z',
      last30Days: expect.any(Array) as unknown,
    });
    expect(items[1]).toMatchObject({ activeRuns: 0, totalRuns: 3, successRate: 2 / 3 });
    const days = items[1]?.['last30Days'] as readonly object[];
    expect(days).toHaveLength(30);
    expect(days.at(-1)).toEqual({ date: '2026-11-24', completed: 2, failed: 1 });
    expect(days.at(-2)).toEqual({ date: '2026-11-23', completed: 0, failed: 0 });
  });

  it('is walked by cursor without loss', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.unshift(await api.draftWorkflow());
    const walked: unknown[] = [];
    let query = '?limit=2';
    for (;;) {
      const page = (await api.read(`/workflows${query}`)) as {
        items: { workflowId: string }[];
        nextCursor: string | null;
      };
      walked.push(...page.items.map(({ workflowId }) => workflowId));
      if (page.nextCursor === null) break;
      query = `?limit=2&cursor=${page.nextCursor}`;
    }
    expect(walked).toEqual(ids);
  });
});
