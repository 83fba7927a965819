import { START as LOG_START, streamNameFilter } from '@eventstore/db-client';
import type {
  AllStreamResolvedEvent,
  AllStreamSubscription,
  Credentials,
  EventStoreDBClient,
} from '@eventstore/db-client';
import { START } from '../../kernel/message';
import type { Position } from '../../kernel/message';
import { TimedOut } from './patience';
import { toDriver } from './recorded-event';

export interface FeedPage {
  readonly events: readonly AllStreamResolvedEvent[];
  /** Nothing more was there when the server sent the last of it. */
  readonly caughtUp: boolean;
}

/** What the driver may hold ready beyond what is waiting here. */
const READ_AHEAD = 256;
/** In units of 32 events looked at: how often a server that finds nothing for us says where it is. */
const CHECKPOINT_INTERVAL = 100;

/**
 * One subscription of the driver to the whole log, turned from pushing to pulling: it ends as it likes, and nothing of
 * ours runs or throws in its callbacks.
 */
export class LogFeed {
  private readonly waiting: AllStreamResolvedEvent[] = [];
  private readonly subscription: AllStreamSubscription;
  private live = false;
  private toldLive = false;
  private end: Error | null = null;
  private closed = false;
  private wake: () => void = () => undefined;

  /**
   * @param prefixes of the names of the streams that are wanted
   * @param capacity how many events may wait here
   */
  constructor(
    client: EventStoreDBClient,
    credentials: Credentials,
    prefixes: readonly string[],
    after: Position,
    private readonly capacity: number,
  ) {
    const news = (): void => {
      this.wake();
    };
    this.subscription = client.subscribeToAll(
      {
        fromPosition: after === START ? LOG_START : toDriver(after),
        filter: streamNameFilter({
          prefixes: [...prefixes],
          checkpointInterval: CHECKPOINT_INTERVAL,
          checkpointReached: news,
        }),
        credentials,
      },
      { highWaterMark: READ_AHEAD },
    );
    this.subscription
      .on('readable', () => {
        this.take();
        this.wake();
      })
      .on('confirmation', news)
      .on('caughtUp', () => {
        this.take(Infinity); // what came before belongs before
        this.live = true;
        this.wake();
      })
      .on('fellBehind', () => {
        this.live = false;
        this.wake();
      })
      .on('end', () => {
        this.stop(new Error('the server ended the subscription'));
      })
      .on('error', (error) => {
        this.stop(error);
      });
  }

  /**
   * What came. Waits until there is something; while it catches up, until a page is full, so that a long history does
   * not come in crumbs. The first that is caught up may be empty.
   *
   * @returns null when it was closed, or when nothing was to come for `quietMs`
   * @throws TimedOut when it was silent in the middle of the history, and what the driver says
   */
  async next(quietMs: number): Promise<FeedPage | null> {
    for (;;) {
      this.take();
      if (this.closed) return null;
      if (this.isReady()) return this.page();
      if (this.end !== null) throw this.end;
      if (await this.news(quietMs)) continue;
      if (this.live) return null;
      this.stop(new TimedOut('a subscription', quietMs));
    }
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.wake();
    // It rejects when the call could not even be made; then there is nothing to end.
    this.subscription.unsubscribe().catch(() => undefined);
    this.subscription.destroy();
  }

  private isReady(): boolean {
    const { length } = this.waiting;
    if (this.live) return length > 0 || !this.toldLive;
    return length >= this.capacity || (length > 0 && this.end !== null);
  }

  private page(): FeedPage {
    const events = this.waiting.splice(0, this.capacity);
    this.take();
    const caughtUp = this.live && this.waiting.length === 0;
    if (caughtUp) this.toldLive = true;
    return { events, caughtUp };
  }

  /** Leaving events with the driver holds the server back. */
  private take(capacity = this.capacity): void {
    while (this.waiting.length < capacity) {
      const event = this.subscription.read() as AllStreamResolvedEvent | null;
      if (event === null) return;
      this.waiting.push(event);
    }
  }

  private stop(reason: Error): void {
    this.end ??= reason;
    this.live = false;
    this.wake();
  }

  /** Whether there was a sign of life in time. */
  private async news(ms: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const sign = await new Promise<boolean>((resolve) => {
      this.wake = () => {
        resolve(true);
      };
      timer = setTimeout(() => {
        resolve(false);
      }, ms);
    });
    clearTimeout(timer);
    return sign;
  }
}
