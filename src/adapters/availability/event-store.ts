import type { Clock } from '../../kernel/clock';
import type { Log } from '../../kernel/log';
import type { NewEvent, Position, RecordedEvent } from '../../kernel/message';
import type { Availability } from '../../ports/availability';
import type {
  Appended,
  Ends,
  EventStore,
  Latest,
  LogPage,
  StreamEvents,
  StreamPlace,
  StreamRead,
} from '../../ports/event-store';
import { WatchedStore } from './watched-store';

/** An event store of which it is known whether it answers; while it is known to be away every call fails at once. */
export class WatchedEventStore implements EventStore {
  private readonly watched: WatchedStore;

  constructor(
    private readonly store: EventStore,
    clock: Clock,
    log: Log,
  ) {
    this.watched = new WatchedStore('event store', () => store.ping(), clock, log);
    void this.watched.watch();
  }

  get availability(): Availability {
    return this.watched;
  }

  append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<Appended> {
    const about = { stream, correlationId: events[0]?.metadata.correlationId };
    return this.watched.write(() => this.store.append(stream, expectedRevision, events), about);
  }

  readStream(stream: string, options?: StreamRead): Promise<readonly RecordedEvent[]> {
    return this.watched.read(() => this.store.readStream(stream, options));
  }

  readStreams(streams: readonly StreamPlace[], limit: number): Promise<readonly StreamEvents[]> {
    return this.watched.read(() => this.store.readStreams(streams, limit));
  }

  endsBefore(stream: string, revision: number): boolean {
    return this.watched.awaySince === null && this.store.endsBefore(stream, revision);
  }

  get isShared(): boolean {
    return this.store.isShared;
  }

  look(): Promise<Ends> {
    return this.watched.read(() => this.store.look());
  }

  readAll(after: Position, limit: number): Promise<LogPage> {
    return this.watched.read(() => this.store.readAll(after, limit));
  }

  /** Waits for the store by itself. */
  subscribe(after: Position, signal: AbortSignal): AsyncIterable<LogPage> {
    return this.store.subscribe(after, signal);
  }

  head(): Promise<Position> {
    return this.watched.read(() => this.store.head());
  }

  latest(): Promise<Latest | null> {
    return this.watched.read(() => this.store.latest());
  }

  identity(): Promise<string> {
    return this.watched.read(() => this.store.identity());
  }

  idAt(position: Position): Promise<string | null> {
    return this.watched.read(() => this.store.idAt(position));
  }

  ping(): Promise<void> {
    return this.watched.check();
  }

  async close(): Promise<void> {
    this.watched.close();
    await this.store.close();
  }
}
