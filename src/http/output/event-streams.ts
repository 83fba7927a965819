import { Injectable } from '@nestjs/common';
import type { MessageEvent, OnModuleDestroy } from '@nestjs/common';
import { ReplaySubject, endWith, ignoreElements, interval, map, merge, share, takeUntil, takeWhile } from 'rxjs';
import type { Observable } from 'rxjs';

/** How often a stream shows that it lives, in milliseconds. */
export const HEARTBEAT_MS = 15_000;

/** The characters that may wait for a reader who does not read, before it is cut off. */
export const MAX_PENDING = 256 * 1024;

/** Server-sent events: streams that show that they live, and end before the service stops. */
@Injectable()
export class EventStreams implements OnModuleDestroy {
  private readonly ending = new ReplaySubject<void>(1);
  heartbeatMs = HEARTBEAT_MS;

  /**
   * @param isStillIn asked before each message and heartbeat whether the reader may still listen; the stream ends when not
   * @param heartbeat what is sent while nothing else is
   */
  open(
    messages: Observable<MessageEvent>,
    isStillIn: () => boolean,
    heartbeat: () => Omit<MessageEvent, 'data'> = () => ({}),
  ): Observable<MessageEvent> {
    const shared = messages.pipe(share());
    const over = shared.pipe(ignoreElements(), endWith(null));
    const heartbeats = interval(this.heartbeatMs).pipe(
      map((): MessageEvent => ({ ...heartbeat(), comment: '' })),
      takeUntil(over),
    );
    return merge(shared, heartbeats).pipe(
      takeWhile(() => isStillIn()),
      takeUntil(this.ending),
    );
  }

  onModuleDestroy(): void {
    this.ending.next();
    this.ending.complete();
  }
}
