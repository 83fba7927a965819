import type { ResolvedEvent } from '@eventstore/db-client';
import { eachInParallel } from '../../kernel/in-parallel';
import type { RecordedEvent } from '../../kernel/message';
import { UnreadableEvent } from '../../ports/event-store';
import type { StreamEvents, StreamPlace, StreamRead } from '../../ports/event-store';
import { repeatedly } from './patience';
import type { Patience } from './patience';
import type { Direction, LeaderReads } from './leader-reads';
import { recorded } from './recorded-event';
import type { StreamEnds } from './stream-ends';

const DEFAULT_LIMIT = 1_000;
const PAGE = 500;
/** Streams that are read at a time, of many. */
const WIDTH = 16;

/** Reads one stream, page by page, so that a long one has as much time as it needs. */
export class StreamReader {
  constructor(
    private readonly reads: LeaderReads,
    private readonly patience: Patience,
    private readonly ends: StreamEnds,
  ) {}

  /** @throws UnreadableEvent, and what the driver says */
  async read(
    stream: string,
    { from, limit = DEFAULT_LIMIT, direction = 'forwards' }: StreamRead = {},
  ): Promise<readonly RecordedEvent[]> {
    return direction === 'forwards' && this.ends.isWatched(stream)
      ? this.watched(stream, from ?? 0, limit)
      : this.pages(stream, direction, from, limit);
  }

  /** What came to the streams that are watched. @throws what the driver says */
  look(): Promise<void> {
    return repeatedly(this.patience, () => this.ends.look(), never);
  }

  /** Nothing is read behind an end that is known. */
  private async watched(stream: string, from: number, limit: number): Promise<readonly RecordedEvent[]> {
    if (this.ends.isWorthALook(stream, from)) {
      await this.look();
      if (this.ends.endsBefore(stream, from)) return [];
    }
    const end = this.ends.begin(stream);
    const events = await this.pages(stream, 'forwards', from, limit);
    if (end !== undefined && events.length < limit) end.revision = events.at(-1)?.revision ?? from - 1;
    return events;
  }

  private async pages(
    stream: string,
    direction: Direction,
    from: number | undefined,
    limit: number,
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
    direction: Direction,
    from: number | undefined,
    count: number,
  ): Promise<readonly ResolvedEvent[]> {
    return repeatedly(this.patience, () => this.reads.stream(stream, direction, from, count), never);
  }
}

const never = (): boolean => false;
