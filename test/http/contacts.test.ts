import { problem } from './problem';
import { GLOBEX, TestApi, WAITING, contact } from './test-api';

let api: TestApi;

beforeEach(async () => {
  api = await TestApi.open();
});
afterEach(() => api.close());

const A = '/api/automations';
const fire = (id: string, type = 'estimate.sent', data: object = {}) =>
  api
    .as('manager')
    .post(`${A}/events`)
    .send({ id, type, contact: contact('c-1'), data })
    .expect(200);

describe('a contact', () => {
  it('is told with what happened to it and what happens next', async () => {
    const trigger = { type: 'event', event: 'estimate.sent' };
    const workflowId = await api.activeWorkflow({ trigger, steps: WAITING });
    const reminding = await api.activeWorkflow({
      trigger: { type: 'reminder', event: 'booked', dateField: 'data.at', offset: '-PT1H', key: 'data.id' },
    });
    await fire('e-1');
    await fire('e-2', 'booked', { id: 'a-1', at: new Date(api.clock.now() + 86_400_000).toISOString() });
    await fire('e-3', 'unheard');
    await api.as('manager').put(`${A}/contacts/c-1/opt-outs/email`).expect(200);
    await api.caughtUp();
    const [run] = await api.list('/runs');
    expect(await api.read('/contacts/c-1')).toEqual({
      contact: { id: 'c-1', name: 'Ana López', email: 'ana@example.com', phone: '+34600000000', timezone: null },
      optOuts: [
        { channel: 'email', since: expect.any(String) as string, source: expect.stringMatching(/^manager:/) as string },
      ],
      activeRuns: [run],
      lastRunAt: run?.['startedAt'],
      scheduled: [
        { type: 'wait', at: run?.['wakeAt'], workflowId, runId: run?.['runId'], held: false },
        {
          type: 'reminder',
          at: new Date(api.clock.now() + 82_800_000).toISOString(),
          workflowId: reminding,
          reminderId: expect.any(String) as string,
          held: false,
        },
      ],
      recentEvents: [
        expect.objectContaining({ eventId: 'e-3', type: 'unheard', results: [] }) as object,
        expect.objectContaining({
          eventId: 'e-2',
          results: [{ workflowId: reminding, outcome: 'scheduled' }],
        }) as object,
        expect.objectContaining({
          eventId: 'e-1',
          results: [{ workflowId, outcome: 'started', runId: run?.['runId'] }],
        }) as object,
      ],
      asOf: expect.anything() as unknown,
    });
    await api.as('manager').post(`${A}/workflows/${workflowId}/pause`).expect(200);
    await api.caughtUp();
    expect(await api.read('/contacts/c-1')).toMatchObject({ lastRunAt: run?.['startedAt'] });
  });

  it('that only an opt-out is known of is there, and another account has none', async () => {
    await api.as('manager').put(`${A}/contacts/c-9/opt-outs/sms`).expect(200);
    await api.caughtUp();
    expect(await api.read('/contacts/c-9')).toMatchObject({ contact: { id: 'c-9', name: null }, activeRuns: [] });
    await api.as('viewer', GLOBEX).get(`${A}/contacts/c-9`).expect(problem(404, 'not_found'));
    await api.as('viewer', GLOBEX).get(`${A}/contacts/c-9/opt-outs/sms`).expect(problem(404, 'not_found'));
  });

  it('shows its last fifty events', async () => {
    for (let i = 0; i < 52; i++) await fire(`e-${i}`, 'unheard');
    await api.caughtUp();
    const { recentEvents } = (await api.read('/contacts/c-1')) as { recentEvents: { eventId: string }[] };
    expect(recentEvents).toHaveLength(50);
    expect(recentEvents[0]).toMatchObject({ eventId: 'e-51' });
  });
});

describe('an opt-out', () => {
  it('is there from when it was asked for until it is taken back', async () => {
    const optOut = `${A}/contacts/c-1/opt-outs/sms`;
    const shown = () => api.as('viewer').get(optOut);
    await shown().expect(problem(404, 'not_found'));
    await api.as('manager').put(optOut).expect(200);
    await api.caughtUp();
    const { body } = (await shown().expect(200)) as { body: { since: string } };
    expect(body).toMatchObject({
      contactId: 'c-1',
      channel: 'sms',
      source: expect.stringMatching(/^manager:/) as string,
    });
    await api.as('manager').put(optOut).expect(200);
    await api.caughtUp();
    expect((await shown().expect(200)).body).toMatchObject({ since: body.since });
    await api.as('manager').delete(optOut).expect(200);
    await api.caughtUp();
    await shown().expect(problem(404, 'not_found'));
  });
});
