import type { ReminderTimer, RunWait } from '../../../projections/due-waits';
import type { RunState } from '../../domain/run/run-state';
import { isoTime } from '../../kernel/clock';
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
   * @param found in any order, by somebody who has seen everything up to a position; what is known to be newer stays
   */
  replace(found: readonly Upcoming[], seen: Position, mayTake: (one: Upcoming) => boolean): void {
    const before = new Map(this.timers.map((one) => [one.key, one]));
    const timers = new Map(found.map((one) => [one.key, one]));
    for (const one of this.timers) if (one.position > seen && mayTake(one)) timers.set(one.key, one);
    const same = (one: Upcoming): Upcoming => {
      const known = before.get(one.key);
      return known?.position === one.position ? known : one;
    };
    this.timers = Array.from(timers.values(), same).sort(byOrder);
  }

  add(one: Upcoming): void {
    let [low, high] = [0, this.timers.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.timers[middle]?.timer.order ?? '') < one.timer.order) low = middle + 1;
      else high = middle;
    }
    this.timers.splice(low, 0, one);
  }

  /** Takes out those that are due, the oldest first. */
  takeDue(now: number, most: number, mayTake: (one: Upcoming) => boolean): readonly Upcoming[] {
    const before = isoTime(now + 1);
    if ((this.timers[0]?.timer.order ?? before) >= before) return [];
    const taken: Upcoming[] = [];
    const left: Upcoming[] = [];
    for (const one of this.timers) {
      const isTaken = taken.length < most && one.timer.order < before && mayTake(one);
      (isTaken ? taken : left).push(one);
    }
    if (taken.length > 0) this.timers = left;
    return taken;
  }

  /** The next ones that were not read yet. */
  unread(most: number): readonly Upcoming[] {
    const unread: Upcoming[] = [];
    for (const one of this.timers) {
      if (unread.length === most) break;
      if (one.timer.kind === 'wait' && one.ahead === undefined) unread.push(one);
    }
    return unread;
  }
}

const byOrder = (a: Upcoming, b: Upcoming): number => (a.timer.order < b.timer.order ? -1 : 1);
