import { BACKWARDS, END } from '@eventstore/db-client';
import type { AllStreamResolvedEvent, Credentials, EventStoreDBClient, ReadPosition } from '@eventstore/db-client';
import type { Log } from '../../kernel/log';
import { START } from '../../kernel/message';
import type { Position } from '../../kernel/message';
import type { LogPage } from '../../ports/event-store';
import { LogFeed } from './log-feed';
import type { FeedPage } from './log-feed';
import { Pause, repeatedly } from './patience';
import { readWithin } from './read';
import { UnreadableEvent, fromDriver, recorded } from './recorded-event';
import type { Timings } from './timings';

const SUBSCRIPTION_PAGE = 2_000;
const HEAD_PAGE = 500;

/**
 * Reads the whole log, of which only the streams with our prefixes are ours. A plain read cannot leave the others out,
 * and the server's own projections write several events for each of ours, so everything here is a subscription.
 */
export class LogReader {
  constructor(
    private readonly client: EventStoreDBClient,
    private readonly credentials: Credentials,
    private readonly prefixes: readonly string[],
    private readonly timings: Timings,
    private readonly log: Log,
  ) {}

  /** @throws UnreadableEvent, and what the driver says */
  readAll(after: Position, limit: number): Promise<LogPage> {
    const read = async (): Promise<LogPage> => {
      const feed = this.feed(after, limit);
      try {
        const page = await feed.next(this.timings.readMs);
        if (page === null) throw new Error('a page of the log was neither full nor the last');
        return toLogPage(page, after);
      } finally {
        feed.close();
      }
    };
    return repeatedly(this.timings, read, (error) => error instanceof UnreadableEvent);
  }

  /**
   * The first page comes as soon as it is full or the last, also when it is empty. A subscription that breaks, ends or
   * falls silent is made anew from where the last page ended.
   *
   * @throws UnreadableEvent
   */
  async *subscribe(after: Position, signal: AbortSignal): AsyncGenerator<LogPage> {
    const pause = new Pause(this.timings);
    let last: LogPage = { events: [], next: after, caughtUp: false };
    while (!signal.aborted) {
      const feed = this.feed(last.next, SUBSCRIPTION_PAGE);
      const close = (): void => {
        feed.close();
      };
      signal.addEventListener('abort', close);
      try {
        for (
          let page = await feed.next(this.timings.quietMs);
          page !== null;
          page = await feed.next(this.timings.quietMs)
        ) {
          pause.reset();
          if (page.events.length === 0 && last.caughtUp) continue;
          last = toLogPage(page, last.next);
          yield last;
        }
      } catch (error) {
        if (error instanceof UnreadableEvent) throw error;
        this.log.warn('the subscription to the log broke off and is made anew', {
          after: last.next,
          error: String(error),
        });
        await pause.next(signal);
      } finally {
        signal.removeEventListener('abort', close);
        feed.close();
      }
    }
  }

  /** The position of the last event that is ours. */
  async head(): Promise<Position> {
    let from: ReadPosition = END;
    for (let count = 1; ; count = HEAD_PAGE) {
      const page = await this.backwards(from, count);
      const ours = page.find(({ event }) => event !== undefined && this.isOurs(event.streamId));
      if (ours?.event !== undefined) return fromDriver(ours.event.position);
      const oldest = page.at(-1)?.event;
      if (oldest === undefined || page.length < count) return START;
      from = oldest.position;
    }
  }

  async ping(): Promise<void> {
    await readWithin(this.timings.readMs, 'a ping', this.readBackwards(END, 1));
  }

  private backwards(from: ReadPosition, count: number): Promise<readonly AllStreamResolvedEvent[]> {
    const read = (): Promise<readonly AllStreamResolvedEvent[]> =>
      readWithin(this.timings.readMs, 'a read of the end of the log', this.readBackwards(from, count));
    return repeatedly(this.timings, read, () => false);
  }

  private readBackwards(fromPosition: ReadPosition, maxCount: number) {
    return this.client.readAll({ direction: BACKWARDS, fromPosition, maxCount, credentials: this.credentials });
  }

  private feed(after: Position, capacity: number): LogFeed {
    return new LogFeed(this.client, this.credentials, this.prefixes, after, capacity);
  }

  private isOurs(stream: string): boolean {
    return this.prefixes.some((prefix) => stream.startsWith(prefix));
  }
}

function toLogPage({ events, caughtUp }: FeedPage, after: Position): LogPage {
  const page = events.map(recorded);
  return { events: page, next: page.at(-1)?.position ?? after, caughtUp };
}
