import type { JsonObject } from '../../src/kernel/message';
import type { RunWithTimeline } from '../../src/queries/get-run';
import { problem } from './problem';
import { ENGINE_SECRET, TestApi, WAITING } from './test-api';

let api: TestApi;

beforeEach(async () => {
  api = await TestApi.open();
});
afterEach(() => api.close());

const HOUR = 3_600_000;
const RUNS = '/api/automations/runs';
const run = async (runId: string) => (await api.read(`/runs/${runId}`)) as RunWithTimeline;
const cancel = (runId: string, body?: object) => api.as('manager').post(`${RUNS}/${runId}/cancel`).send(body);
const resume = (runId: string, body?: object) => api.as('owner').post(`${RUNS}/${runId}/resume`).send(body);
const enrolledIn = async (steps: readonly JsonObject[], fields: JsonObject = {}) =>
  api.enrolled(await api.activeWorkflow({ steps }), 'c-1', fields);

/** A step that was not reached. */
const NOTHING = {
  label: null,
  startedAt: null,
  finishedAt: null,
  durationMs: null,
  output: null,
  error: null,
  skippedReason: null,
  branch: null,
  wakeAt: null,
  waitReason: null,
  delivery: null,
  settled: null,
};

describe('the timeline of a run', () => {
  const STEPS = [
    { id: 'sms', type: 'sms', label: 'Greet', body: 'Hi {{ contact.name }}' },
    {
      id: 'email',
      type: 'email',
      to: 'team@example.com',
      subject: 'About {{ contact.name }}',
      body: '<i>{{ contact.name }}</i>',
    },
    { id: 'webhook', type: 'webhook', url: 'https://example.com/hook', body: { who: '{{ contact.id }}' } },
    {
      id: 'condition',
      type: 'condition',
      if: { field: 'contact.vip', op: 'eq', value: true },
      then: [{ id: 'gift', type: 'sms', body: 'A gift' }],
      else: [{ id: 'delay', type: 'delay', duration: 'PT1H' }],
    },
    { id: 'hours', type: 'business_hours' },
    { id: 'exit', type: 'exit' },
    { id: 'never', type: 'sms', body: 'Never' },
  ] as const;
  const at = '2026-11-24T16:30:00.000Z';

  beforeEach(() => {
    api.clock.setTo(Date.parse(at));
  });

  it('shows every step in the order of the definition, reached or not', async () => {
    const runId = await enrolledIn(STEPS);
    const { timeline, ...shown } = await run(runId);
    expect(shown).toMatchObject({
      status: 'waiting',
      currentStep: { stepId: 'delay', label: null, type: 'delay' },
      wakeAt: '2026-11-24T17:30:00.000Z',
    });
    const top = { parentStepId: null, parentBranch: null };
    const done = { ...NOTHING, ...top, status: 'completed', startedAt: at, finishedAt: at, durationMs: 0 };
    const pending = { ...NOTHING, ...top, status: 'pending' };
    expect(timeline).toEqual([
      {
        ...done,
        stepId: 'sms',
        encoding: 'UCS-2',
        segments: 1,
        firstUnicode: 'ó',
        type: 'sms',
        label: 'Greet',
        output: sent({ to: '+34600000000', body: 'Hi Ana López' }),
      },
      {
        ...done,
        stepId: 'email',
        type: 'email',
        output: sent({ to: 'team@example.com', subject: 'About Ana López', body: '<i>Ana López</i>' }),
      },
      { ...done, stepId: 'webhook', type: 'webhook', output: expect.objectContaining({ via: 'outbox' }) as unknown },
      {
        ...done,
        stepId: 'condition',
        type: 'condition',
        branch: false,
        output: { comparisons: [expect.anything()] as unknown },
      },
      { ...pending, stepId: 'gift', type: 'sms', parentStepId: 'condition', parentBranch: true },
      {
        ...NOTHING,
        stepId: 'delay',
        type: 'delay',
        parentStepId: 'condition',
        parentBranch: false,
        status: 'waiting',
        startedAt: at,
        wakeAt: '2026-11-24T17:30:00.000Z',
        waitReason: 'delay',
        output: { rule: 'PT1H in UTC', timezone: 'UTC', timezoneOf: 'default' },
      },
      { ...pending, stepId: 'hours', type: 'business_hours' },
      { ...pending, stepId: 'exit', type: 'exit' },
      { ...pending, stepId: 'never', type: 'sms' },
    ]);
  });

  it('keeps the wake times of waits that are over, and what was not reached', async () => {
    const runId = await enrolledIn(STEPS);
    for (const wait of [HOUR, 16 * HOUR]) {
      await api.caughtUp();
      api.clock.advance(wait);
      await resume(runId).expect(200);
    }
    const { timeline, ...shown } = await run(runId);
    expect(shown).toMatchObject({ status: 'completed', wakeAt: null, currentStep: null, durationMs: 17 * HOUR });
    expect(timeline.slice(4)).toMatchObject([
      { stepId: 'gift', status: 'skipped', skippedReason: 'not_reached' },
      { stepId: 'delay', status: 'completed', wakeAt: '2026-11-24T17:30:00.000Z', durationMs: HOUR },
      { stepId: 'hours', status: 'completed', wakeAt: '2026-11-25T09:00:00.000Z', waitReason: 'business_hours' },
      { stepId: 'exit', status: 'completed' },
      { stepId: 'never', status: 'skipped', skippedReason: 'not_reached' },
    ]);
  });

  it('takes the other branch, and leaves that step out which it does not take', async () => {
    const { timeline } = await run(await enrolledIn(STEPS, { vip: true }));
    expect(timeline.slice(3, 6)).toMatchObject([
      { stepId: 'condition', branch: true },
      { stepId: 'gift', status: 'completed' },
      { stepId: 'delay', status: 'skipped', skippedReason: 'not_reached' },
    ]);
  });

  it('shows why a step failed, and goes on unless told to stop', async () => {
    const failing = { type: 'sms', body: '{{ contact.nickname | required }}' };
    const goesOn = await run(await enrolledIn([{ id: 'a', ...failing }, { id: 'b', ...failing }, ...WAITING.slice(1)]));
    expect(goesOn).toMatchObject({ status: 'failed', failedSteps: 2, error: { stepId: 'a', code: 'missing_data' } });
    expect(goesOn.timeline).toMatchObject([
      { status: 'failed', error: { code: 'missing_data', message: expect.any(String) as string } },
      { status: 'failed' },
      { status: 'completed' },
    ]);
    const stops = await run(await enrolledIn([{ id: 'a', onError: 'stop', ...failing }, ...WAITING.slice(1)]));
    expect(stops).toMatchObject({
      status: 'failed',
      failedSteps: 1,
      timeline: [{ status: 'failed' }, { status: 'skipped' }],
    });
  });

  it('shows a channel that the contact opted out of, which is no failure', async () => {
    await api.as('manager').put('/api/automations/contacts/c-1/opt-outs/sms').expect(200);
    expect(await run(await enrolledIn(WAITING.slice(1)))).toMatchObject({
      status: 'completed',
      timeline: [{ status: 'skipped', skippedReason: 'sms_opt_out', error: null }],
    });
  });

  const sent = (message: object): unknown => ({ ...message, via: 'outbox' });
});

describe('what people did to a run', () => {
  const manager: string = expect.stringMatching(/^manager:[0-9a-f]{8}$/) as string;

  it('is told with who did it, when and why, as it was then', async () => {
    const runId = await enrolledIn(WAITING);
    expect(await run(runId)).toMatchObject({ startedBy: manager, cancelled: null });
    api.clock.advance(1_000);
    await cancel(runId, { reason: 'they called' }).expect(200);
    const { startedBy, cancelled, revision } = await run(runId);
    const at = new Date(api.clock.now()).toISOString();
    expect([startedBy, cancelled]).toEqual([manager, { by: manager, at, reason: 'they called' }]);
    expect(await api.read(`/runs/${runId}?at=${revision}`)).toMatchObject({ startedBy, cancelled });
    expect(await api.read(`/runs/${runId}?at=${revision - 1}`)).toMatchObject({ startedBy, cancelled: null });
    const [listed] = await api.list('/runs');
    for (const name of ['startedBy', 'cancelled']) expect(listed).not.toHaveProperty(name);
  });

  it('is nothing where an event did it', async () => {
    await api.activeWorkflow({ trigger: { type: 'event', event: 'estimate.sent' }, steps: WAITING });
    const event = { id: 'e-1', type: 'estimate.sent', contact: { id: 'c-1' } };
    await api.as('manager').post('/api/automations/events').send(event).expect(200);
    const [{ runId } = {}] = (await api.list('/runs')) as readonly { runId?: string }[];
    expect(await run(runId ?? '')).toMatchObject({ startedBy: null, cancelled: null });
  });
});

describe('cancelling a run', () => {
  it('ends it at once, with what it waited for', async () => {
    const runId = await enrolledIn(WAITING);
    const { body } = (await cancel(runId, { reason: 'they called' }).expect(200)) as { body: unknown };
    expect(body).toEqual({ runId, status: 'cancelled', position: expect.any(String) as string });
    expect(await run(runId)).toMatchObject({
      status: 'cancelled',
      wakeAt: null,
      finishedAt: '2026-11-24T10:00:00.000Z',
      timeline: [
        { stepId: 'pause', status: 'skipped', skippedReason: 'cancelled', wakeAt: '2026-11-24T11:00:00.000Z' },
        { stepId: 'hello', status: 'skipped', skippedReason: 'not_reached' },
      ],
    });
  });

  it('twice answers the same', async () => {
    const runId = await enrolledIn(WAITING);
    const [first, second] = [await cancel(runId), await cancel(runId)];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body).toEqual(first.body);
  });

  it.each([
    ['completed', WAITING.slice(1)],
    ['failed', [{ id: 'a', type: 'sms', body: '{{ contact.nickname | required }}' }]],
  ])('is refused when it is %s', async (runStatus, steps) => {
    const runId = await enrolledIn(steps);
    await api.caughtUp();
    await cancel(runId).expect(problem(409, 'run_not_active', { runStatus }));
  });

  it('keeps it from waking', async () => {
    const runId = await enrolledIn(WAITING);
    await cancel(runId).expect(200);
    api.clock.advance(HOUR);
    expect((await resume(runId).expect(200)).body).toMatchObject({ resumed: false, reason: 'run_ended' });
    expect(await run(runId)).toMatchObject({ status: 'cancelled' });
  });
});

describe('resuming a run', () => {
  it('is refused before its wake time, whoever asks', async () => {
    const runId = await enrolledIn(WAITING);
    api.clock.advance(HOUR - 1);
    const wakeAt = '2026-11-24T11:00:00.000Z';
    for (const client of [api.as('owner'), api.as('engine'), api.bearer(ENGINE_SECRET)])
      await client.post(`${RUNS}/${runId}/resume`).expect(problem(409, 'wake_time_not_reached', { wakeAt }));
  });

  it('goes on at its wake time, once', async () => {
    const runId = await enrolledIn(WAITING);
    api.clock.advance(HOUR);
    const first = await resume(runId).expect(200);
    expect(first.body).toEqual({ runId, status: 'running', resumed: true, position: expect.any(String) as string });
    await api.caughtUp();
    const second = await resume(runId).expect(200);
    expect(second.body).toMatchObject({ runId, status: 'completed', resumed: false, reason: 'run_ended' });
    expect(await api.list(`/outbox?runId=${runId}`)).toHaveLength(1);
  });

  it('by many at the same time sends once', async () => {
    const runId = await enrolledIn(WAITING);
    api.clock.advance(HOUR);
    const answers = await Promise.all(Array.from({ length: 8 }, () => resume(runId)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    const resumed = answers.filter(({ body }) => (body as { resumed: boolean }).resumed);
    expect(resumed).toHaveLength(1);
    await api.caughtUp();
    expect(await api.list(`/outbox?runId=${runId}`)).toHaveLength(1);
  });

  it('does nothing for a wait that is over, and says so', async () => {
    const runId = await enrolledIn([...WAITING.slice(0, 1), { id: 'again', type: 'delay', duration: 'PT1H' }]);
    api.clock.advance(HOUR);
    await resume(runId, { waitId: 'pause:1' }).expect(200);
    const late = await resume(runId, { waitId: 'pause:1' }).expect(200);
    expect(late.body).toMatchObject({ status: 'waiting', resumed: false, reason: 'wait_over' });
    const never = await resume(runId, { waitId: 'nothing' }).expect(200);
    expect(never.body).toMatchObject({ resumed: false });
  });
});
