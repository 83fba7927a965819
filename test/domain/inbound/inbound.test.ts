import type { EventReceived, EventResult, InboundEvent, Outcome } from '../../../src/domain/inbound/events';
import { inbound, repeated } from '../../../src/domain/inbound/inbound';
import { given } from '../../given';

const received: EventReceived = {
  eventId: 'event-1',
  eventType: 'estimate.sent',
  contactId: 'ana',
  contact: { id: 'ana' },
  data: { total: 1200 },
  candidates: [{ workflowId: 'welcome', version: 1, runId: 'run-1' }],
};
const results: readonly EventResult[] = [{ workflowId: 'welcome', outcome: 'started', runId: 'run-1' }];

const eventReceived: InboundEvent = { type: 'EventReceived', data: received };
const eventHandled: InboundEvent = { type: 'EventHandled', data: { eventId: 'event-1', results } };

const receive = (more: Partial<EventReceived> = {}) =>
  ({ type: 'ReceiveEvent', received: { ...received, ...more } }) as const;
const settle = (of = results) => ({ type: 'SettleEvent', results: of }) as const;

describe('an inbound event', () => {
  it('freezes what it is tried against', () => {
    given(inbound, []).when(receive()).then([eventReceived]);
  });

  it('keeps the list and the data of the first to receive it', () => {
    for (const past of [[eventReceived], [eventReceived, eventHandled]]) {
      given(inbound, past).when(receive()).then([]);
      given(inbound, past)
        .when(receive({ contact: { id: 'ana', name: 'Ana' }, data: {}, candidates: [] }))
        .then([]);
    }
  });

  it.each([
    ['another type', { eventType: 'estimate.accepted' }],
    ['a type in other letters', { eventType: 'Estimate.sent' }],
    ['another contact', { contactId: 'bo', contact: { id: 'bo' } }],
    ['a contact in other letters', { contactId: 'Ana', contact: { id: 'Ana' } }],
    ['both', { eventType: 'estimate.accepted', contactId: 'bo', contact: { id: 'bo' } }],
  ])('is refused under the same id with %s, handled or not', (_, more) => {
    for (const past of [[eventReceived], [eventReceived, eventHandled]])
      given(inbound, past).when(receive(more)).refuses('event_id_reused');
  });

  it('is settled with the outcome for each workflow', () => {
    given(inbound, [eventReceived]).when(settle()).then([eventHandled]);
    given(inbound, [eventReceived])
      .when(settle([]))
      .then([{ type: 'EventHandled', data: { eventId: 'event-1', results: [] } }]);
  });

  it('is settled once: whoever finishes a fan-out later changes nothing', () => {
    given(inbound, [eventReceived, eventHandled])
      .when(settle([{ workflowId: 'welcome', outcome: 'already_active', runId: 'run-0' }]))
      .then([]);
  });

  it('is not settled before it is received', () => {
    given(inbound, []).when(settle()).then([]);
  });

  it('keeps its results in its state, and ignores results that nothing was received for', () => {
    const state = inbound.evolve({ status: 'received', received }, eventHandled);
    expect(state).toEqual({ status: 'handled', received, results });
    expect(inbound.evolve(state, { type: 'EventHandled', data: { eventId: 'event-1', results: [] } })).toBe(state);
    expect(inbound.evolve(inbound.initialState, eventHandled)).toBe(inbound.initialState);
  });
});

describe('the answer to the same event id again', () => {
  it('calls what it started a duplicate, with the same run id', () => {
    expect(repeated(results)).toEqual([{ workflowId: 'welcome', outcome: 'duplicate', runId: 'run-1' }]);
  });

  it.each<Outcome>(['already_active', 'already_enrolled', 'not_matched', 'failed', 'scheduled', 'moved', 'removed'])(
    'leaves %s as before',
    (outcome) => {
      const before: readonly EventResult[] = [
        { workflowId: 'welcome', outcome, error: { code: 'condition_error', message: 'no answer' } },
      ];
      expect(repeated(before)).toEqual(before);
    },
  );

  it('is the same every time', () => {
    expect(repeated(repeated(results))).toEqual(repeated(results));
  });
});
