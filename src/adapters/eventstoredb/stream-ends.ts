import { Recent } from '../../kernel/recent';
import { SharedCall } from '../../kernel/shared-call';
import type { Ends } from '../../ports/event-store';
import type { LeaderReads } from './leader-reads';

/** A read of a stream to its end, under way or done. */
export interface End {
  /** Of the stream's last event, NO_STREAM when it has none; undefined while it is being read. */
  revision: number | undefined;
}

/** Streams whose ends are kept, at least. */
const CAPACITY = 32_000;
/** More news than this at a time are not read: everything is forgotten instead. */
const MOST_NEWS = 1_000;
/** Milliseconds since the last look, after which it is cheaper to begin anew than to read what came since. */
const TOO_LONG_AGO = 5_000;
/** Milliseconds after which the place to look from is asked for, where no append of ours says one. */
const BEHIND = 250;

/**
 * Where the streams end that are asked for again and again, as far as they were read here; one look at the log tells
 * whether anything came to any of them since, whoever appended it. It answers all who ask at a time, where each would
 * read its stream again.
 *
 * A look reads the log from a place that was its end or further back, so it sees every append that was acknowledged before
 * it began: the server shows an event in the log and in its stream before it acknowledges it, in the log not before its stream.
 */
export class StreamEnds implements Ends {
  private ends = new Recent<string, End>(CAPACITY);
  /** What came to the streams up to here is accounted for. Null: nothing is known. */
  private from: bigint | null = null;
  /** When that was the end of the log, by the monotonic clock, in milliseconds. */
  private endedAt = 0;
  /** Of the last append of ours that was acknowledged. */
  private appended = 0n;
  private readonly looks = new SharedCall(() => this.lookOn());

  /** @param prefixes of the names of the streams that are watched */
  constructor(
    private readonly reads: LeaderReads,
    private readonly prefixes: readonly string[],
  ) {}

  isWatched(stream: string): boolean {
    return this.prefixes.some((prefix) => stream.startsWith(prefix));
  }

  /** Before a stream is read to its end; undefined: that end will not be kept. */
  begin(stream: string): End | undefined {
    if (this.from === null) return undefined;
    const end = { revision: undefined };
    this.ends.set(stream, end);
    return end;
  }

  /** Whether nothing stood at this revision or behind it when the last look was made. */
  endsBefore(stream: string, revision: number): boolean {
    return this.ends.get(stream)?.revision === revision - 1;
  }

  /** Whether a look may tell that nothing stands at this revision or behind it. */
  isWorthALook(stream: string, revision: number): boolean {
    return this.from === null || this.endsBefore(stream, revision);
  }

  /** At what came since the last time, once for all who ask at a time. @throws what the driver says */
  look(): Promise<void> {
    return this.looks.ask();
  }

  /** An append of ours ends there; so did its stream then. What came after that is news yet, unless it was looked past. */
  acknowledged(stream: string, revision: number, position: bigint): void {
    if (position > this.appended) this.appended = position;
    if (this.from !== null && position > this.from && this.isWatched(stream)) this.ends.set(stream, { revision });
  }

  private async lookOn(): Promise<void> {
    const { from } = this;
    try {
      if (from === null || performance.now() - this.endedAt > TOO_LONG_AGO) await this.beginAnew();
      else await this.lookFrom(from);
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  private async beginAnew(): Promise<void> {
    const asked = performance.now();
    const end = await this.reads.end();
    this.forget();
    [this.from, this.endedAt] = [end, asked];
  }

  private forget(): void {
    this.ends = new Recent(CAPACITY);
    this.from = null;
    this.appended = 0n;
  }

  private async lookFrom(from: bigint): Promise<void> {
    const asked = performance.now();
    const isBehind = this.appended <= from && asked - this.endedAt > BEHIND;
    const end = isBehind ? await this.reads.end() : this.appended;
    if (isBehind && end < from) {
      this.forget(); // an older log was restored, and it has no error for whoever looks behind its end
      return;
    }
    const news = await this.reads.filtered(this.prefixes, from, MOST_NEWS);
    if (news.length === MOST_NEWS) {
      this.forget();
      return;
    }
    for (const { stream, revision } of news) this.take(stream, revision);
    this.from = furthest(from, end, news.at(-1)?.position ?? from);
    if (isBehind || this.from > from) this.endedAt = asked;
  }

  private take(stream: string, revision: number): void {
    const end = this.ends.get(stream);
    if (end !== undefined && (end.revision === undefined || end.revision < revision)) this.ends.delete(stream);
  }
}

const furthest = (...places: readonly bigint[]): bigint =>
  places.reduce((furthest, place) => (place > furthest ? place : furthest), 0n);
