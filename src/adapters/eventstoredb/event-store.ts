import { setMaxListeners } from 'node:events';
import type { EventStoreDBClient } from '@eventstore/db-client';
import type { Log } from '../../kernel/log';
import type { NewEvent, Position, RecordedEvent } from '../../kernel/message';
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
import { answered } from './answering';
import { Appender } from './append';
import { parseConnectionUrl } from './connection-url';
import type { Connection } from './connection-url';
import { Calls, openClient } from './driver';
import { identityOf } from './log-identity';
import { LogReader } from './log-reader';
import { repeatedly, within } from './patience';
import { LeaderReads } from './leader-reads';
import { StreamEnds } from './stream-ends';
import { StreamReader } from './stream-reader';
import { TIMINGS } from './timings';
import type { Timings } from './timings';

/** What the names of streams begin with. */
export interface StreamNames {
  /** Those of this log, beside which the server may hold others. */
  readonly ours: readonly string[];
  /** Those of ours that are read again and again, for what came to them since. */
  readonly watched: readonly string[];
}

/** The log on an EventStoreDB, version 23.10 or newer, which may hold other logs too. One for each process. */
export class EventStoreDbEventStore implements EventStore {
  readonly isShared = true;
  private readonly client: EventStoreDBClient;
  private readonly appender: Appender;
  private readonly streams: StreamReader;
  private readonly ends: StreamEnds;
  private readonly whole: LogReader;
  private readonly closing = new AbortController();
  private readonly pending = new Set<Promise<unknown>>();

  private constructor(
    { url, credentials }: Connection,
    { ours, watched }: StreamNames,
    log: Log,
    private readonly timings: Timings,
  ) {
    const patience = { ...timings, ending: this.closing.signal };
    setMaxListeners(Infinity, patience.ending); // as many as there are calls that pause before they are made again
    this.client = openClient(url, log);
    const calls = new Calls(this.client, { credentials, requiresLeader: true });
    const reads = new LeaderReads(calls, patience.readMs);
    this.ends = new StreamEnds(reads, watched);
    this.appender = new Appender(calls, patience, this.ends);
    this.streams = new StreamReader(reads, patience, this.ends);
    this.whole = new LogReader(this.client, credentials, ours, patience, log, () => this.identity());
  }

  /**
   * Waits a while for a server that is starting.
   * @param url as in connection-url.ts
   * @throws Error when the URL is not right, or the server does not answer or refuses; it never holds the URL
   */
  static async open(
    url: string,
    names: StreamNames,
    log: Log,
    timings: Timings = TIMINGS,
  ): Promise<EventStoreDbEventStore> {
    const store = new EventStoreDbEventStore(parseConnectionUrl(url), names, log, timings);
    try {
      await repeatedly(
        { ...timings, ending: store.closing.signal },
        () => store.whole.ping(), // with the driver's own words for the operator
        () => false,
      );
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<Appended> {
    return this.finishing(() => this.appender.append(stream, expectedRevision, events));
  }

  readStream(stream: string, options?: StreamRead): Promise<readonly RecordedEvent[]> {
    return this.finishing(() => this.streams.read(stream, options));
  }

  readStreams(places: readonly StreamPlace[], limit: number): Promise<readonly StreamEvents[]> {
    return this.finishing(() => this.streams.readEach(places, limit));
  }

  endsBefore(): boolean {
    return false;
  }

  look(): Promise<Ends> {
    return this.finishing(async () => {
      await this.streams.look();
      return this.ends;
    });
  }

  readAll(after: Position, limit: number): Promise<LogPage> {
    return this.finishing(() => this.whole.readAll(after, limit));
  }

  subscribe(after: Position, signal: AbortSignal): AsyncIterable<LogPage> {
    return this.whole.subscribe(after, AbortSignal.any([signal, this.closing.signal]));
  }

  head(): Promise<Position> {
    return this.finishing(() => this.whole.head());
  }

  latest(): Promise<Latest | null> {
    return this.finishing(() => this.whole.latest());
  }

  identity(): Promise<string> {
    return identityOf(this);
  }

  idAt(position: Position): Promise<string | null> {
    return this.finishing(() => this.whole.idAt(position));
  }

  ping(): Promise<void> {
    return this.finishing(() => this.whole.ping());
  }

  /** Ends the subscriptions, and finishes what is pending, unless the server is silent. */
  async close(): Promise<void> {
    this.closing.abort();
    await within(this.timings.appendMs, 'what is pending', Promise.allSettled(this.pending)).catch(() => undefined); // then the driver ends it
    await this.client.dispose();
  }

  private async finishing<T>(call: () => Promise<T>): Promise<T> {
    if (this.closing.signal.aborted) throw new Error('the event store is closed');
    const answer = answered(call);
    this.pending.add(answer);
    try {
      return await answer;
    } finally {
      this.pending.delete(answer);
    }
  }
}
