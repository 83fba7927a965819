import type { DomainEvent, Recorded } from '../src/domain/events';
import type { RunTrigger } from '../src/domain/run/events';
import { hashId } from '../src/kernel/ids';
import type { Projection } from '../src/kernel/projection';
import { concerning, NO_KEYS } from './event-filter';

/**
 * That a stream has to do with a request, an inbound event or a contact. It is written once, by the first event of the
 * stream that tells it: the events that follow in a run teach nothing new, so a run costs one document here.
 *
 * Streams of quotas are not in it. They hold the ids of effects and nothing of a contact, at one event a message: their
 * runs have the effects, and say `rate_limited` where there was no place left.
 */
export interface AuditLink {
  readonly account: string;
  readonly stream: string;
  /** Of the event that told it. */
  readonly revision: number;
  readonly correlationId: string;
  /** The inbound event that it follows from. */
  readonly eventId: string | null;
  readonly contactId: string | null;
  /** When it was told, ISO 8601. */
  readonly at: string;
  /** The position of the event that told it. */
  readonly order: string;
}

const concerns = concerning(
  'EventReceived',
  'ContactEnrolled',
  'RunStarted',
  'ReminderScheduled',
  'ReminderRemoved',
  'ContactOptedOut',
  'ContactOptedIn',
  'AddressOptedOut',
  'AddressOptedIn',
  'WorkflowDefined',
  'WorkflowActivated',
  'WorkflowPaused',
  'WorkflowArchived',
  'AccountSettingsChanged',
  'TriggerRegistered',
  'CommandReserved',
);

export const auditIndex: Projection<AuditLink, DomainEvent> = {
  name: 'audit-index',
  version: 2,
  types: concerns.types,
  indexes: {
    byCorrelation: ['account', 'correlationId', 'order'],
    byContact: ['account', 'contactId', 'order'],
    byEvent: ['account', 'eventId', 'order'],
  },

  keys: (event) =>
    concerns(event) ? [hashId('link', event.stream, event.metadata.correlationId, inboundOf(event) ?? '')] : NO_KEYS,

  fold(link, event) {
    if (link !== null || !concerns(event)) return link;
    const { stream, revision, position, data, metadata } = event;
    const { account, correlationId, at } = metadata;
    const contactId = 'contactId' in data ? (data.contactId ?? null) : null;
    return { account, stream, revision, correlationId, eventId: inboundOf(event), contactId, at, order: position };
  },
};

function inboundOf({ data }: Recorded): string | null {
  const { eventId, trigger } = data as { readonly eventId?: string; readonly trigger?: RunTrigger };
  return eventId ?? trigger?.eventId ?? null;
}
