import type { JsonObject } from '../../src/kernel/message';
import { problem } from './problem';
import { ACME, GLOBEX, TestApi, WAITING, contact } from './test-api';

let api: TestApi;

beforeEach(async () => {
  api = await TestApi.open();
});
afterEach(() => api.close());

const ESTIMATE = { trigger: { type: 'event', event: 'estimate.sent' } };
const LARGE = { entryConditions: { field: 'data.total', op: 'gte', value: 1000 } };

interface Handled {
  readonly matched: number;
  readonly results: readonly { workflowId: string; outcome: string; runId?: string; error?: { code: string } }[];
  readonly position: string;
}

async function fire(id: string, fields: JsonObject = {}): Promise<Handled> {
  const event = { id, type: 'estimate.sent', contact: contact('c-1'), data: { total: 10 }, ...fields };
  return (await api.as('manager').post('/api/automations/events').send(event).expect(200)).body as Handled;
}

const outcomes = ({ results }: Handled) =>
  Object.fromEntries(results.map(({ workflowId, outcome }) => [workflowId, outcome]));

describe('an event', () => {
  it('reads the phone of its contact by the country of the account', async () => {
    await api.as('owner').put('/api/automations/settings').send({ country: 'ES' }).expect(200);
    await api.activeWorkflow(ESTIMATE);
    await fire('e-1', { contact: contact('c-1', { phone: '600 00 00' }) });
    await fire('e-2', { contact: contact('c-2', { phone: '600 000 000' }) });
    expect(await api.list('/runs')).toMatchObject([{ contact: { phone: '+34600000000' } }, { status: 'failed' }]);
    expect(await api.list('/outbox')).toMatchObject([{ to: '+34600000000' }]);
  });

  it('is tried against every active workflow that listens, each with its own outcome', async () => {
    const started = await api.activeWorkflow(ESTIMATE);
    const active = await api.activeWorkflow({ ...ESTIMATE, steps: WAITING });
    const once = await api.activeWorkflow({ ...ESTIMATE, settings: { reentry: 'once' } });
    const notMatched = await api.activeWorkflow({ ...ESTIMATE, ...LARGE });
    const undecidable = { field: 'contact.name', op: 'after', value: '2026-01-01' };
    const failed = await api.activeWorkflow({ ...ESTIMATE, entryConditions: undecidable });
    const others = [await api.draftWorkflow(ESTIMATE), await api.activeWorkflow(), await api.activeWorkflow(ESTIMATE)];
    await api
      .as('manager')
      .post(`/api/automations/workflows/${others[2] ?? ''}/pause`)
      .expect(200);
    const activeRun = await api.enrolled(active, 'c-1');
    const onceRun = await api.enrolled(once, 'c-1');
    await api.caughtUp();

    const handled = await fire('e-1');
    expect(handled).toEqual({
      eventId: 'e-1',
      matched: 4,
      results: expect.any(Array) as unknown,
      position: expect.any(String) as string,
    });
    expect(new Set(handled.results)).toEqual(
      new Set([
        { workflowId: started, outcome: 'started', runId: expect.any(String) as string },
        { workflowId: active, outcome: 'already_active', runId: activeRun },
        { workflowId: once, outcome: 'already_enrolled', runId: onceRun },
        { workflowId: notMatched, outcome: 'not_matched' },
        {
          workflowId: failed,
          outcome: 'failed',
          error: { code: 'condition_error', message: expect.any(String) as string },
        },
      ]),
    );
  });

  it('that nobody listens to matches nothing', async () => {
    expect(await fire('e-1', { type: 'nobody.listens' })).toMatchObject({ eventId: 'e-1', matched: 0, results: [] });
  });

  it('tells its runs what made them start', async () => {
    await api.activeWorkflow(ESTIMATE);
    const { results } = await fire('e-1');
    expect(await api.read(`/runs/${results[0]?.runId ?? ''}`)).toMatchObject({
      trigger: { type: 'event', eventId: 'e-1', event: 'estimate.sent' },
    });
  });

  it('of the same id, type and contact starts nothing again, whatever else it says', async () => {
    const started = await api.activeWorkflow(ESTIMATE);
    const notMatched = await api.activeWorkflow({ ...ESTIMATE, ...LARGE });
    const first = await fire('e-1');
    await api.activeWorkflow(ESTIMATE);
    const second = await fire('e-1', { contact: contact('c-1', { name: 'Anna' }), data: { total: 5000 } });
    expect(outcomes(second)).toEqual({ [started]: 'duplicate', [notMatched]: 'not_matched' });
    const runIdOf = (handled: Handled) => handled.results.find(({ workflowId }) => workflowId === started)?.runId;
    expect(runIdOf(second)).toBe(runIdOf(first));
    expect(await api.list('/runs')).toHaveLength(1);
  });

  it('sent many times at once starts one run', async () => {
    await api.activeWorkflow({ ...ESTIMATE, settings: { reentry: 'always' } });
    const handled = await Promise.all(Array.from({ length: 8 }, () => fire('e-1')));
    expect(new Set(handled.flatMap(({ results }) => results.map(({ runId }) => runId))).size).toBe(1);
    expect(handled.filter(({ results }) => results[0]?.outcome === 'started')).toHaveLength(1);
    expect(await api.list('/runs')).toHaveLength(1);
  });

  it('goes by the definition of the moment', async () => {
    const workflowId = await api.activeWorkflow(ESTIMATE);
    const listensToAnother = { name: 'Other', trigger: { type: 'event', event: 'estimate.accepted' }, steps: WAITING };
    await api.as('manager').put(`/api/automations/workflows/${workflowId}`).send(listensToAnother).expect(200);
    expect(await fire('e-1')).toMatchObject({ matched: 0 });
    expect(outcomes(await fire('e-2', { type: 'estimate.accepted' }))).toEqual({ [workflowId]: 'started' });
  });
});

describe('an event id', () => {
  const refused = (fields: JsonObject, key?: string) => {
    const event = { id: 'e-1', type: 'estimate.sent', contact: contact('c-1'), ...fields };
    const sent = api.as('manager').post('/api/automations/events');
    return (key === undefined ? sent : sent.set('Idempotency-Key', key)).send(event);
  };

  it.each<[string, JsonObject]>([
    ['type', { type: 'estimate.accepted' }],
    ['contact', { contact: contact('c-2') }],
    ['type and contact', { type: 'estimate.accepted', contact: contact('c-2') }],
  ])('is of one event: with another %s it is refused', async (_, fields) => {
    await api.activeWorkflow(ESTIMATE);
    await fire('e-1');
    await refused(fields).expect(problem(409, 'event_id_reused'));
    for (let i = 0; i < 2; i++) await refused(fields, 'k').expect(problem(409, 'event_id_reused'));
    expect(await api.list('/runs')).toHaveLength(1);
  });

  it('is refused so also where nobody listened', async () => {
    await fire('e-1', { type: 'nobody.listens' });
    await refused({}).expect(problem(409, 'event_id_reused'));
  });

  it('is of one event of those that come at once', async () => {
    const answers = await Promise.all(['c-1', 'c-2', 'c-3'].map((id) => refused({ contact: contact(id) })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });
});

describe('the types of events', () => {
  const post = (id: string, type: string, data: object, account = ACME) =>
    api
      .as('manager', account)
      .post('/api/automations/events')
      .send({ id, type, contact: contact('c-1'), data })
      .expect(200);

  it('are listed with the fields that they had, the latest first, and by pages', async () => {
    await post('e-1', 'estimate.sent', { estimate: { total: 80, number: 'secret' } });
    api.clock.advance(1_000);
    await post('e-2', 'appointment.booked', { at: '2026-12-01T10:00:00Z' });
    await post('e-3', 'other', {}, GLOBEX);
    const ofContact = ['contact.email', 'contact.id', 'contact.name', 'contact.phone'];
    const [booked, sent] = [
      { type: 'appointment.booked', lastAt: new Date(api.clock.now()).toISOString(), count: 1 },
      { type: 'estimate.sent', lastAt: new Date(api.clock.now() - 1_000).toISOString(), count: 1 },
    ];
    expect(await api.list('/event-types')).toEqual([
      { ...booked, fields: [...ofContact, 'data.at'] },
      { ...sent, fields: [...ofContact, 'data.estimate.number', 'data.estimate.total'] },
    ]);
    const first = (await api.read('/event-types?limit=1')) as { nextCursor: string };
    expect(await api.list(`/event-types?limit=1&cursor=${first.nextCursor}`)).toMatchObject([sent]);
  });
});

describe('a reminder', () => {
  const BOOKING = {
    trigger: {
      type: 'reminder',
      event: 'appointment.booked',
      dateField: 'data.appointment.startsAt',
      offset: '-PT24H',
      key: 'data.appointment.id',
      cancelEvent: 'appointment.cancelled',
    },
  };
  const booked = (id: string, startsAt: string, type = 'appointment.booked') =>
    fire(id, { type, data: { appointment: { id: 'a-1', startsAt } } });
  const check = async () =>
    (await api.as('engine').post('/internal/engine/reminders/check').expect(200)).body as unknown;
  const checkAt = async (time: string): Promise<unknown> => {
    await api.caughtUp();
    api.clock.setTo(Date.parse(time));
    return check();
  };

  it('is scheduled, and fires at its offset from the date', async () => {
    const workflowId = await api.activeWorkflow(BOOKING);
    expect(outcomes(await booked('e-1', '2026-11-27T10:00:00Z'))).toEqual({ [workflowId]: 'scheduled' });
    expect(await api.list('/runs')).toEqual([]);
    expect(await checkAt('2026-11-26T09:59:59.999Z')).toEqual({ fired: 0, failed: [] });
    expect(await checkAt('2026-11-26T10:00:00.000Z')).toEqual({ fired: 1, failed: [] });
    expect(await check()).toEqual({ fired: 0, failed: [] });
    expect(await api.list('/runs')).toMatchObject([
      { workflowId, trigger: { type: 'reminder', eventId: 'e-1', event: 'appointment.booked' } },
    ]);
  });

  it('is moved by a newer event of the same contact and key', async () => {
    const workflowId = await api.activeWorkflow(BOOKING);
    await booked('e-1', '2026-11-27T10:00:00Z');
    expect(outcomes(await booked('e-2', '2026-11-28T10:00:00Z'))).toEqual({ [workflowId]: 'moved' });
    expect(await checkAt('2026-11-26T12:00:00.000Z')).toEqual({ fired: 0, failed: [] });
    expect(await checkAt('2026-11-27T10:00:00.000Z')).toEqual({ fired: 1, failed: [] });
  });

  it('is removed by a cancelling event', async () => {
    const workflowId = await api.activeWorkflow(BOOKING);
    await booked('e-1', '2026-11-27T10:00:00Z');
    expect(outcomes(await booked('e-2', '', 'appointment.cancelled'))).toEqual({ [workflowId]: 'removed' });
    expect(await booked('e-3', '', 'appointment.cancelled')).toMatchObject({
      matched: 0,
      results: [{ workflowId, outcome: 'nothing_to_remove' }],
    });
    expect(await checkAt('2026-11-30T10:00:00.000Z')).toEqual({ fired: 0, failed: [] });
    expect(await api.list('/runs')).toEqual([]);
  });

  it('answers the same event again as before', async () => {
    const workflowId = await api.activeWorkflow(BOOKING);
    for (let i = 0; i < 2; i++)
      expect(outcomes(await booked('e-1', '2026-11-27T10:00:00Z'))).toEqual({ [workflowId]: 'scheduled' });
  });

  it.each(['soon', ''])('needs a date: not "%s"', async (startsAt) => {
    await api.activeWorkflow(BOOKING);
    expect((await booked('e-1', startsAt)).results).toMatchObject([
      { outcome: 'failed', error: { code: 'missing_data' } },
    ]);
  });

  it('of another key is another reminder', async () => {
    const workflowId = await api.activeWorkflow({ ...BOOKING, settings: { reentry: 'always' } });
    await booked('e-1', '2026-11-27T10:00:00Z');
    const other = { appointment: { id: 'a-2', startsAt: '2026-11-27T10:00:00Z' } };
    expect(outcomes(await fire('e-2', { type: 'appointment.booked', data: other }))).toEqual({
      [workflowId]: 'scheduled',
    });
    expect(await checkAt('2026-11-26T10:00:00.000Z')).toEqual({ fired: 2, failed: [] });
  });

  it('whose date is past fires at once', async () => {
    await api.activeWorkflow(BOOKING);
    await booked('e-1', '2026-11-24T12:00:00Z');
    await api.caughtUp();
    expect(await check()).toEqual({ fired: 1, failed: [] });
  });
});
