import type { RunWait } from '../../../projections/due-waits';
import { UpcomingTimers } from '../../../src/engine/due-work/upcoming';
import type { Upcoming } from '../../../src/engine/due-work/upcoming';
import { isoTime } from '../../../src/kernel/clock';
import { START } from '../../../src/kernel/message';

const NOON = Date.parse('2026-11-24T12:00:00.000Z');
const all = (): boolean => true;
const keysOf = (timers: readonly Upcoming[]): readonly string[] => timers.map(({ key }) => key);

/** @param after noon, in milliseconds */
function wait(runId: string, after: number, account = 'acme'): Upcoming {
  const key = `run/${runId}`;
  const wakeAt = isoTime(NOON + after);
  const order = `${wakeAt}|${key}`;
  const timer: RunWait = {
    kind: 'wait',
    account,
    workflowId: 'welcome',
    runId,
    waitId: 'rest:1',
    wakeAt,
    lane: 'wait/0',
    state: 'waiting',
    order,
  };
  return { key, position: '1', timer };
}

function upcoming(...timers: readonly Upcoming[]): UpcomingTimers {
  const known = new UpcomingTimers();
  known.replace(timers, START, all);
  return known;
}

describe('timers that are known to fall due', () => {
  it('are taken at their moment, the oldest first and so many at a time', () => {
    const known = upcoming(wait('c', 0), wait('a', -20), wait('d', 1), wait('b', -10));
    expect(keysOf(known.takeDue(NOON, 2, all))).toEqual(['run/a', 'run/b']);
    expect(keysOf(known.takeDue(NOON, 2, all))).toEqual(['run/c']);
    expect(known.takeDue(NOON, 2, all)).toEqual([]);
    expect(keysOf(known.takeDue(NOON + 1, 2, all))).toEqual(['run/d']);
    expect(known.size).toBe(0);
  });

  it('hold up none behind them while they may not be taken, and keep their place', () => {
    const known = upcoming(wait('a', -30, 'busy'), wait('b', -20), wait('c', -10, 'busy'), wait('d', 5));
    const isFree = ({ timer }: Upcoming): boolean => timer.account !== 'busy';
    expect(keysOf(known.takeDue(NOON, 8, isFree))).toEqual(['run/b']);
    expect(known.next(isFree)).toBe(NOON + 5);
    known.add(wait('e', -20));
    expect(keysOf(known.takeDue(NOON + 5, 8, all))).toEqual(['run/a', 'run/e', 'run/c', 'run/d']);
  });

  it('are read ahead of their moment, once; those whose moment has come are not', () => {
    const known = upcoming(wait('a', -1), wait('b', 0), wait('c', 1), wait('d', 2), wait('e', 3));
    const first = known.unread(NOON, 2);
    expect(keysOf(first)).toEqual(['run/c', 'run/d']);
    for (const one of first) one.ahead = null;
    expect(keysOf(known.unread(NOON, 2))).toEqual(['run/e']);
    expect(keysOf(known.unread(NOON - 2, 8))).toEqual(['run/a', 'run/b', 'run/e']);
  });

  it('keep what was read of them when they are found again as they were', () => {
    const known = upcoming(wait('a', 1), wait('b', 2));
    for (const one of known.unread(NOON, 2)) one.ahead = null;
    known.replace([wait('a', 1), { ...wait('b', 2), position: '2' }], START, all);
    expect(keysOf(known.unread(NOON, 8))).toEqual(['run/b']);
  });
});
