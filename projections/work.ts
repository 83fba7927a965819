import { isoTime } from '../src/kernel/clock';
import { laneOfKey } from './shard';

/**
 * Work that a process began and that another one must finish if it dies.
 *
 * dueAt: from when on nobody can still be at it, so that it may be taken over; ISO 8601
 * lane:  in which due work is found, by shard; null when there is nothing to do
 * order: by due time
 */
export interface Work {
  readonly account: string;
  /** When it was begun. ISO 8601. */
  readonly since: string;
  readonly dueAt: string;
  readonly lane: string | null;
  readonly order: string;
}

/** How long a process may be at work that has no deadline of its own, in milliseconds. */
export const GRACE_MS = 30_000;

export const openLane = (key: string): string => laneOfKey('open', key);

export const openWorkDue = (
  account: string,
  key: string,
  since: string,
  dueAt: string,
  lane: Work['lane'] = openLane(key),
): Work => ({ account, since, dueAt, lane, order: `${dueAt}|${key}` });

/** Work that whoever began it is given the grace for. */
export const openWorkBegun = (account: string, key: string, since: string, lane?: Work['lane']): Work =>
  openWorkDue(account, key, since, isoTime(Date.parse(since) + GRACE_MS), lane);
