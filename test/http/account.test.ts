import { TestApi, WAITING } from './test-api';

let api: TestApi;

beforeEach(async () => {
  api = await TestApi.open();
});
afterEach(() => api.close());

const A = '/api/automations';
const put = (settings: object) => api.as('owner').put(`${A}/settings`).send(settings).expect(200);
const OFFICE = [['09:00', '17:00']];
const UNSET = {
  timezone: 'UTC',
  businessHours: { mon: OFFICE, tue: OFFICE, wed: OFFICE, thu: OFFICE, fri: OFFICE },
  closedDates: [],
  rateLimits: {},
};
const asOf = expect.anything() as unknown;

describe('the settings of an account', () => {
  it('are UTC, office hours and no limits until set', async () => {
    expect(await api.read('/settings')).toEqual({ ...UNSET, asOf });
  });

  it('are replaced as a whole: what is left out is as if never set, a weekday left out is closed', async () => {
    const settings = {
      timezone: 'Europe/Madrid',
      businessHours: {
        sat: [
          ['10:00', '14:00'],
          ['22:00', '02:00'],
        ],
      },
      closedDates: ['2026-12-25'],
      rateLimits: { sms: { perMinute: 2, whenFull: 'wait' }, perContactPerDay: 3 },
      country: 'ES',
    };
    const answer = await put(settings);
    expect(answer.body).toEqual({ ...settings, position: expect.any(String) as string });
    expect(await api.read('/settings')).toEqual({ ...settings, asOf });
    await put({ closedDates: ['2026-12-26'] });
    expect(await api.read('/settings')).toEqual({ ...UNSET, closedDates: ['2026-12-26'], asOf });
  });

  it('limit what a contact gets in a day, from the next effect on', async () => {
    const workflowId = await api.activeWorkflow();
    await put({ rateLimits: { perContactPerDay: 1 } });
    const statusOf = async (id: string) => api.read(`/runs/${await api.enrolled(workflowId, id)}`);
    expect(await statusOf('c-1')).toMatchObject({ status: 'completed' });
    expect(await statusOf('c-1')).toMatchObject({ status: 'failed', error: { code: 'rate_limited' } });
    expect(await statusOf('c-2')).toMatchObject({ status: 'completed' });
    await put({});
    expect(await statusOf('c-1')).toMatchObject({ status: 'completed' });
  });
});

it('a message that finds its minute full waits in sight, where the account wants it so', async () => {
  const workflowId = await api.activeWorkflow({ steps: [{ id: 'hi', type: 'sms', body: 'Hi' }] });
  await put({ rateLimits: { sms: { perMinute: 1, whenFull: 'wait' } } });
  await api.enrolled(workflowId, 'c-1');
  const runId = await api.enrolled(workflowId, 'c-2');
  const run = (await api.read(`/runs/${runId}`)) as { wakeAt: string };
  expect(run).toMatchObject({
    status: 'waiting',
    currentStep: { stepId: 'hi', type: 'sms' },
    wakeAt: expect.stringMatching(/:00\.000Z$/) as string,
    timeline: [
      {
        status: 'waiting',
        waitReason: 'rate_limit',
        wakeAt: run.wakeAt,
        output: { rule: 'at most 1 sms a minute' },
        error: null,
      },
    ],
  });
  const early = await api.as('owner').post(`${A}/runs/${runId}/resume`).send({});
  expect(early).toMatchObject({ status: 409, body: { code: 'wake_time_not_reached', wakeAt: run.wakeAt } });
  const test = await api
    .as('manager')
    .post(`${A}/workflows/${workflowId}/test-runs`)
    .send({ contact: { id: 'c-3', phone: '+34600000001' } });
  expect(test.body).toMatchObject({ status: 'completed', steps: [{ status: 'completed', waitReason: null }] });
});

describe('an opt-out', () => {
  const optOut = (channel: string) => api.as('manager').put(`${A}/contacts/c-1/opt-outs/${channel}`).expect(200);
  const optIn = (channel: string) => api.as('manager').delete(`${A}/contacts/c-1/opt-outs/${channel}`).expect(200);
  const optOuts = ({ body }: { body: unknown }) => (body as { optOuts: unknown }).optOuts;

  it('is of one channel, and stays until taken back', async () => {
    expect(optOuts(await optOut('sms'))).toEqual(['sms']);
    expect(optOuts(await optOut('email'))).toEqual(['email', 'sms']);
    expect(optOuts(await optOut('email'))).toEqual(['email', 'sms']);
    expect(optOuts(await optIn('sms'))).toEqual(['email']);
    expect(optOuts(await optIn('sms'))).toEqual(['email']);
  });

  it('holds for a run that is already on its way', async () => {
    const runId = await api.enrolled(await api.activeWorkflow({ steps: WAITING }), 'c-1');
    await optOut('sms');
    api.clock.advance(3_600_000);
    await api.as('owner').post(`${A}/runs/${runId}/resume`).expect(200);
    expect(await api.read(`/runs/${runId}`)).toMatchObject({
      status: 'completed',
      timeline: [{}, { status: 'skipped', skippedReason: 'sms_opt_out' }],
    });
    expect(await api.list('/outbox')).toEqual([]);
  });
});

describe('the outbox', () => {
  it('lists what would have been sent, the newest first', async () => {
    const steps = [
      { id: 'sms', type: 'sms', body: 'Hello' },
      { id: 'email', type: 'email', subject: 'Hi', body: '<p>Hello</p>' },
      { id: 'webhook', type: 'webhook', url: 'https://example.com/hook', body: { a: 1 } },
    ];
    const runId = await api.enrolled(await api.activeWorkflow({ steps }), 'c-1');
    const common = {
      effectId: expect.any(String) as string,
      runId,
      idempotencyKey: expect.any(String) as string,
      at: '2026-11-24T10:00:00.000Z',
    };
    expect(await api.list('/outbox')).toEqual([
      {
        ...common,
        stepId: 'webhook',
        channel: 'webhook',
        to: 'https://example.com/hook',
        subject: null,
        body: '{"a":1}',
      },
      { ...common, stepId: 'email', channel: 'email', to: 'ana@example.com', subject: 'Hi', body: '<p>Hello</p>' },
      { ...common, stepId: 'sms', channel: 'sms', to: '+34600000000', subject: null, body: 'Hello' },
    ]);
  });

  it('is of one run when asked, and walked by cursor', async () => {
    const steps = ['a', 'b', 'c'].map((id) => ({ id, type: 'sms', body: id }));
    const workflowId = await api.activeWorkflow({ steps });
    const [runId] = [await api.enrolled(workflowId, 'c-1'), await api.enrolled(workflowId, 'c-2')];
    const first = (await api.read(`/outbox?runId=${runId}&limit=2`)) as { items: unknown; nextCursor: string };
    expect(first.items).toMatchObject([
      { stepId: 'c', runId },
      { stepId: 'b', runId },
    ]);
    const second = await api.read(`/outbox?runId=${runId}&limit=2&cursor=${first.nextCursor}`);
    expect(second).toMatchObject({ items: [{ stepId: 'a', runId }], nextCursor: null });
    expect(await api.list('/outbox')).toHaveLength(6);
  });
});
