import type { AllStreamResolvedEvent, Position as DriverPosition, ResolvedEvent } from '@eventstore/db-client';
import { positionFrom, positionToBigInt } from '../../kernel/message';
import type { JsonObject, Metadata, Position, RecordedEvent } from '../../kernel/message';

/** An event on the server that is not as this software writes them. */
export class UnreadableEvent extends Error {
  readonly code = 'unreadable_event';
  constructor(
    readonly stream: string,
    readonly revision: bigint,
    reason: string,
  ) {
    super(`event ${revision.toString()} of stream ${stream} cannot be read: ${reason}`);
    this.name = 'UnreadableEvent';
  }
}

/** With the names that EventStoreDB's own tools and its projection by correlation id look for. */
export const writtenMetadata = ({ correlationId, causationId, ...rest }: Metadata): JsonObject => ({
  ...rest,
  $correlationId: correlationId,
  $causationId: causationId,
});

/** @throws UnreadableEvent */
export function recorded({ event }: ResolvedEvent | AllStreamResolvedEvent): RecordedEvent {
  if (event === undefined) throw new Error('the server gave a link to an event that is gone');
  const unreadable = (reason: string): UnreadableEvent => new UnreadableEvent(event.streamId, event.revision, reason);
  const { id, type, streamId, revision, position } = event;
  // The driver leaves data that it cannot parse as text, and metadata as bytes.
  const data: unknown = event.data;
  if (typeof data !== 'object' || data === null || data instanceof Uint8Array)
    throw unreadable('its data is not a JSON object');
  const metadata = readMetadata(event.metadata);
  if (metadata === null) throw unreadable('its metadata is not that of this software');
  if (position === undefined) throw unreadable('it has no position');
  // They differ in transactions of the old TCP protocol only, and one number could not stand for both.
  if (position.commit !== position.prepare) throw unreadable('it was written in a transaction');
  return { id, type, data, metadata, stream: streamId, revision: Number(revision), position: fromDriver(position) };
}

function readMetadata(value: unknown): Metadata | null {
  if (typeof value !== 'object' || value === null) return null;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const { account, actor, $correlationId: correlationId, $causationId: causationId, schemaVersion, at } = fields;
  const isWhole =
    typeof account === 'string' &&
    typeof actor === 'string' &&
    typeof correlationId === 'string' &&
    typeof causationId === 'string' &&
    typeof schemaVersion === 'number' &&
    typeof at === 'string';
  return isWhole ? { account, actor, correlationId, causationId, schemaVersion, at } : null;
}

/** The server numbers an event by the byte where it begins in the log. */
export const fromDriver = ({ commit }: DriverPosition): Position => positionFrom(commit);

export function toDriver(position: Position): DriverPosition {
  const place = positionToBigInt(position);
  return { commit: place, prepare: place };
}
