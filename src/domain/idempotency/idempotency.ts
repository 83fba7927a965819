import type { Decider } from '../../kernel/decider';
import { DomainError } from '../../kernel/errors';
import type { Event, Json } from '../../kernel/message';

/**
 * The memory of an Idempotency-Key, stream `command-<id>`: reserved with the hash of the request before the command runs,
 * answered after it. A reservation without an answer is run again under the same command id, which finds what it already
 * did. A key is kept for 24 hours.
 */
export type IdempotencyEvent =
  | Event<'CommandReserved', { readonly commandId: string; readonly requestHash: string; readonly at: number }>
  | Event<'CommandAnswered', { readonly commandId: string; readonly status: number; readonly body: Json }>;

export type IdempotencyState =
  | { readonly status: 'free' }
  | { readonly status: 'reserved'; readonly commandId: string; readonly requestHash: string; readonly at: number }
  | {
      readonly status: 'answered';
      readonly commandId: string;
      readonly requestHash: string;
      readonly at: number;
      readonly answer: { readonly status: number; readonly body: Json };
    };

export type IdempotencyCommand =
  | { readonly type: 'Reserve'; readonly commandId: string; readonly requestHash: string; readonly now: number }
  | {
      readonly type: 'Answer';
      readonly commandId: string;
      readonly answer: { readonly status: number; readonly body: Json };
    };

const KEPT_MS = 24 * 60 * 60 * 1000;

export const idempotency: Decider<IdempotencyState, IdempotencyCommand, IdempotencyEvent> = {
  initialState: { status: 'free' },

  decide(command, state) {
    switch (command.type) {
      case 'Reserve': {
        if (state.status === 'free' || command.now - state.at >= KEPT_MS) {
          const { commandId, requestHash, now } = command;
          return [{ type: 'CommandReserved', data: { commandId, requestHash, at: now } }];
        }
        if (state.requestHash !== command.requestHash)
          throw new DomainError('idempotency_key_reused', 'this Idempotency-Key came with another request before');
        return [];
      }
      case 'Answer':
        if (state.status !== 'reserved' || state.commandId !== command.commandId) return [];
        return [{ type: 'CommandAnswered', data: { commandId: command.commandId, ...command.answer } }];
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'CommandReserved':
        return { status: 'reserved', ...event.data };
      case 'CommandAnswered':
        if (state.status !== 'reserved') return state;
        return { ...state, status: 'answered', answer: { status: event.data.status, body: event.data.body } };
    }
  },
};
