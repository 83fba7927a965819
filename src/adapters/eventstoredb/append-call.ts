import { UUID } from '@eventstore/db-client/generated/shared_pb';
import type { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb';
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import { newId } from '../../kernel/ids';
import type { Calls } from './driver';
import { TimedOut } from './patience';

type Call = ReturnType<StreamsClient['batchAppend']>;

interface Waiting {
  /** By the monotonic clock, in milliseconds. */
  readonly since: number;
  readonly answered: (answer: BatchAppendResp) => void;
  readonly failed: (reason: Error) => void;
}

/** How many times the silence that ends a call one append is waited for while others are answered. */
const PATIENCE = 5;

/**
 * One call that many appends go over, told apart by ids: a third of the work of a call for each. The driver's own ends
 * the process when an answer comes late, and takes the appends of other clients down with it.
 *
 * Silence is that of the call: an append that is only slow, while others are answered, is waited for.
 */
export class AppendCall {
  /** The oldest first. */
  private readonly waiting = new Map<string, Waiting>();
  private watch: NodeJS.Timeout | undefined;
  /** When there was an answer last, or the first to wait for one came. */
  private lastSign = 0;
  private ended: Error | null = null;

  private constructor(
    private readonly call: Call,
    private readonly silenceMs: number,
    private readonly onEnd: () => void,
  ) {
    call.on('data', (answer: BatchAppendResp) => {
      this.take(answer);
    });
    call.on('error', (error) => {
      this.end(error);
    });
    call.on('end', () => {
      this.end(new Error('the server ended the call'));
    });
  }

  /**
   * @param silenceMs how long appends may wait while nothing is answered; then the call is given up
   * @param onEnd when nothing can be sent over it any more
   */
  static async open(calls: Calls, silenceMs: number, onEnd: () => void): Promise<AppendCall> {
    const call = await calls.open((streams, ...args) => streams.batchAppend(...args));
    return new AppendCall(call, silenceMs, onEnd);
  }

  /**
   * @param request all of an append but its id
   * @throws TimedOut, and what ended the call; the append may have been carried out
   */
  send(request: BatchAppendReq): Promise<BatchAppendResp> {
    return new Promise((answered, failed) => {
      if (this.ended !== null) {
        failed(this.ended);
        return;
      }
      const [id, since] = [newId(), performance.now()];
      if (this.waiting.size === 0) this.lastSign = since;
      this.waiting.set(id, { since, answered, failed });
      this.watch ??= this.watching();
      this.call.write(request.setCorrelationId(new UUID().setString(id)).setIsFinal(true));
    });
  }

  private take(answer: BatchAppendResp): void {
    this.lastSign = performance.now();
    const id = answer.getCorrelationId()?.getString() ?? '';
    // A second answer, as the server gives after a request that it cannot read, is for nobody.
    this.waiting.get(id)?.answered(answer);
    this.waiting.delete(id);
  }

  private watching(): NodeJS.Timeout {
    return setTimeout(() => {
      this.watch = undefined;
      const now = performance.now();
      if (this.waiting.size > 0 && now - this.lastSign >= this.silenceMs) {
        this.end(new TimedOut('an append', this.silenceMs));
        this.call.cancel();
      }
      for (const [id, { since, failed }] of this.waiting) {
        if (now - since < PATIENCE * this.silenceMs) break;
        this.waiting.delete(id);
        failed(new TimedOut('an append', PATIENCE * this.silenceMs));
      }
      if (this.waiting.size > 0) this.watch = this.watching();
    }, this.silenceMs);
  }

  private end(reason: Error): void {
    if (this.ended === null) this.onEnd();
    this.ended ??= reason;
    clearTimeout(this.watch);
    for (const { failed } of this.waiting.values()) failed(reason);
    this.waiting.clear();
  }
}
