import { randomUUID } from 'node:crypto';
import { NO_STREAM } from '../../../src/kernel/message';
import type { NewEvent, Position, RecordedEvent } from '../../../src/kernel/message';
import type { EventStore, LogPage } from '../../../src/ports/event-store';
import { WrongExpectedRevision } from '../../../src/ports/event-store';

export const newStream = (name = ''): string => `contract-${name}${randomUUID()}`;
export const newStreams = (count: number): string[] => Array.from({ length: count }, () => newStream());

export const newEvent = (type = 'Happened', data: object = {}): NewEvent => ({
  id: randomUUID(),
  type,
  data,
  metadata: {
    account: 'acme',
    actor: 'engine',
    correlationId: randomUUID(),
    causationId: randomUUID(),
    commandId: randomUUID(),
    schemaVersion: 1,
    at: '2026-11-24T10:00:00.000Z',
  },
});

export const newEvents = (count: number): NewEvent[] => Array.from({ length: count }, () => newEvent());

/** A new stream's first events, in one append. */
export async function appendTypes(store: EventStore, stream: string, ...types: string[]): Promise<NewEvent[]> {
  const events = types.map((type) => newEvent(type));
  await store.append(stream, NO_STREAM, events);
  return events;
}

/** A new stream's first events, each in an append of its own. */
export async function appendOneByOne(store: EventStore, stream: string, count: number): Promise<void> {
  for (let revision = NO_STREAM; revision < count - 1; revision++) await store.append(stream, revision, [newEvent()]);
}

/** Why an append was refused: the revision of the stream is another. */
export async function refused(appending: Promise<unknown>): Promise<unknown> {
  const reason: unknown = await appending.then(
    () => new Error('the append was not refused'),
    (error: unknown) => error,
  );
  expect(reason).toBeInstanceOf(WrongExpectedRevision);
  return reason;
}

/** The rest of the log after a position. */
export async function readFrom(store: Pick<EventStore, 'readAll'>, after: Position): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  let page: LogPage = { events: [], next: after, caughtUp: false };
  while (!page.caughtUp) {
    page = await store.readAll(page.next, 50);
    events.push(...page.events);
  }
  return events;
}

/** The events of these streams, one by one. */
export async function* eventsOf(
  pages: AsyncIterable<LogPage>,
  streams: readonly string[],
): AsyncGenerator<RecordedEvent, void> {
  for await (const { events } of pages) yield* events.filter(({ stream }) => streams.includes(stream));
}

/** The next events, fewer when they end before. */
export async function take(events: AsyncIterator<RecordedEvent, void>, count: number): Promise<RecordedEvent[]> {
  const taken: RecordedEvent[] = [];
  while (taken.length < count) {
    const next = await events.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}

export const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
export const idsOf = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id);
export const typesOf = (events: readonly RecordedEvent[]): string[] => events.map(({ type }) => type);
export const positionsOf = (events: readonly RecordedEvent[]): Position[] => events.map(({ position }) => position);
