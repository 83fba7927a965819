import type { NewEvent } from '../../kernel/message';
import { WrongExpectedRevision } from '../../ports/event-store';
import type { Appended, EventStore } from '../../ports/event-store';
import type { Meter } from '../../ports/meter';

/** So many may wait for the event store before what can be put off joins them. */
const ROOM = 128;

/** Appends to the event store, those in mind that it has not answered yet. */
export class Appends {
  private underWay = 0;
  private readonly puttingOff: (() => void)[] = [];

  constructor(
    private readonly store: Pick<EventStore, 'append'>,
    private readonly meter: Pick<Meter, 'appended'>,
  ) {}

  /** @throws as EventStore.append does */
  async append(stream: string, revision: number, events: readonly NewEvent[]): Promise<Appended> {
    const begun = performance.now();
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
      this.meter.appended((performance.now() - begun) / 1_000, outcome);
    }
  }

  /** Resolves when few of them wait: for work that can be put off, so that what is asked for meanwhile is stored soon. */
  room(): Promise<void> {
    if (this.underWay < ROOM) return Promise.resolve();
    return new Promise((resolve) => this.puttingOff.push(resolve));
  }
}
