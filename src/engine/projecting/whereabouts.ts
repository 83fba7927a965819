import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import type { Work } from './copies';
import { placesOf } from './verify';

/** How far one work is. */
export class Whereabouts {
  status: Work['status'] = 'building';
  trouble: string | null = null;
  failure: Work['failure'] = null;
  /** The identity of the log. */
  log: string | null = null;
  /** The place of the log that is reached in what is read of it just now; null while nothing is. */
  reading: number | null = null;
  private position: Work['position'];
  private events: number;
  private movedAt: string;
  private eventsPerSecond: number | null = null;
  private last: { readonly events: number; readonly at: number };

  constructor(
    work: Work,
    private readonly clock: Clock,
  ) {
    this.position = work.position;
    this.events = work.events;
    this.movedAt = isoTime(clock.now());
    this.last = { events: work.events, at: clock.monotonic() };
  }

  moved(position: Work['position'], events: number): void {
    this.position = position;
    this.reading = placesOf(position);
    this.events += events;
    this.getsOn();
  }

  getsOn(): void {
    this.movedAt = isoTime(this.clock.now());
  }

  beat(): void {
    const at = this.clock.monotonic();
    this.eventsPerSecond = Math.round(((this.events - this.last.events) * 1_000) / Math.max(at - this.last.at, 1));
    this.last = { events: this.events, at };
  }

  /** Neither handed over nor given up. */
  get isInHand(): boolean {
    return this.status === 'building' || this.status === 'verifying';
  }

  get told(): Partial<Work> {
    const { status, trouble, failure, position, events, movedAt, eventsPerSecond } = this;
    const heardAt = isoTime(this.clock.now());
    return { status, trouble, failure, position, events, movedAt, heardAt, eventsPerSecond };
  }
}
