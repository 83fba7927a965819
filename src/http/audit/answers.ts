import { STREAM_CATEGORIES } from '../../domain/streams';
import type { Metadata } from '../../kernel/message';
import type { AuditStream } from '../../queries/find-audit-streams';
import type { AuditedEvent, StreamPage } from '../../queries/read-stream';
import { asOf, STARTED, at, position } from '../openapi/parts';
import { RUN_ID, WORKFLOW_ID } from '../openapi/run';
import { anyFields, count, json, listOf, name, object, orNull, text, time, whole, words } from '../openapi/schema';

const metadata = object<Metadata>(
  {
    account: text,
    actor: { ...text, description: 'who did it: role and name of the key, or `engine`' },
    correlationId: { ...text, description: 'the same for everything that follows from one request' },
    causationId: { ...text, description: 'the id of the event that it follows from, or of the command that was sent' },
    schemaVersion: whole,
    at: { ...time, description: 'when it was decided' },
  },
  { commandId: { ...text, description: 'the command that decided it, where it follows from an event' } },
);

export const auditedEvent = name(
  'AuditedEvent',
  object<AuditedEvent>(
    {
      id: text,
      stream: text,
      revision: { ...count, description: 'its place in its stream' },
      position,
      type: text,
      data: { ...orNull(anyFields), description: 'as it was stored; null where it cannot be read' },
      metadata: orNull(metadata),
      at: orNull(time),
    },
    {
      unreadable: { ...text, description: 'why it cannot be read' },
      state: { ...json, description: 'of its stream after it; null from an event on that cannot be read' },
    },
  ),
);

export const streamPage = name(
  'StreamPage',
  object<StreamPage>({
    events: listOf(auditedEvent),
    next: { ...orNull(count), description: 'the `from` of the next page' },
  }),
);

export const auditEventPage = name(
  'AuditEventPage',
  object<{ events: unknown; nextCursor: unknown; asOf: unknown }>({
    events: { ...listOf(auditedEvent), description: 'a cause comes before what follows from it' },
    nextCursor: { ...orNull(text), description: 'a page may be empty and not be the last one' },
    asOf,
  }),
);

const auditStream = name(
  'AuditStream',
  object<AuditStream>({
    stream: text,
    category: words(...STREAM_CATEGORIES),
    contactId: orNull(text),
    events: { ...count, description: 'how many it has' },
    firstAt: { ...time, description: 'of the first event that has to do with what was asked for' },
    lastAt: { ...orNull(time), description: 'of the last event; null where it cannot be read' },
  }),
);

export const auditStreamPage = name(
  'AuditStreamPage',
  object<{ streams: unknown; nextCursor: unknown; asOf: unknown }>({
    streams: listOf(auditStream),
    nextCursor: orNull(text),
    asOf,
  }),
);

export const STREAM_EXAMPLE = {
  stream: `run-${RUN_ID}`,
  category: 'run',
  contactId: 'c-1',
  events: 9,
  firstAt: STARTED,
  lastAt: STARTED,
};

export const EVENT_EXAMPLE = {
  id: '6c4f6f2e-8a55-4c0e-9d8f-000000000001',
  stream: `run-${RUN_ID}`,
  revision: 1,
  ...at,
  type: 'RunResumed',
  data: { runId: RUN_ID, workflowId: WORKFLOW_ID, contactId: 'c-1', waitId: `${RUN_ID}/1` },
  metadata: {
    account: 'acme',
    actor: 'engine',
    correlationId: '0b6a8c52-0c5e-4b0e-bb0a-1f9f5b1f6a11',
    causationId: '6c4f6f2e-8a55-4c0e-9d8f-000000000000',
    commandId: 'd0c8f0a1-77f4-4d1c-8c39-5a3c5de0b7d4',
    schemaVersion: 1,
    at: STARTED,
  },
  at: STARTED,
};
