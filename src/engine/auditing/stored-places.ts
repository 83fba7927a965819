import { withoutSecret } from '../../domain/secrets';
import { NO_STREAM } from '../../kernel/message';
import type { RecordedEvent } from '../../kernel/message';
import { UnreadableEvent } from '../../ports/event-store';
import type { EventStore, StreamRead } from '../../ports/event-store';

/** What stands at a place of a stream: the event as it was stored, or why it cannot be read. */
export type StoredPlace = RecordedEvent | UnreadableEvent;

export const isReadable = (place: StoredPlace): place is RecordedEvent => !(place instanceof UnreadableEvent);

/** As `readStream`, for people: without secrets, and what cannot be read is among the rest, in its place. */
export async function readPlaces(
  store: Pick<EventStore, 'readStream'>,
  stream: string,
  { from, limit, direction = 'forwards' }: StreamRead & { readonly limit: number },
): Promise<readonly StoredPlace[]> {
  const step = direction === 'forwards' ? 1 : -1;
  const places: StoredPlace[] = [];
  let next = from ?? (direction === 'forwards' ? 0 : await lastRevision(store, stream));
  while (places.length < limit && next >= 0) {
    const range = { direction, from: next, limit: limit - places.length };
    try {
      return [...places, ...(await store.readStream(stream, range)).map(withoutSecret)];
    } catch (error) {
      if (!(error instanceof UnreadableEvent)) throw error;
      const before = (error.revision - next) * step;
      if (before < 0 || before >= range.limit) throw error; // its revision is not what it was stored with
      if (before > 0) places.push(...(await store.readStream(stream, { ...range, limit: before })).map(withoutSecret));
      places.push(error);
      next = error.revision + step;
    }
  }
  return places;
}

async function lastRevision(store: Pick<EventStore, 'readStream'>, stream: string): Promise<number> {
  try {
    const [last] = await store.readStream(stream, { direction: 'backwards', limit: 1 });
    return last?.revision ?? NO_STREAM;
  } catch (error) {
    if (error instanceof UnreadableEvent) return error.revision;
    throw error;
  }
}
