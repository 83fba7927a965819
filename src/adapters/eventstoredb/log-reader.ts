import { BACKWARDS, END, FORWARDS } from '@eventstore/db-client';
import type {
  AllStreamRecordedEvent,
  AllStreamResolvedEvent,
  Credentials,
  EventStoreDBClient,
  ReadPosition,
} from '@eventstore/db-client';
import { orAborted } from '../../kernel/in-time';
import type { Log } from '../../kernel/log';
import { START } from '../../kernel/message';
import type { Position, RecordedEvent } from '../../kernel/message';
import { LogReplaced, UnreadableEvent } from '../../ports/event-store';
import type { Latest, LogPage } from '../../ports/event-store';
import { LogFeed } from './log-feed';
import type { FeedPage } from './log-feed';
import { Pause, repeatedly, within } from './patience';
import type { Patience } from './patience';
import { readWithin } from './read';
import { fromDriver, readEvent, toDriver } from './recorded-event';

const SUBSCRIPTION_PAGE = 2_000;
const HEAD_PAGE = 500;

/**
 * Reads the whole log, of which only the streams with our prefixes are ours. A plain read cannot leave the others out,
 * and the server's own projections write several events for each of ours, so everything here is a subscription.
 */
export class LogReader {
  /** @param identity reads the log's identity */
  constructor(
    private readonly client: EventStoreDBClient,
    private readonly credentials: Credentials,
    private readonly prefixes: readonly string[],
    private readonly patience: Patience,
    private readonly log: Log,
    private readonly identity: () => Promise<string>,
  ) {}

  /** @throws UnreadableEvent, and what the driver says */
  readAll(after: Position, limit: number): Promise<LogPage> {
    const read = async (): Promise<LogPage> => {
      const feed = this.feed(after, limit);
      try {
        const page = await feed.next(this.patience.readMs);
        if (page === null) throw new Error('a page of the log was neither full nor the last');
        const { unreadable = [], ...read } = toLogPage(page, after);
        if (unreadable[0] !== undefined) throw unreadable[0];
        return read;
      } finally {
        feed.close();
      }
    };
    return repeatedly(this.patience, read, (error) => error instanceof UnreadableEvent);
  }

  /**
   * The first page comes as soon as it is full or the last, also when it is empty. A subscription that breaks, ends or
   * falls silent is made anew from where the last page ended, if the log still has the event that stands there: it may
   * have been restored from an older backup meanwhile.
   *
   * @throws LogReplaced
   */
  async *subscribe(after: Position, signal: AbortSignal): AsyncGenerator<LogPage> {
    const pause = new Pause(this.patience);
    let last: LogPage = { events: [], next: after, caughtUp: false };
    let place: Place | null = null;
    const isOver = (): boolean => signal.aborted;
    while (!isOver()) {
      try {
        const look = this.samePlace(last.next, place);
        place = await orAborted(within(this.patience.quietMs, 'a look at the log', look), signal);
      } catch (error) {
        if (error instanceof LogReplaced) throw error;
        if (!isOver()) await this.brokeOff(last.next, error, pause, signal);
        continue;
      }
      if (isOver()) return;
      const feed = this.feed(last.next, SUBSCRIPTION_PAGE);
      const close = (): void => {
        feed.close();
      };
      signal.addEventListener('abort', close);
      try {
        for (
          let page = await feed.next(this.patience.quietMs);
          page !== null;
          page = await feed.next(this.patience.quietMs)
        ) {
          pause.reset();
          if (page.events.length === 0 && last.caughtUp) continue;
          last = toLogPage(page, last.next);
          place = { ...place, id: page.events.at(-1)?.event?.id ?? place.id };
          yield last;
        }
      } catch (error) {
        await this.brokeOff(last.next, error, pause, signal);
      } finally {
        signal.removeEventListener('abort', close);
        feed.close();
      }
    }
  }

  async idAt(position: Position): Promise<string | null> {
    if (position === START) return null;
    const read = (): Promise<readonly AllStreamResolvedEvent[]> =>
      readWithin(
        this.patience.readMs,
        'a read of one place of the log',
        this.client.readAll({
          direction: FORWARDS,
          fromPosition: toDriver(position),
          maxCount: 1,
          credentials: this.credentials,
        }),
      );
    const events = await repeatedly(this.patience, read, isNoPlace).catch((error: unknown) => {
      if (isNoPlace(error)) return [];
      throw error;
    });
    const event = events[0]?.event;
    return event !== undefined && fromDriver(event.position) === position ? event.id : null;
  }

  /** The position of the last event that is ours. */
  async head(): Promise<Position> {
    const last = await this.last();
    return last === null ? START : fromDriver(last.position);
  }

  async latest(): Promise<Latest | null> {
    const last = await this.last();
    const event = last === null ? null : readEvent({ event: last });
    if (last === null || event === null || event instanceof UnreadableEvent) return null;
    return { decidedAt: Date.parse(event.metadata.at), storedAt: last.created.getTime() };
  }

  private async last(): Promise<AllStreamRecordedEvent | null> {
    let from: ReadPosition = END;
    for (let count = 1; ; count = HEAD_PAGE) {
      const page = await this.backwards(from, count);
      const ours = page.find(({ event }) => event !== undefined && this.isOurs(event.streamId));
      if (ours?.event !== undefined) return ours.event;
      const oldest = page.at(-1)?.event;
      if (oldest === undefined || page.length < count) return null;
      from = oldest.position;
    }
  }

  async ping(): Promise<void> {
    await readWithin(this.patience.readMs, 'a ping', this.readBackwards(END, 1));
  }

  /** @throws LogReplaced unless the log is as it was at this place */
  private async samePlace(position: Position, before: Place | null): Promise<Place> {
    const place = { log: await this.identity(), id: await this.idAt(position) };
    const isGone = before === null ? place.id === null && position !== START : place.id !== before.id;
    if (isGone || (before !== null && place.log !== before.log)) throw new LogReplaced(position);
    return place;
  }

  private async brokeOff(after: Position, error: unknown, pause: Pause, signal: AbortSignal): Promise<void> {
    this.log.debug('the subscription to the log broke off and is made anew', { after, error: String(error) });
    await pause.next(signal);
  }

  private backwards(from: ReadPosition, count: number): Promise<readonly AllStreamResolvedEvent[]> {
    const read = (): Promise<readonly AllStreamResolvedEvent[]> =>
      readWithin(this.patience.readMs, 'a read of the end of the log', this.readBackwards(from, count));
    return repeatedly(this.patience, read, () => false);
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

/** What tells that the log is the same, and goes as far. */
interface Place {
  readonly log: string;
  /** Of the event that was read last; null before the first. */
  readonly id: string | null;
}

/** A place that a server's log never had, or has no more. */
const isNoPlace = (error: unknown): boolean => error instanceof Error && error.message.includes('InvalidPosition');

function toLogPage({ events: page, caughtUp }: FeedPage, after: Position): LogPage {
  const events: RecordedEvent[] = [];
  const unreadable: UnreadableEvent[] = [];
  let next = after;
  for (const resolved of page) {
    const event = readEvent(resolved);
    next = event.position;
    if (event instanceof UnreadableEvent) unreadable.push(event);
    else events.push(event);
  }
  return { events, ...(unreadable.length > 0 && { unreadable }), next, caughtUp };
}
