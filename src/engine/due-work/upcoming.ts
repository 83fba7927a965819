import type { ReminderTimer, RunWait } from '../../../projections/due-waits';
import type { RunState } from '../../domain/run/run-state';
import { isoTime } from '../../kernel/clock';
import { START } from '../../kernel/message';
import type { Position } from '../../kernel/message';
import type { Loaded } from '../deciding/ledger';

export type WakingTimer = RunWait | ReminderTimer;

/** A timer that is known to fall due. */
export interface Upcoming<Timer extends WakingTimer = WakingTimer> {
  readonly key: string;
  /** Of the last event that it comes from. */
  readonly position: Position;
  readonly timer: Timer;
  /** Of a run, once it was read ahead of the moment; null: it is to be read at the moment. */
  ahead?: Loaded<RunState> | null;
}

/** Those that fall due next, in the order in which they do. */
export class UpcomingTimers {
  private timers: Upcoming[] = [];

  get size(): number {
    return this.timers.length;
  }

  /** When the first of them falls due that may be taken, in milliseconds since the epoch. */
  next(mayTake: (one: Upcoming) => boolean): number | null {
    const first = this.timers.find(mayTake);
    return first === undefined ? null : Date.parse(first.timer.wakeAt);
  }

  /**
   * What was read of those that are the same as before is kept.
   * @param found in any order
   * @param seen what is known from events up to here is dropped where it was not found; START: all of it stays
   */
  replace(found: readonly Upcoming[], seen: Position, mayTake: (one: Upcoming) => boolean): void {
    const before = new Map(this.timers.map((one) => [one.key, one]));
    const timers = new Map(found.map((one) => [one.key, one]));
    for (const one of this.timers) {
      const isNewest = one.position > seen && one.position > (timers.get(one.key)?.position ?? START);
      if (isNewest && mayTake(one)) timers.set(one.key, one);
    }
    const same = (one: Upcoming): Upcoming => {
      const known = before.get(one.key);
      return known?.position === one.position ? known : one;
    };
    this.timers = Array.from(timers.values(), same).sort(byOrder);
  }

  add(one: Upcoming): void {
    this.timers.splice(this.placeOf(one.timer.order), 0, one);
  }

  /** Takes out those that are due, the oldest first. */
  takeDue(now: number, most: number, mayTake: (one: Upcoming) => boolean): readonly Upcoming[] {
    const before = isoTime(now + 1);
    const taken: Upcoming[] = [];
    const passed: Upcoming[] = [];
    let at = 0;
    for (; taken.length < most; at++) {
      const one = this.timers[at];
      if (one === undefined || one.timer.order >= before) break;
      (mayTake(one) ? taken : passed).push(one);
    }
    if (taken.length > 0) this.timers.splice(0, at, ...passed);
    return taken;
  }

  /** The next ones that were not read yet, of those whose moment is still to come. */
  unread(now: number, most: number): readonly Upcoming[] {
    const unread: Upcoming[] = [];
    for (let at = this.placeOf(isoTime(now + 1)); unread.length < most; at++) {
      const one = this.timers[at];
      if (one === undefined) break;
      if (one.timer.kind === 'wait' && one.ahead === undefined) unread.push(one);
    }
    return unread;
  }

  /** Before the first that is not before it. */
  private placeOf(order: string): number {
    let [low, high] = [0, this.timers.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.timers[middle]?.timer.order ?? '') < order) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const byOrder = (a: Upcoming, b: Upcoming): number => (a.timer.order < b.timer.order ? -1 : 1);
