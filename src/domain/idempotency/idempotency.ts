import type { Decider } from '../../kernel/decider';
import { DomainError } from '../../kernel/errors';
import type { Event, Json } from '../../kernel/message';

/**
 * The memory of an Idempotency-Key, stream `command-<id>`: reserved with the hash of the request before the command first
 * changes anything, answered after it. What is refused before leaves the key as it was. A reservation without an answer is
 * run again under the same command id, which finds what it already did. A key is kept for 24 hours.
 */
export type IdempotencyEvent =
  | Event<'CommandReserved', { readonly commandId: string; readonly requestHash: string; readonly at: number }>
  | Event<'CommandAnswered', { readonly commandId: string; readonly status: number; readonly body: Json }>;

export interface Answer {
  readonly status: number;
  readonly body: Json;
}

export type IdempotencyState = { readonly status: 'free' } | Reserved | Answered;

interface Held {
  readonly commandId: string;
  readonly requestHash: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}
interface Reserved extends Held {
  readonly status: 'reserved';
}
interface Answered extends Held {
  readonly status: 'answered';
  readonly answer: Answer;
}

export type IdempotencyCommand =
  | ({ readonly type: 'Reserve' } & Asking)
  /** Of a command that changed nothing as well, which therefore reserved nothing. */
  | ({ readonly type: 'Answer'; readonly answer: Answer } & Asking);

interface Asking {
  readonly commandId: string;
  readonly requestHash: string;
  readonly now: number;
}

const KEPT_MS = 24 * 60 * 60 * 1000;

export const idempotency: Decider<IdempotencyState, IdempotencyCommand, IdempotencyEvent> = {
  initialState: { status: 'free' },

  decide(command, state) {
    const { commandId, requestHash, now } = command;
    const held = heldFor(state, requestHash, now);
    const reserved: IdempotencyEvent = { type: 'CommandReserved', data: { commandId, requestHash, at: now } };
    switch (command.type) {
      case 'Reserve':
        if (held === null) return [reserved];
        if (held.commandId !== commandId)
          throw new DomainError('version_conflict', 'this request is being carried out elsewhere; try again');
        return [];
      case 'Answer': {
        const answered: IdempotencyEvent = { type: 'CommandAnswered', data: { commandId, ...command.answer } };
        if (held === null) return [reserved, answered];
        return held.status === 'reserved' && held.commandId === commandId ? [answered] : [];
      }
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

/** What a key holds for a request; null when it is free. @throws DomainError `idempotency_key_reused` */
export function heldFor(state: IdempotencyState, requestHash: string, now: number): Reserved | Answered | null {
  if (state.status === 'free' || now - state.at >= KEPT_MS) return null;
  if (state.requestHash !== requestHash)
    throw new DomainError('idempotency_key_reused', 'this Idempotency-Key came with another request before');
  return state;
}
