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

/** Which of those that are known are wanted. */
export interface Wanted {
  /** Whether any of the account may be taken; the answer is the same as long as nothing is done with what was taken. */
  readonly hasRoom: (account: string) => boolean;
  readonly mayTake: (one: Upcoming) => boolean;
}

/** Those that fall due next, in the order in which they do. */
export class UpcomingTimers {
  private timers: Upcoming[] = [];
  /** How many of each account there are. */
  private readonly ofAccount = new Map<string, number>();

  get size(): number {
    return this.timers.length;
  }

  /** When the first of them falls due that is wanted, in milliseconds since the epoch. */
  next({ hasRoom, mayTake }: Wanted): number | null {
    let left = this.countOf(hasRoom);
    for (const one of this.timers) {
      if (left === 0) break;
      if (!hasRoom(one.timer.account)) continue;
      if (mayTake(one)) return Date.parse(one.timer.wakeAt);
      left--;
    }
    return null;
  }

  /**
   * What was read of those that are the same as before is kept.
   * @param found in any order
   * @param seen what is known from events up to here is dropped where it was not found; START: all of it stays
   */
  replace(found: readonly Upcoming[], seen: Position, mayTake: Wanted['mayTake']): void {
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
    this.ofAccount.clear();
    for (const one of this.timers) this.count(one, 1);
  }

  add(one: Upcoming): void {
    this.timers.splice(this.placeOf(one.timer.order), 0, one);
    this.count(one, 1);
  }

  /** Takes out those that are due, the oldest first. Those of accounts without room are not gone through for nothing. */
  takeDue(now: number, most: number, { hasRoom, mayTake }: Wanted): readonly Upcoming[] {
    const before = isoTime(now + 1);
    const taken: Upcoming[] = [];
    const passed: Upcoming[] = [];
    let at = 0;
    for (let left = this.countOf(hasRoom); taken.length < most && left > 0; at++) {
      const one = this.timers[at];
      if (one === undefined || one.timer.order >= before) break;
      const isOpen = hasRoom(one.timer.account);
      if (isOpen) left--;
      (isOpen && mayTake(one) ? taken : passed).push(one);
    }
    if (taken.length > 0) this.timers.splice(0, at, ...passed);
    for (const one of taken) this.count(one, -1);
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

  private count({ timer: { account } }: Upcoming, more: 1 | -1): void {
    const count = (this.ofAccount.get(account) ?? 0) + more;
    if (count > 0) this.ofAccount.set(account, count);
    else this.ofAccount.delete(account);
  }

  private countOf(isMeant: (account: string) => boolean): number {
    let count = 0;
    for (const [account, timers] of this.ofAccount) if (isMeant(account)) count += timers;
    return count;
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
