import type { Decider } from '../../kernel/decider';
import { DomainError } from '../../kernel/errors';
import { jsonBytes } from '../../kernel/json-size';
import { decidingComparisons } from '../rules/deciding-comparisons';
import type { RuleResult } from '../rules/evaluate-rule';
import type { Rule } from '../rules/rule';
import { MOST_TAKEOVERS } from '../taken-over';
import type { EventReceived, EventResult, EventTakenOver, InboundEvent } from './events';

export type InboundState =
  | { readonly status: 'unknown' }
  | ReceivedEvent
  | { readonly status: 'handled'; readonly received: EventReceived; readonly results: readonly EventResult[] };

export interface ReceivedEvent {
  readonly status: 'received';
  readonly received: EventReceived;
  /** Null: never. */
  readonly takenOver: TakenOver | null;
}

interface TakenOver {
  /** The process that did it last. */
  readonly by: string;
  /** The candidate that it tries alone; of all together ''. */
  readonly at: string;
  /** How often each was tried alone by a process that is not known to have come further. */
  readonly alone: ReadonlyMap<string, number>;
}

export type InboundCommand =
  | { readonly type: 'ReceiveEvent'; readonly received: EventReceived }
  /** `workflowId` null: all candidates together, which is done once. */
  | { readonly type: 'TakeOverEvent'; readonly lease: string; readonly workflowId: string | null }
  | { readonly type: 'SettleEvent'; readonly results: readonly EventResult[] };

/**
 * The first one to receive an event id freezes what it is tried against; whoever comes later goes by that list. An id is
 * of one event: with another type or contact it is refused, since that other event would be lost in silence.
 */
export const inbound: Decider<InboundState, InboundCommand, InboundEvent> = {
  initialState: { status: 'unknown' },

  decide(command, state) {
    switch (command.type) {
      case 'ReceiveEvent':
        if (state.status === 'unknown') return [{ type: 'EventReceived', data: command.received }];
        if (!isSameEvent(state.received, command.received))
          throw new DomainError('event_id_reused', 'this event id came with another type or contact before');
        return [];
      case 'TakeOverEvent':
        return state.status === 'received' ? takeOver(command, state) : [];
      case 'SettleEvent':
        return state.status === 'received'
          ? [{ type: 'EventHandled', data: { eventId: state.received.eventId, results: command.results } }]
          : [];
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'EventReceived':
        return { status: 'received', received: event.data, takenOver: null };
      case 'EventTakenOver':
        return state.status === 'received' ? { ...state, takenOver: taken(event.data, state.takenOver) } : state;
      case 'EventHandled':
        return state.status === 'received'
          ? { status: 'handled', received: state.received, results: event.data.results }
          : state;
    }
  },
};

function takeOver(
  { lease, workflowId }: Extract<InboundCommand, { type: 'TakeOverEvent' }>,
  { received: { eventId }, takenOver }: ReceivedEvent,
): readonly InboundEvent[] {
  if (workflowId === null) return takenOver === null ? [{ type: 'EventTakenOver', data: { eventId, lease } }] : [];
  if (takenOver?.by === lease && takenOver.at === workflowId) return [];
  return [{ type: 'EventTakenOver', data: { eventId, lease, workflowId } }];
}

/** A process that is at the next candidate has come through the one before. */
function taken({ lease, workflowId: at = '' }: EventTakenOver, before: TakenOver | null): TakenOver {
  const alone = new Map(before?.alone);
  if (before?.by === lease) alone.delete(before.at);
  if (at !== '') alone.set(at, (alone.get(at) ?? 0) + 1);
  return { by: lease, at, alone };
}

/** Whether so many processes ended while they tried a candidate that this one, by its lease, must not. */
export function isGivenUp({ takenOver }: ReceivedEvent, workflowId: string, lease: string): boolean {
  if (takenOver === null || (takenOver.by === lease && takenOver.at === workflowId)) return false;
  const together = 1;
  return together + (takenOver.alone.get(workflowId) ?? 0) >= MOST_TAKEOVERS;
}

const isSameEvent = (a: EventReceived, b: EventReceived): boolean =>
  a.eventType === b.eventType && a.contactId === b.contactId;

/** How the same event id is answered when it comes again: what it started is a duplicate, the rest is as before. */
export const repeated = (results: readonly EventResult[]): readonly EventResult[] =>
  results.map((result) => (result.outcome === 'started' ? { ...result, outcome: 'duplicate' } : result));

/** Comparisons that are kept of one workflow, and bytes of all that are kept of an event's. */
const MAX_COMPARISONS = 5;
const MAX_REASONS_BYTES = 200_000;

/** That a workflow let nobody in, and why. */
export const notMatched = (workflowId: string, rule: Rule | undefined, { comparisons }: RuleResult): EventResult => {
  const deciding = rule === undefined ? [] : decidingComparisons(rule, comparisons);
  return { workflowId, outcome: 'not_matched', comparisons: deciding.slice(0, MAX_COMPARISONS) };
};

/** As it is answered: the reasons are told of the contact. */
export const answered = (results: readonly EventResult[]): readonly EventResult[] =>
  results.map(({ comparisons: _, ...told }) => told);

/** What is kept of an event: the reasons of its first workflows, as many as there is room for. */
export function withinRoom(results: readonly EventResult[]): readonly EventResult[] {
  let left = MAX_REASONS_BYTES;
  return results.map((result) => {
    const { comparisons, ...told } = result;
    if (comparisons === undefined) return result;
    left -= jsonBytes(comparisons);
    return left < 0 ? told : result;
  });
}
