import { BACKWARDS, END, FORWARDS, START, StreamNotFoundError } from '@eventstore/db-client';
import type { Credentials, EventStoreDBClient, ReadStreamOptions, ResolvedEvent } from '@eventstore/db-client';
import { eachInParallel } from '../../kernel/in-parallel';
import type { RecordedEvent } from '../../kernel/message';
import { UnreadableEvent } from '../../ports/event-store';
import type { StreamEvents, StreamPlace, StreamRead } from '../../ports/event-store';
import { repeatedly } from './patience';
import type { Patience } from './patience';
import { readWithin } from './read';
import { recorded } from './recorded-event';

const DEFAULT_LIMIT = 1_000;
const PAGE = 500;
/** Streams that are read at a time, of many. */
const WIDTH = 16;

/** Reads one stream, page by page, so that a long one has as much time as it needs. */
export class StreamReader {
  constructor(
    private readonly client: EventStoreDBClient,
    private readonly credentials: Credentials,
    private readonly patience: Patience,
  ) {}

  /** @throws UnreadableEvent, and what the driver says */
  async read(
    stream: string,
    { from, limit = DEFAULT_LIMIT, direction = 'forwards' }: StreamRead = {},
  ): Promise<readonly RecordedEvent[]> {
    const step = direction === 'forwards' ? 1 : -1;
    const events: RecordedEvent[] = [];
    let next = from;
    while (events.length < limit && (next === undefined || next >= 0)) {
      const count = Math.min(PAGE, limit - events.length);
      const page = await this.page(stream, direction, next, count);
      events.push(...page.map(recorded));
      const last = events.at(-1);
      if (page.length < count || last === undefined) break;
      next = last.revision + step;
    }
    return events;
  }

  /** There is no call for many: so many at a time. */
  readEach(places: readonly StreamPlace[], limit: number): Promise<readonly StreamEvents[]> {
    return eachInParallel(places, WIDTH, async ({ stream, from }) => {
      try {
        return await this.read(stream, { from, limit });
      } catch (error) {
        if (error instanceof UnreadableEvent) return error;
        throw error;
      }
    });
  }

  private page(
    stream: string,
    direction: 'forwards' | 'backwards',
    from: number | undefined,
    maxCount: number,
  ): Promise<readonly ResolvedEvent[]> {
    const options: ReadStreamOptions = {
      direction: direction === 'forwards' ? FORWARDS : BACKWARDS,
      fromRevision: from === undefined ? (direction === 'forwards' ? START : END) : BigInt(from),
      maxCount,
      credentials: this.credentials,
    };
    const read = (): Promise<readonly ResolvedEvent[]> =>
      readWithin(this.patience.readMs, `a read of ${stream}`, this.client.readStream(stream, options));
    return repeatedly(this.patience, read, isMissing).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
  }
}

const isMissing = (error: unknown): boolean => error instanceof StreamNotFoundError;
