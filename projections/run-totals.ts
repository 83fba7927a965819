import type { DomainEvent } from '../src/domain/events';
import type { Projection } from '../src/kernel/projection';
import { concerning, NO_KEYS } from './event-filter';

/** All runs of an account there ever were; key: the account. */
export interface RunTotals {
  readonly account: string;
  readonly started: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
}

const concerns = concerning('RunStarted', 'RunCompleted', 'RunFailed', 'RunCancelled');

const COUNTED = {
  RunStarted: 'started',
  RunCompleted: 'completed',
  RunFailed: 'failed',
  RunCancelled: 'cancelled',
} as const;

export const runTotals: Projection<RunTotals, DomainEvent> = {
  name: 'run-totals',
  version: 1,
  types: concerns.types,
  indexes: {},

  keys: (event) => (concerns(event) ? [event.metadata.account] : NO_KEYS),

  fold(before, event) {
    if (!concerns(event)) return before;
    const totals = before ?? { account: event.metadata.account, started: 0, completed: 0, failed: 0, cancelled: 0 };
    const field = COUNTED[event.type];
    return { ...totals, [field]: totals[field] + 1 };
  },
};
