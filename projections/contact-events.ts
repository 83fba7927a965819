import type { DomainEvent } from '../src/domain/events';
import type { EventResult } from '../src/domain/inbound/events';
import { hashId } from '../src/kernel/ids';
import type { Projection } from '../src/kernel/projection';
import { concerning, NO_KEYS } from './event-filter';

/** An inbound event of a contact, and what each workflow made of it. */
export interface ContactEvent {
  readonly account: string;
  readonly contactId: string;
  readonly eventId: string;
  readonly type: string;
  /** When it was received, ISO 8601. */
  readonly at: string;
  /** None until it has been tried against them. */
  readonly results: readonly EventResult[];
  /** The workflows that were paused when it came. */
  readonly paused?: readonly string[];
  readonly order: string;
}

const concerns = concerning('EventReceived', 'EventHandled');

export const contactEvents: Projection<ContactEvent, DomainEvent> = {
  name: 'contact-events',
  version: 2,
  types: concerns.types,
  indexes: { byContact: ['account', 'contactId', 'order'] },

  keys: (event) => (concerns(event) ? [hashId('event', event.metadata.account, event.data.eventId)] : NO_KEYS),

  fold(received, event) {
    if (!concerns(event)) return received;
    if (event.type === 'EventHandled') return received && { ...received, results: event.data.results };
    const { eventId, eventType, contactId, paused } = event.data;
    const { account, at } = event.metadata;
    return {
      account,
      contactId,
      eventId,
      type: eventType,
      at,
      results: [],
      ...(paused === undefined ? {} : { paused }),
      order: `${at}|${event.position}`,
    };
  },
};
