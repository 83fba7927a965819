import type { Clock } from '../../kernel/clock';
import { isOutage } from '../../ports/availability';
import type { Availability } from '../../ports/availability';

/** Before what an outage cut short is tried again, in milliseconds. */
const RETRY_MS = 500;

/** Calls that are made again as soon as a store is back, for as long as the process lives. */
export class Persistence {
  private readonly givingUp = new AbortController();
  /** Until what an outage cut short is tried again; one for all that wait. */
  private pause: Promise<void> | null = null;

  constructor(
    private readonly store: Availability,
    private readonly clock: Clock,
  ) {}

  /** @throws StoreUnavailable, AppendOutcomeUnknown once it has given up */
  async call<T>(call: () => Promise<T>): Promise<T> {
    const { signal } = this.givingUp;
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (!isOutage(error) || signal.aborted) throw error;
      }
      await (this.pause ??= this.untilBack(signal));
    }
  }

  /** Gives up what has not come to its end `patienceMs` from now; resolves with it. */
  async end(patienceMs: number, work: Promise<void>): Promise<void> {
    const ended = new AbortController();
    void this.clock.sleep(patienceMs, ended.signal).then(() => {
      this.givingUp.abort();
    });
    await work;
    ended.abort();
  }

  private async untilBack(signal: AbortSignal): Promise<void> {
    await this.clock.sleep(RETRY_MS, signal);
    await this.store.back(signal);
    this.pause = null;
  }
}
