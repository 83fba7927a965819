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
export const readRow = (row: EventRow): RecordedEvent | UnreadableEvent => rowReader()(row);

/** For rows one after the other: what an append says of its events is parsed once, and they share it. */
export function rowReader(): (row: EventRow) => RecordedEvent | UnreadableEvent {
  let last: { readonly text: string; readonly metadata: Metadata } | null = null;
  const metadataOf = (text: string): Metadata => {
    if (last?.text !== text) last = { text, metadata: JSON.parse(text) as Metadata };
    return last.metadata;
  };
  return ([place, stream, revision, id, type, data, about, checksum]) => {
    const position = positionFrom(place);
    const unreadable = (reason: string): UnreadableEvent =>
      new UnreadableEvent({ id, type, stream, revision, position }, reason);
    if (checksum !== null && checksum !== checksumOf(stream, revision, id, type, data, about))
      return unreadable('it is not what was appended, by its checksum');
    try {
      return { id, type, data: JSON.parse(data) as object, metadata: metadataOf(about), stream, revision, position };
    } catch {
      return unreadable('it is not JSON'); // what JSON.parse says holds a piece of it
    }
  };
}
