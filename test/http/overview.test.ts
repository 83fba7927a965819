import type { OverviewView } from '../../src/queries/get-overview';
import { FAILING_WITHOUT_NICKNAME, TestApi, WAITING } from './test-api';

let api: TestApi;

beforeEach(async () => {
  api = await TestApi.open();
});
afterEach(() => api.close());

const HOUR = 3_600_000;
const overview = async (workflowId: string, query = '') =>
  (await api.read(`/workflows/${workflowId}/overview${query}`)) as OverviewView;

/** Waits an hour, then needs a nickname. */
const STEPS = [...WAITING.slice(0, 1), ...FAILING_WITHOUT_NICKNAME];

describe('the overview of a workflow', () => {
  it('is all zeros for 30 days before anything runs', async () => {
    const workflowId = await api.activeWorkflow();
    const { asOf, days, ...totals } = await overview(workflowId);
    expect(totals).toEqual({
      workflowId,
      timezone: 'UTC',
      by: 'finished',
      totalRuns: 0,
      completed: 0,
      failed: 0,
      cancelled: 0,
      active: 0,
      successRate: null,
      lastRunAt: null,
    });
    expect(asOf.lagMs).toBe(0);
    expect(days).toHaveLength(30);
    expect([days[0]?.date, days.at(-1)?.date]).toEqual(['2026-10-26', '2026-11-24']);
    expect(days.every(({ started, completed, failed }) => started + completed + failed === 0)).toBe(true);
  });

  it('counts every run by how it stands or ended', async () => {
    const workflowId = await api.activeWorkflow({ steps: STEPS });
    await api.enrolled(workflowId, 'completes', { nickname: 'Ani' });
    await api.enrolled(workflowId, 'completes-too', { nickname: 'Ani' });
    await api.enrolled(workflowId, 'fails');
    const cancelled = await api.enrolled(workflowId, 'is-cancelled');
    await api.as('manager').post(`/api/automations/runs/${cancelled}/cancel`).expect(200);
    await api.caughtUp();
    api.clock.advance(HOUR);
    await api.as('engine').post('/internal/engine/resume-due').expect(200);
    await api.enrolled(workflowId, 'waits');
    const { days, ...totals } = await overview(workflowId);
    expect(totals).toMatchObject({
      totalRuns: 5,
      completed: 2,
      failed: 1,
      cancelled: 1,
      active: 1,
      successRate: 2 / 3,
      lastRunAt: '2026-11-24T11:00:00.000Z',
    });
    expect(days.at(-1)).toEqual({ date: '2026-11-24', started: 5, completed: 2, failed: 1 });
  });

  it('puts a run on the day it finished or started, in the time zone asked for', async () => {
    api.clock.setTo(Date.parse('2026-11-24T14:30:00.000Z'));
    const workflowId = await api.activeWorkflow({ steps: WAITING });
    await api.enrolled(workflowId, 'c-1');
    await api.caughtUp();
    api.clock.advance(HOUR);
    await api.as('engine').post('/internal/engine/resume-due').expect(200);
    const lastDays = async (query: string) => (await overview(workflowId, query)).days.slice(-2);
    // In Tokyo the run started at 23:30 and finished at 00:30.
    expect(await lastDays('?timezone=Asia/Tokyo')).toEqual([
      { date: '2026-11-24', started: 1, completed: 0, failed: 0 },
      { date: '2026-11-25', started: 0, completed: 1, failed: 0 },
    ]);
    expect(await lastDays('?timezone=Asia/Tokyo&by=started')).toEqual([
      { date: '2026-11-24', started: 1, completed: 1, failed: 0 },
      { date: '2026-11-25', started: 0, completed: 0, failed: 0 },
    ]);
    expect((await lastDays(''))[1]).toEqual({ date: '2026-11-24', started: 1, completed: 1, failed: 0 });
  });

  it("is in the account's time zone unless asked", async () => {
    await api.as('owner').put('/api/automations/settings').send({ timezone: 'Pacific/Auckland' }).expect(200);
    api.clock.setTo(Date.parse('2026-11-24T12:00:00.000Z'));
    const { timezone, days } = await overview(await api.activeWorkflow());
    expect([timezone, days.at(-1)?.date]).toEqual(['Pacific/Auckland', '2026-11-25']);
  });

  it('lets go of a day after 30 of them, and not of the totals', async () => {
    const workflowId = await api.activeWorkflow();
    await api.enrolled(workflowId, 'c-1');
    await api.caughtUp();
    api.clock.advance(29 * 24 * HOUR);
    expect((await overview(workflowId)).days[0]).toEqual({ date: '2026-11-24', started: 1, completed: 1, failed: 0 });
    api.clock.advance(24 * HOUR);
    const { days, totalRuns } = await overview(workflowId);
    expect(days.some(({ started }) => started > 0)).toBe(false);
    expect(totalRuns).toBe(1);
  });
});
