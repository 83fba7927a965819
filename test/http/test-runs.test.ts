import type { JsonObject } from '../../src/kernel/message';
import type { TestRunAnswer } from '../../src/queries/test-workflow';
import { problem } from './problem';
import { TestApi, contact, definition } from './test-api';

let api: TestApi;

beforeEach(async () => {
  api = await TestApi.open();
});
afterEach(() => api.close());

const STEPS = [
  { id: 'hello', type: 'sms', label: 'Greet', body: 'Hello {{ contact.name }}' },
  { id: 'day', type: 'delay', duration: 'P1D' },
  {
    id: 'large',
    type: 'condition',
    if: { field: 'data.total', op: 'gte', value: 1000 },
    then: [{ id: 'call', type: 'email', subject: '{{ data.total }}', body: '<b>{{ contact.name }}</b>' }],
    else: [{ id: 'bye', type: 'exit' }],
  },
  { id: 'office', type: 'business_hours' },
];

async function tested(workflowId: string, fields: JsonObject = {}): Promise<TestRunAnswer> {
  const answer = await api
    .as('manager')
    .post(`/api/automations/workflows/${workflowId}/test-runs`)
    .send({ contact: contact('c-1', { name: 'Ana <3' }), data: { total: 1200 }, ...fields })
    .expect(200);
  return answer.body as TestRunAnswer;
}

describe('a test run', () => {
  it('tells every step as it would be, at virtual times', async () => {
    const workflowId = await api.draftWorkflow({ steps: STEPS });
    // A Friday: the day after is a Saturday, and the office opens on Monday.
    const { entry, status, startedAt, finishedAt, steps } = await tested(workflowId, {
      startAt: '2026-11-27T18:00:00+01:00',
    });
    expect({ entry, status, startedAt, finishedAt }).toEqual({
      entry: { passed: true, comparisons: [], error: null },
      status: 'completed',
      startedAt: '2026-11-27T17:00:00.000Z',
      finishedAt: '2026-11-30T09:00:00.000Z',
    });
    expect(steps).toMatchObject([
      {
        stepId: 'hello',
        type: 'sms',
        label: 'Greet',
        status: 'completed',
        output: { to: '+34600000000', body: 'Hello Ana <3' },
      },
      {
        stepId: 'day',
        status: 'completed',
        wakeAt: '2026-11-28T17:00:00.000Z',
        waitReason: 'delay',
        durationMs: 86_400_000,
      },
      { stepId: 'large', branch: true, output: { comparisons: [{ field: 'data.total', passed: true }] } },
      {
        stepId: 'call',
        parentStepId: 'large',
        parentBranch: true,
        output: { subject: '1200', body: '<b>Ana &lt;3</b>' },
      },
      { stepId: 'bye', parentStepId: 'large', status: 'skipped', skippedReason: 'not_reached' },
      { stepId: 'office', wakeAt: '2026-11-30T09:00:00.000Z', waitReason: 'business_hours' },
    ]);
  });

  it('counts the segments of each SMS, and names the character that makes more of them', async () => {
    const steps = [
      { id: 'plain', type: 'sms', body: 'a'.repeat(161) },
      { id: 'curly', type: 'sms', body: `it’s ${'a'.repeat(66)}` },
      { id: 'nothing', type: 'sms', body: '{{ data.nothing }}' },
      { id: 'mail', type: 'email', subject: 'Hi', body: 'it’s' },
    ];
    const { steps: tried } = await tested(await api.draftWorkflow({ steps }));
    const counted = tried.map(({ encoding, segments, firstUnicode }) => ({ encoding, segments, firstUnicode }));
    expect(counted).toEqual([
      { encoding: 'GSM-7', segments: 2, firstUnicode: null },
      { encoding: 'UCS-2', segments: 2, firstUnicode: '’' },
      {},
      {},
    ]);
  });

  it('is less than a megabyte, however long its messages are', async () => {
    const steps = Array.from({ length: 100 }, (_, i) => ({
      id: `mail-${i}`,
      type: 'email',
      subject: 'Hi',
      body: '{{ data.text }}',
    }));
    const { steps: tried } = await tested(await api.draftWorkflow({ steps }), { data: { text: 'x'.repeat(200_000) } });
    expect(JSON.stringify(tried).length).toBeLessThan(1_000_000);
    expect(tried.map(({ output }) => output?.['shortened'] ?? false)).toEqual([
      ...Array.from({ length: 2 }, () => false),
      ...Array.from({ length: 98 }, () => true),
    ]);
  });

  it('says which zone each wait went by, whose it is, and what was ignored', async () => {
    await api.as('owner').put('/api/automations/settings').send({ timezone: 'Asia/Tokyo' }).expect(200);
    const steps = [
      { id: 'day', type: 'delay', duration: 'P1D' },
      { id: 'before', type: 'delay', until: 'data.at', offset: '-PT1H' },
      { id: 'closed', type: 'delay', until: 'data.never' },
    ];
    const { steps: tried } = await tested(await api.draftWorkflow({ steps }), {
      contact: contact('c-1', { timezone: 'Mars/Phobos' }),
      data: { at: '2026-12-01' },
      startAt: '2026-11-24T10:00:00Z',
    });
    const zone = { timezone: 'Asia/Tokyo', timezoneOf: 'account', ignoredTimezone: 'Mars/Phobos' };
    expect(tried).toMatchObject([
      { output: zone, wakeAt: '2026-11-25T10:00:00.000Z' },
      { output: zone, wakeAt: '2026-11-30T14:00:00.000Z' },
      { status: 'failed', error: { code: 'missing_data' } },
    ]);
  });

  it('stores nothing and sends nothing', async () => {
    const workflowId = await api.activeWorkflow({ steps: STEPS });
    const before = await api.test.engine.dependencies.events.head();
    await tested(workflowId);
    expect(await api.test.engine.dependencies.events.head()).toBe(before);
    expect(await api.list('/runs')).toEqual([]);
    expect(await api.read(`/workflows/${workflowId}`)).toMatchObject({ totalRuns: 0 });
  });

  it('says when entry fails, and goes on', async () => {
    const entryConditions = {
      all: [
        { field: 'data.total', op: 'gt', value: 5000 },
        { field: 'contact.name', op: 'exists' },
      ],
    };
    const workflowId = await api.draftWorkflow({ steps: STEPS, entryConditions });
    const { entry, status } = await tested(workflowId);
    expect(entry).toMatchObject({
      passed: false,
      comparisons: [
        { field: 'data.total', op: 'gt', passed: false },
        { field: 'contact.name', passed: true },
      ],
    });
    expect(status).toBe('completed');
  });

  it('says when entry cannot be decided', async () => {
    const entryConditions = { field: 'data.total', op: 'after', value: '2026-01-01' };
    const workflowId = await api.draftWorkflow({ entryConditions });
    const { entry } = await tested(workflowId);
    expect(entry).toMatchObject({ passed: false, error: { code: 'condition_error' } });
  });

  it('tries a definition that is not saved', async () => {
    const workflowId = await api.draftWorkflow();
    const steps = [{ id: 'new', type: 'sms', body: '{{ contact.nickname | required }}' }];
    const answer = await tested(workflowId, { definition: definition({ steps }) });
    expect(answer).toMatchObject({ status: 'failed', steps: [{ stepId: 'new', error: { code: 'missing_data' } }] });
    expect(await api.read(`/workflows/${workflowId}`)).toMatchObject({ version: 1 });
  });

  it('goes by the opt-outs and the settings of the account', async () => {
    await api.as('manager').put('/api/automations/contacts/c-1/opt-outs/sms').expect(200);
    await api
      .as('owner')
      .put('/api/automations/settings')
      .send({ timezone: 'Asia/Tokyo', businessHours: { tue: [['10:00', '11:00']] } })
      .expect(200);
    const { steps } = await tested(await api.draftWorkflow({ steps: STEPS }));
    expect(steps[0]).toMatchObject({ status: 'skipped', skippedReason: 'sms_opt_out' });
    expect(steps.at(-1)).toMatchObject({ wakeAt: '2026-12-01T01:00:00.000Z' });
  });

  it('reads the phone by the country of the account, and says when it cannot', async () => {
    await api.as('owner').put('/api/automations/settings').send({ country: 'FR' }).expect(200);
    const workflowId = await api.draftWorkflow({ steps: [{ id: 'hello', type: 'sms', body: 'Hello' }] });
    const phone = (written: unknown) => tested(workflowId, { contact: { id: 'c-1', phone: written as string } });
    expect((await phone('06 12 34 56 78')).steps).toMatchObject([{ output: { to: '+33612345678' } }]);
    expect((await phone(612345678)).steps).toMatchObject([{ output: { to: '+33612345678' } }]);
    expect((await phone('ask Ana')).steps).toMatchObject([{ error: { code: 'invalid_recipient' } }]);
    expect((await phone(' ')).steps).toMatchObject([{ error: { code: 'missing_data' } }]);
  });

  it('skips what the contact opted out of, also when there is nowhere to send it', async () => {
    await api.as('manager').put('/api/automations/contacts/c-1/opt-outs/sms').expect(200);
    const workflowId = await api.draftWorkflow({ steps: [{ id: 'hello', type: 'sms', body: 'Hello' }] });
    const { status, steps } = await tested(workflowId, { contact: { id: 'c-1' } });
    expect(status).toBe('completed');
    expect(steps).toMatchObject([{ status: 'skipped', skippedReason: 'sms_opt_out', error: null }]);
  });

  it('is of a definition that was never saved as well, and stores nothing', async () => {
    const before = await api.as('manager').get('/api/automations/workflows').expect(200);
    const body = '{{ run.workflowName }}: hi {{ contact.name }}';
    const definition = { name: 'New', trigger: { type: 'manual' }, steps: [{ id: 'sms', type: 'sms', body }] };
    const send = (sent: object) => api.as('manager').post('/api/automations/workflows/test-runs').send(sent);
    const tried = await send({ contact: contact('c-1', { name: 'Ana' }), definition }).expect(200);
    expect(tried.body).toMatchObject({
      status: 'completed',
      steps: [{ output: { body: 'New: hi Ana' }, segments: 1 }],
    });
    await send({ contact: contact('c-1') }).expect(problem(400, 'invalid_request'));
    const blank = { ...definition, steps: [{ id: 'sms', type: 'sms', body: '' }] };
    const refused = await send({ contact: contact('c-1'), definition: blank }).expect(400);
    expect(refused.body).toMatchObject({ errors: [{ path: 'definition.steps[0].body' }] });
    const after = await api.as('manager').get('/api/automations/workflows').expect(200);
    expect((after.body as JsonObject)['items']).toEqual((before.body as JsonObject)['items']);
  });

  it('is of a workflow that is there', async () => {
    const body = { contact: contact('c-1') };
    await api
      .as('manager')
      .post('/api/automations/workflows/none/test-runs')
      .send(body)
      .expect(problem(404, 'not_found'));
  });
});
