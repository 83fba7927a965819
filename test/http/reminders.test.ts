import type { JsonObject } from '../../src/kernel/message';
import { problem } from './problem';
import { GLOBEX, TestApi, WAITING, contact } from './test-api';

let api: TestApi;

beforeEach(async () => {
  api = await TestApi.open();
});
afterEach(() => api.close());

const A = '/api/automations';
const REMINDING = {
  trigger: {
    type: 'reminder',
    event: 'appointment.booked',
    dateField: 'data.startsAt',
    offset: '-PT24H',
    key: 'data.id',
    cancelEvent: 'appointment.cancelled',
  },
};
const STARTS_AT = '2026-11-27T10:00:00.000Z';
const FIRE_AT = '2026-11-26T10:00:00.000Z';

async function hands(id: string, fields: JsonObject, account?: string): Promise<unknown> {
  const event = { id, type: 'appointment.booked', contact: contact('c-1'), ...fields };
  const answer = await api.as('manager', account).post(`${A}/events`).send(event).expect(200);
  return (answer.body as { results: readonly { outcome: string }[] }).results[0]?.outcome;
}
const books = (id: string, key: string, startsAt = STARTS_AT, contactId = 'c-1', account?: string) =>
  hands(id, { data: { id: key, startsAt }, contact: contact(contactId) }, account);
const checksAt = async (time: string): Promise<unknown> => {
  await api.caughtUp();
  api.clock.setTo(Date.parse(time));
  const answer = await api.as('engine').post('/internal/engine/reminders/check').expect(200);
  return answer.body as unknown;
};
const keys = async (path = '', account?: string) =>
  (await api.list(`/reminders${path}`, account)).map(({ key }) => key);

describe('the list of reminders', () => {
  it('shows what each is, and what became of it', async () => {
    const workflowId = await api.activeWorkflow({ ...REMINDING, steps: WAITING });
    for (const [id, key] of [
      ['e-1', 'fires'],
      ['e-2', 'is-removed'],
      ['e-3', 'is-refused'],
    ] as const)
      expect(await books(id, key)).toBe('scheduled');
    expect(await books('e-4', 'is-missed', '2026-11-20T10:00:00Z')).toBe('missed');
    expect(await books('e-5', 'is-scheduled', '2026-12-27')).toBe('scheduled');
    expect(await hands('e-6', { type: 'appointment.cancelled', data: { id: 'is-removed' } })).toBe('removed');
    const path = `${A}/workflows/${workflowId}/enrollments`;
    const byHand = { contact: contact('c-1'), data: { id: 'is-refused' } };
    await api.as('manager').post(path).send(byHand).expect(201);
    expect(await checksAt(FIRE_AT)).toEqual({ fired: 1, failed: [] });

    const items = await api.list('/reminders');
    expect(new Set(items.map(({ reminderId }) => reminderId)).size).toBe(5);
    const shared = { reminderId: expect.any(String) as string, workflowId, contactId: 'c-1', contactName: 'Ana López' };
    const times = { date: STARTS_AT, fireAt: FIRE_AT };
    const none = { runId: null, reason: null };
    expect(items).toEqual([
      {
        ...{ ...shared, ...none, key: 'is-scheduled', status: 'scheduled' },
        ...{ date: '2026-12-27T00:00:00.000Z', fireAt: '2026-12-26T00:00:00.000Z' },
      },
      {
        ...{ ...shared, key: 'is-missed', status: 'missed', runId: null, reason: 'date_passed' },
        ...{ date: '2026-11-20T10:00:00.000Z', fireAt: '2026-11-19T10:00:00.000Z' },
      },
      { ...shared, ...times, key: 'is-refused', status: 'refused', runId: null, reason: 'already_active' },
      { ...shared, ...times, ...none, key: 'is-removed', status: 'removed' },
      { ...shared, ...times, key: 'fires', status: 'fired', runId: expect.any(String) as string, reason: null },
    ]);
    const { runId } = items.at(-1) as { runId: string };
    expect(await api.read(`/runs/${runId}`)).toMatchObject({ trigger: { eventId: 'e-1' } });
    for (const status of ['scheduled', 'missed', 'refused', 'removed', 'fired'])
      expect(await api.list(`/reminders?status=${status}`)).toEqual(items.filter((item) => item['status'] === status));
    expect(await keys('?status=missed&status=fired')).toEqual(['is-missed', 'fires']);
  });

  it('is found by contact, workflow and status together', async () => {
    const [one, other] = [await api.activeWorkflow(REMINDING), await api.activeWorkflow(REMINDING)];
    await books('e-1', 'a', STARTS_AT, 'c-1');
    await books('e-2', 'b', '2026-11-20T10:00:00Z', 'c-2');
    await books('e-3', 'c', STARTS_AT, 'c-2');
    expect(await keys()).toHaveLength(6);
    expect(await keys('?contact=c-2')).toEqual(['c', 'c', 'b', 'b']);
    expect(await keys(`?workflowId=${one}`)).toEqual(['c', 'b', 'a']);
    expect(await keys(`?workflowId=${other}&status=missed`)).toEqual(['b']);
    expect(await keys(`?workflowId=${one}&contact=c-2&status=scheduled`)).toEqual(['c']);
    expect(await keys(`?contact=c-1&status=fired`)).toEqual([]);
    expect(await keys(`?contact=c-3`)).toEqual([]);
    expect(await keys(`?contact=lop&workflowId=${one}`)).toEqual(['c', 'b', 'a']);
    await api.as('viewer').get(`${A}/reminders?contact=l`).expect(problem(400, 'too_broad'));
    expect(await keys(`?workflowId=none`)).toEqual([]);
  });

  it.each(['', 'contact=c-1&', 'status=scheduled&', 'status=scheduled&status=fired&contact=c-1&'])(
    'goes on page by page: ?%s',
    async (filters) => {
      await api.activeWorkflow(REMINDING);
      for (let i = 0; i < 7; i++) await books(`e-${i}`, `a-${i}`);
      const found: unknown[] = [];
      let cursor: string | null = null;
      do {
        const from: string = cursor === null ? '' : `&cursor=${cursor}`;
        const answer = await api.read(`/reminders?${filters}limit=3${from}`);
        const { items, nextCursor } = answer as { items: readonly JsonObject[]; nextCursor: string | null };
        found.push(...items.map(({ key }) => key));
        cursor = nextCursor;
      } while (cursor !== null);
      expect(found).toEqual(['a-6', 'a-5', 'a-4', 'a-3', 'a-2', 'a-1', 'a-0']);
    },
  );

  it('takes no cursor of other filters, and shows nothing of another account', async () => {
    await api.activeWorkflow(REMINDING);
    await api.activeWorkflow(REMINDING, GLOBEX);
    for (const key of ['a', 'b']) await books(`e-${key}`, key);
    await books('e-a', 'theirs', STARTS_AT, 'c-1', GLOBEX);
    expect(await keys('?contact=c-1', GLOBEX)).toEqual(['theirs']);
    expect(await keys('?contact=c-1')).toEqual(['b', 'a']);
    const { nextCursor } = (await api.read('/reminders?limit=1')) as { nextCursor: string };
    for (const [account, path] of [
      ['acme', 'contact=c-1&'],
      ['acme', 'status=fired&'],
      [GLOBEX, ''],
    ] as const)
      await api
        .as('viewer', account)
        .get(`${A}/reminders?${path}limit=1&cursor=${nextCursor}`)
        .expect(problem(400, 'invalid_request'));
  });

  it('covers what was just booked, when it is asked for its position', async () => {
    await api.activeWorkflow(REMINDING);
    const event = {
      id: 'e-1',
      type: 'appointment.booked',
      contact: contact('c-1'),
      data: { id: 'a', startsAt: STARTS_AT },
    };
    const handled = await api.as('manager').post(`${A}/events`).send(event).expect(200);
    const { position } = handled.body as { position: string };
    const answer = await api.as('viewer').get(`${A}/reminders?minPosition=${position}`).expect(200);
    expect(answer.body).toMatchObject({ items: [{ key: 'a' }] });
  });
});

describe('a reminder of a paused workflow', () => {
  it('is shown as held, and fires at the activation through the internal endpoint too', async () => {
    const workflowId = await api.activeWorkflow(REMINDING);
    const turns = (change: string) => api.as('manager').post(`${A}/workflows/${workflowId}/${change}`).expect(200);
    await books('e-1', 'a');
    await turns('pause');
    expect(await checksAt(FIRE_AT)).toEqual({ fired: 0, failed: [] });
    expect(await api.list('/reminders')).toMatchObject([{ status: 'scheduled', reason: 'workflow_paused' }]);
    await turns('activate');
    expect(await checksAt('2026-11-26T11:00:00.000Z')).toEqual({ fired: 1, failed: [] });
    expect(await api.list('/reminders')).toMatchObject([{ status: 'fired', reason: null }]);
  });
});
