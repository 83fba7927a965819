import type { Clock } from '../../kernel/clock';
import type { NewEvent } from '../../kernel/message';
import { WrongExpectedRevision } from '../../ports/event-store';
import type { Appended, EventStore } from '../../ports/event-store';
import type { Meter } from '../../ports/meter';

/** So many may wait for the event store before what can be put off joins them. */
const ROOM = 128;

/** An append that takes less is as quick as it is to be, in milliseconds; one that takes more says no more than so much. */
const SLOW_MS = 1_000;
const SLOWEST_MS = 60_000;
/** What is left of how slow they were after each that is quicker. */
const FORGOTTEN = 0.9;

/** Appends to the event store, those in mind that it has not answered yet. */
export class Appends {
  private underWay = 0;
  private readonly puttingOff: (() => void)[] = [];
  private latelyMs = 0;

  constructor(
    private readonly store: Pick<EventStore, 'append'>,
    private readonly clock: Pick<Clock, 'monotonic'>,
    private readonly meter: Pick<Meter, 'appended'>,
  ) {}

  /** How long they take at the moment, where that is long, in milliseconds; 0: it is not. */
  get slowMs(): number {
    return this.latelyMs < SLOW_MS ? 0 : Math.min(this.latelyMs, SLOWEST_MS);
  }

  /** @throws as EventStore.append does */
  async append(stream: string, revision: number, events: readonly NewEvent[]): Promise<Appended> {
    const begun = this.clock.monotonic();
    let outcome: 'stored' | 'conflict' | 'failed' = 'failed';
    this.underWay++;
    try {
      const appended = await this.store.append(stream, revision, events);
      outcome = 'stored';
      return appended;
    } catch (error) {
      if (error instanceof WrongExpectedRevision) outcome = 'conflict';
      throw error;
    } finally {
      this.underWay--;
      if (this.underWay < ROOM) this.puttingOff.shift()?.();
      const tookMs = this.clock.monotonic() - begun;
      this.latelyMs = Math.max(tookMs, this.latelyMs * FORGOTTEN);
      this.meter.appended(tookMs / 1_000, outcome);
    }
  }

  /** Resolves when few of them wait: for work that can be put off, so that what is asked for meanwhile is stored soon. */
  room(): Promise<void> {
    if (this.underWay < ROOM) return Promise.resolve();
    return new Promise((resolve) => this.puttingOff.push(resolve));
  }
}
