import type { DomainEvent } from '../src/domain/events';
import type { HookCalled } from '../src/domain/hook/events';
import type { Projection } from '../src/kernel/projection';
import { concerning, NO_KEYS } from './event-filter';

/** The last calls of an inbound hook that is open, newest first; key: its hookId. */
export interface HookCalls {
  readonly calls: readonly HookCall[];
}

/** A call, and what came of it. */
export interface HookCall extends Omit<HookCalled, 'hookId'> {
  /** ISO 8601. */
  readonly at: string;
}

/** Calls that are kept: each is some 20 KB at most. */
const KEPT = 50;

const concerns = concerning('HookOpened', 'HookCalled', 'HookClosed');

export const hookCalls: Projection<HookCalls, DomainEvent> = {
  name: 'hook-calls',
  version: 2,
  types: concerns.types,
  indexes: {},

  keys: (event) => (concerns(event) ? [event.data.hookId] : NO_KEYS),

  fold(known, event) {
    if (!concerns(event)) return known;
    if (event.type === 'HookOpened') return known ?? { calls: [] };
    if (event.type === 'HookClosed' || known === null) return null;
    const { hookId, ...call } = event.data;
    return { calls: [{ ...call, at: event.metadata.at }, ...known.calls].slice(0, KEPT) };
  },
};
