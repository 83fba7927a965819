import type { Decider } from '../../kernel/decider';
import { DomainError } from '../../kernel/errors';
import type { EventReceived, EventResult, InboundEvent } from './events';

export type InboundState =
  | { readonly status: 'unknown' }
  | { readonly status: 'received'; readonly received: EventReceived }
  | { readonly status: 'handled'; readonly received: EventReceived; readonly results: readonly EventResult[] };

export type InboundCommand =
  | { readonly type: 'ReceiveEvent'; readonly received: EventReceived }
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
      case 'SettleEvent':
        return state.status === 'received'
          ? [{ type: 'EventHandled', data: { eventId: state.received.eventId, results: command.results } }]
          : [];
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'EventReceived':
        return { status: 'received', received: event.data };
      case 'EventHandled':
        return state.status === 'received' ? { ...state, status: 'handled', results: event.data.results } : state;
    }
  },
};

const isSameEvent = (a: EventReceived, b: EventReceived): boolean =>
  a.eventType === b.eventType && a.contactId === b.contactId;

/** How the same event id is answered when it comes again: what it started is a duplicate, the rest is as before. */
export const repeated = (results: readonly EventResult[]): readonly EventResult[] =>
  results.map((result) => (result.outcome === 'started' ? { ...result, outcome: 'duplicate' } : result));
