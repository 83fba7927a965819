import { crc32 } from 'node:zlib';
import { positionFrom } from '../../kernel/message';
import type { Metadata, RecordedEvent } from '../../kernel/message';
import { UnreadableEvent } from '../../ports/event-store';

/** An event as the tables hold it; data and metadata are JSON text. Rows of older versions have no checksum. */
export type EventRow = readonly [
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  data: string,
  metadata: string,
  checksum: number | null,
];

/** With these columns in this order. */
export const selectEvents = (rest: string): string =>
  `SELECT position, name, revision, id, type, data, metadata, checksum FROM events JOIN streams USING (stream) ${rest}`;

/** CRC-32 over all that makes an event but its position, which is not known before it is stored. */
export const checksumOf = (
  stream: string,
  revision: number,
  id: string,
  type: string,
  data: string,
  metadata: string,
): number => crc32(`${stream}\n${revision}\n${id}\n${type}\n${data}\n${metadata}`);

/** The event, or why it cannot be read. */
export function readRow(row: EventRow): RecordedEvent | UnreadableEvent {
  const [place, stream, revision, id, type, data, metadata, checksum] = row;
  const position = positionFrom(BigInt(place));
  const unreadable = (reason: string): UnreadableEvent =>
    new UnreadableEvent({ id, type, stream, revision, position }, reason);
  if (checksum !== null && checksum !== checksumOf(stream, revision, id, type, data, metadata))
    return unreadable('it is not what was appended, by its checksum');
  try {
    const parsed = { data: JSON.parse(data) as object, metadata: JSON.parse(metadata) as Metadata };
    return { id, type, ...parsed, stream, revision, position };
  } catch {
    return unreadable('it is not JSON'); // what JSON.parse says holds a piece of it
  }
}
