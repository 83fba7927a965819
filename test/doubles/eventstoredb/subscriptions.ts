import { status } from '@grpc/grpc-js';
import { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import type { Faults } from './faults';
import type { MemoryLog, StoredEvent } from './memory-log';
import { checkpointMessage, eventMessage } from './messages';
import type { ReadCall } from './reading';
import { refusal, unavailable } from './refusals';
import { checkpointInterval, firstIndex, isWanted } from './which-events';

/** The catch-up subscriptions under way. */
export class Subscriptions {
  /** How many there have been. */
  started = 0;
  private readonly running = new Set<Subscription>();

  constructor(
    private readonly log: MemoryLog,
    private readonly faults: Faults,
  ) {}

  start(call: ReadCall, options: ReadReq.Options): void {
    const first = firstIndex(this.log, options);
    if (first === undefined) {
      call.emit('error', refusal(status.UNKNOWN, 'Unexpected ReadAllResult: InvalidPosition'));
      return;
    }
    const { log, faults } = this;
    const subscription = new Subscription(call, log, faults, first, isWanted(options), checkpointInterval(options));
    this.running.add(subscription);
    this.started++;
    void subscription.run().then(() => this.running.delete(subscription));
  }

  /** Sends nothing more to those that are under way, and leaves them open. */
  stall(): void {
    for (const subscription of this.running) subscription.stall();
  }

  /** Ends every subscription: with an error, or as if there were no more to come. */
  drop(how: 'error' | 'end'): void {
    for (const subscription of this.running) subscription.drop(how);
  }
}

class Subscription {
  private isOver = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly call: ReadCall,
    private readonly log: MemoryLog,
    private readonly faults: Faults,
    private index: number,
    private readonly isWanted: (event: StoredEvent) => boolean,
    private readonly checkpointInterval: number,
  ) {}

  async run(): Promise<void> {
    const wake = (): void => {
      this.wake();
    };
    const over = (): void => {
      this.isOver = true;
      this.wake();
    };
    this.call.on('drain', wake).on('cancelled', over).on('close', over);
    const stopListening = this.log.onAppend(wake);
    const id = new ReadResp.SubscriptionConfirmation().setSubscriptionId(crypto.randomUUID());
    this.call.write(new ReadResp().setConfirmation(id));
    await this.follow();
    stopListening();
  }

  drop(how: 'error' | 'end'): void {
    if (how === 'error') this.call.emit('error', unavailable());
    else this.call.end();
    this.stall();
  }

  stall(): void {
    this.isOver = true;
    this.wake();
  }

  private async follow(): Promise<void> {
    let considered = 0;
    let isCaughtUp = false;
    while (!this.isOver) {
      const event = this.log.all[this.index];
      if (this.faults.frozen || this.call.writableNeedDrain) {
        await this.news();
      } else if (event === undefined) {
        if (!isCaughtUp) this.call.write(new ReadResp().setCaughtUp(new ReadResp.CaughtUp()));
        isCaughtUp = true;
        await this.news();
      } else {
        this.index++;
        if (this.isWanted(event)) this.call.write(eventMessage(event));
        if (++considered % this.checkpointInterval === 0) this.call.write(checkpointMessage(event.position));
      }
    }
  }

  private news(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}
