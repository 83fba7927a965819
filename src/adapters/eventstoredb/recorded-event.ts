import type { AllStreamResolvedEvent, Position as DriverPosition, ResolvedEvent } from '@eventstore/db-client';
import { START, positionFrom, positionToBigInt } from '../../kernel/message';
import type { Metadata, Position, RecordedEvent } from '../../kernel/message';
import { UnreadableEvent } from '../../ports/event-store';

/** With the names that EventStoreDB's own tools and its projection by correlation id look for. */
export const writtenMetadata = ({ account, actor, commandId, at, schemaVersion, ...chain }: Metadata): object => ({
  account,
  actor,
  commandId,
  at,
  schemaVersion,
  $correlationId: chain.correlationId,
  $causationId: chain.causationId,
});

/** The event, or why it cannot be read. */
export function readEvent({ event }: ResolvedEvent | AllStreamResolvedEvent): RecordedEvent | UnreadableEvent {
  if (event === undefined) throw new Error('the server gave a link to an event that is gone');
  const { id, type, streamId: stream, position: place } = event;
  const revision = Number(event.revision);
  const position = place === undefined ? START : fromDriver(place);
  const unreadable = (reason: string): UnreadableEvent =>
    new UnreadableEvent({ id, type, stream, revision, position }, reason);
  // The driver leaves data that it cannot parse as text, and metadata as bytes.
  const data: unknown = event.data;
  if (typeof data !== 'object' || data === null || data instanceof Uint8Array)
    return unreadable('its data is not a JSON object');
  const metadata = readMetadata(event.metadata);
  if (metadata === null) return unreadable('its metadata is not that of this software');
  if (place === undefined) return unreadable('it has no position');
  // They differ in transactions of the old TCP protocol only, and one number could not stand for both.
  if (place.commit !== place.prepare) return unreadable('it was written in a transaction');
  return { id, type, data, metadata, stream, revision, position };
}

/** @throws UnreadableEvent */
export function recorded(resolved: ResolvedEvent): RecordedEvent {
  const event = readEvent(resolved);
  if (event instanceof UnreadableEvent) throw event;
  return event;
}

function readMetadata(value: unknown): Metadata | null {
  if (typeof value !== 'object' || value === null) return null;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const {
    account,
    actor,
    $correlationId: correlationId,
    $causationId: causationId,
    commandId,
    schemaVersion,
    at,
  } = fields;
  const isWhole =
    typeof account === 'string' &&
    typeof actor === 'string' &&
    typeof correlationId === 'string' &&
    typeof causationId === 'string' &&
    typeof schemaVersion === 'number' &&
    typeof at === 'string';
  const command = typeof commandId === 'string' ? { commandId } : {};
  return isWhole ? { account, actor, correlationId, causationId, ...command, schemaVersion, at } : null;
}

/** The server numbers an event by the byte where it begins in the log. */
export const fromDriver = ({ commit }: DriverPosition): Position => positionFrom(commit);

export function toDriver(position: Position): DriverPosition {
  const place = positionToBigInt(position);
  return { commit: place, prepare: place };
}
