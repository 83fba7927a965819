import type { EventReceived, EventResult, InboundEvent, Outcome } from '../../../src/domain/inbound/events';
import { answered, inbound, isGivenUp, notMatched, repeated, withinRoom } from '../../../src/domain/inbound/inbound';
import type { ComparisonResult } from '../../../src/domain/rules/evaluate-rule';
import type { Rule } from '../../../src/domain/rules/rule';
import { fold } from '../../../src/kernel/decider';
import { jsonBytes } from '../../../src/kernel/json-size';
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
    const state = inbound.evolve({ status: 'received', received, takenOver: null }, eventHandled);
    expect(state).toEqual({ status: 'handled', received, results });
    expect(inbound.evolve(state, { type: 'EventHandled', data: { eventId: 'event-1', results: [] } })).toBe(state);
    expect(inbound.evolve(inbound.initialState, eventHandled)).toBe(inbound.initialState);
  });
});

const by = (lease: string, workflowId?: string): InboundEvent => ({
  type: 'EventTakenOver',
  data: { eventId: 'event-1', lease, ...(workflowId === undefined ? {} : { workflowId }) },
});
const takeOver = (lease: string, workflowId: string | null) => ({ type: 'TakeOverEvent', lease, workflowId }) as const;

describe('an inbound event whose process is gone', () => {
  it('is taken over with all candidates together once, on the record', () => {
    given(inbound, [eventReceived])
      .when(takeOver('p-1', null))
      .then([by('p-1')]);
    given(inbound, [eventReceived, by('p-1')])
      .when(takeOver('p-2', null))
      .then([]);
  });

  it('is taken over candidate by candidate afterwards, each on the record, and by one process once', () => {
    const past = [eventReceived, by('p-1')];
    given(inbound, past)
      .when(takeOver('p-2', 'welcome'))
      .then([by('p-2', 'welcome')]);
    given(inbound, [...past, by('p-2', 'welcome')])
      .when(takeOver('p-2', 'welcome'))
      .then([]);
    given(inbound, [...past, by('p-2', 'welcome')])
      .when(takeOver('p-3', 'welcome'))
      .then([by('p-3', 'welcome')]);
  });

  it('is no more to be taken over once it is handled, nor before it was received', () => {
    for (const past of [[], [eventReceived, eventHandled]])
      for (const workflowId of [null, 'welcome']) given(inbound, past).when(takeOver('p-1', workflowId)).then([]);
  });

  it.each<readonly [string, readonly InboundEvent[], readonly string[]]>([
    ['never', [], []],
    ['together', [by('p-1')], []],
    ['alone once', [by('p-1'), by('p-2', 'b')], []],
    ['alone twice, in three processes', [by('p-1'), by('p-2', 'b'), by('p-3', 'b')], ['b']],
    [
      'come through by each process',
      [by('p-1'), ...['p-2', 'p-3', 'p-4'].flatMap((p) => [by(p, 'a'), by(p, 'b')])],
      ['b'],
    ],
    ['come through once more', [by('p-1'), by('p-2', 'b'), by('p-3', 'b'), by('p-4', 'b'), by('p-4', 'c')], []],
    ['by this process last', [by('p-1'), by('p-2', 'b'), by('me', 'b')], []],
    ['two of them', [by('p-1'), by('p-2', 'b'), by('p-3', 'b'), by('p-4', 'c'), by('p-5', 'c')], ['b', 'c']],
  ])('gives a candidate up by what ended three processes: %s', (_, past, expected) => {
    const state = fold(inbound, inbound.initialState, [eventReceived, ...past]);
    if (state.status !== 'received') throw new Error('it is still to be handled');
    expect(['a', 'b', 'c'].filter((workflowId) => isGivenUp(state, workflowId, 'me'))).toEqual(expected);
  });
});

describe('the answer to the same event id again', () => {
  it('calls what it started a duplicate, with the same run id', () => {
    expect(repeated(results)).toEqual([{ workflowId: 'welcome', outcome: 'duplicate', runId: 'run-1' }]);
  });

  it.each<Outcome>([
    'already_active',
    'already_enrolled',
    'not_matched',
    'failed',
    'scheduled',
    'moved',
    'removed',
    'nothing_to_remove',
  ])('leaves %s as before', (outcome) => {
    const before: readonly EventResult[] = [
      { workflowId: 'welcome', outcome, error: { code: 'condition_error', message: 'no answer' } },
    ];
    expect(repeated(before)).toEqual(before);
  });

  it('is the same every time', () => {
    expect(repeated(repeated(results))).toEqual(repeated(results));
  });
});

describe('why a workflow let nobody in', () => {
  const compared = (i: number, passed = false): ComparisonResult => ({
    field: `data.f${i}`,
    op: 'eq',
    value: 'x'.repeat(200),
    actual: null,
    passed,
  });
  const ruleOf = (comparisons: readonly ComparisonResult[]): Rule => ({
    all: comparisons.map(({ field, op, value }) => ({ field, op, value })),
  });

  it('is told by what decided it, five comparisons at most', () => {
    const few = [compared(0, true), compared(1), compared(2, true)];
    expect(notMatched('w', ruleOf(few), { passed: false, comparisons: few })).toEqual({
      workflowId: 'w',
      outcome: 'not_matched',
      comparisons: [few[1]],
    });
    const many = Array.from({ length: 9 }, (_, i) => compared(i));
    expect(notMatched('w', ruleOf(many), { passed: false, comparisons: many }).comparisons).toEqual(many.slice(0, 5));
  });

  it('is kept of as many workflows as there is room for, and of none in the answer', () => {
    const comparisons = Array.from({ length: 5 }, (_, i) => compared(i));
    const all = Array.from(
      { length: 1_000 },
      (_, i) => ({ workflowId: `w-${i}`, outcome: 'not_matched', comparisons }) as const,
    );
    const kept = withinRoom([...results, ...all]);
    expect(kept.map(({ workflowId }) => workflowId)).toEqual([...results, ...all].map(({ workflowId }) => workflowId));
    const told = kept.filter((one) => one.comparisons !== undefined);
    expect(told).toEqual(all.slice(0, told.length));
    expect(told.length).toBeGreaterThan(100);
    expect(jsonBytes(kept)).toBeLessThan(300_000);
    expect(answered(kept)).toEqual([...results, ...all.map(({ workflowId, outcome }) => ({ workflowId, outcome }))]);
  });
});
