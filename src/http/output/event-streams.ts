import { Readable } from 'node:stream';
import { Injectable, StreamableFile } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ReplaySubject, endWith, ignoreElements, interval, map, merge, share, takeUntil, takeWhile } from 'rxjs';
import type { Observable } from 'rxjs';

/** How often a stream shows that it lives, in milliseconds. */
export const HEARTBEAT_MS = 15_000;

/** The bytes that may wait for a reader who does not read, before it is cut off. */
export const MAX_PENDING = 256 * 1024;

/** None of its fields has a line break. */
export interface ServerEvent {
  readonly type: string;
  readonly id?: string;
  readonly data: string;
}

/** Server-sent events: streams that show that they live, and end before the service stops. */
@Injectable()
export class EventStreams implements OnModuleDestroy {
  private readonly ending = new ReplaySubject<void>(1);
  /** What was written of events that several readers get. */
  private readonly texts = new WeakMap<readonly ServerEvent[], Buffer>();
  heartbeatMs = HEARTBEAT_MS;

  /**
   * The answer that sends them.
   * @param news written once, however many readers get the very same list of events
   * @param isStillIn asked before each message and heartbeat whether the reader may still listen; the stream ends when not
   * @param position told with each heartbeat: where a reader could go on by then
   */
  open(
    reply: FastifyReply,
    news: Observable<readonly ServerEvent[]>,
    isStillIn: () => boolean,
    position?: () => string,
  ): StreamableFile {
    void reply.headers({ 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' });
    const stream = new Outgoing(reply.raw);
    const telling = this.told(news, isStillIn, position).subscribe({
      next: (text) => {
        stream.tell(text);
      },
      error: (error: Error) => stream.destroy(error),
      complete: () => stream.push(null),
    });
    stream.once('close', () => {
      telling.unsubscribe();
    });
    return new StreamableFile(stream, { type: 'text/event-stream' });
  }

  onModuleDestroy(): void {
    this.ending.next();
    this.ending.complete();
  }

  private told(
    news: Observable<readonly ServerEvent[]>,
    isStillIn: () => boolean,
    position: (() => string) | undefined,
  ): Observable<Buffer> {
    const texts = news.pipe(
      map((events) => this.textOf(events)),
      share(),
    );
    const over = texts.pipe(ignoreElements(), endWith(null));
    const heartbeats = interval(this.heartbeatMs).pipe(
      map(() => Buffer.from(`${idOf(position?.())}: \n\n`)),
      takeUntil(over),
    );
    return merge(texts, heartbeats).pipe(
      takeWhile(() => isStillIn()),
      takeUntil(this.ending),
    );
  }

  private textOf(events: readonly ServerEvent[]): Buffer {
    let text = this.texts.get(events);
    if (text === undefined) {
      text = Buffer.from(events.map(({ type, id, data }) => `event: ${type}\n${idOf(id)}data: ${data}\n\n`).join(''));
      this.texts.set(events, text);
    }
    return text;
  }
}

const idOf = (id: string | undefined): string => (id === undefined ? '' : `id: ${id}\n`);

/** Waits until an answer can take more, or nobody reads it any more. */
export const drained =
  (response: FastifyReply['raw']): (() => Promise<void>) =>
  async () => {
    while (response.writableNeedDrain && !response.destroyed)
      await new Promise<void>((resolve) => {
        const go = (): void => {
          response.off('drain', go).off('close', go);
          resolve();
        };
        response.on('drain', go).on('close', go);
      });
  };

/** What is sent to one reader, as it comes. Whoever lets too much wait is cut off. */
class Outgoing extends Readable {
  constructor(private readonly response: FastifyReply['raw']) {
    super({ highWaterMark: 0, read: () => undefined });
    this.push('\n'); // the headers go at once
  }

  tell(text: Buffer): void {
    const waiting = this.readableLength + this.response.writableLength;
    if (waiting > 0 && waiting + text.length > MAX_PENDING) this.destroy();
    else this.push(text);
  }
}
