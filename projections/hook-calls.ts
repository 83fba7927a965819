import type { DomainEvent } from '../src/domain/events';
import type { HookCalled } from '../src/domain/hook/events';
import type { Projection } from '../src/kernel/projection';
import { concerning, NO_KEYS } from './event-filter';

/** A call of an inbound hook, and what came of it; key: its stream. */
export interface HookCallEntry extends HookCalled {
  readonly account: string;
  /** ISO 8601. */
  readonly at: string;
  readonly order: string;
}

const concerns = concerning('HookCalled');

export const hookCalls: Projection<HookCallEntry, DomainEvent> = {
  name: 'hook-calls',
  version: 1,
  types: concerns.types,
  indexes: { byHook: ['account', 'hookId', 'order'] },

  keys: (event) => (concerns(event) ? [event.stream] : NO_KEYS),

  fold(call, event) {
    if (!concerns(event)) return call;
    const { account, at } = event.metadata;
    return { ...event.data, account, at, order: `${at}|${event.position}` };
  },
};
