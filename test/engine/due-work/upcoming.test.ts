import type { RunWait } from '../../../projections/due-waits';
import { UpcomingTimers } from '../../../src/engine/due-work/upcoming';
import type { Upcoming, Wanted } from '../../../src/engine/due-work/upcoming';
import { isoTime } from '../../../src/kernel/clock';
import { START } from '../../../src/kernel/message';

const NOON = Date.parse('2026-11-24T12:00:00.000Z');
const all: Wanted = { hasRoom: () => true, mayTake: () => true };
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
  known.replace(timers, START, all.mayTake);
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
    const free: Wanted = { ...all, hasRoom: (account) => account !== 'busy' };
    expect(keysOf(known.takeDue(NOON, 8, free))).toEqual(['run/b']);
    expect(known.next(free)).toBe(NOON + 5);
    known.add(wait('e', -20));
    expect(keysOf(known.takeDue(NOON + 5, 8, all))).toEqual(['run/a', 'run/e', 'run/c', 'run/d']);
  });

  it('keep their place one by one, too, while they are to be left alone', () => {
    const known = upcoming(wait('a', -30), wait('b', -20), wait('c', -10), wait('d', 5));
    const others: Wanted = { ...all, mayTake: ({ key }) => key !== 'run/a' && key !== 'run/d' };
    expect(keysOf(known.takeDue(NOON, 1, others))).toEqual(['run/b']);
    expect(keysOf(known.takeDue(NOON, 8, others))).toEqual(['run/c']);
    expect(known.next(others)).toBeNull();
    expect(keysOf(known.takeDue(NOON + 5, 8, all))).toEqual(['run/a', 'run/d']);
  });

  it('are not gone through for accounts that have no room', () => {
    const busy = Array.from({ length: 1_000 }, (_, i) => wait(`busy-${i}`, -1_000 + i, 'busy'));
    const known = upcoming(...busy, wait('a', -500), wait('b', 5));
    let asked = 0;
    const free: Wanted = {
      hasRoom: (account) => account !== 'busy',
      mayTake: () => {
        asked++;
        return true;
      },
    };
    expect(keysOf(known.takeDue(NOON, 8, free))).toEqual(['run/a']);
    expect(keysOf(known.takeDue(NOON + 5, 8, free))).toEqual(['run/b']);
    expect(asked).toBe(2);
    let looked = 0;
    const none: Wanted = {
      hasRoom: () => {
        looked++;
        return false;
      },
      mayTake: () => true,
    };
    expect(known.takeDue(NOON, 8, none)).toEqual([]);
    expect(known.next(none)).toBeNull();
    expect(looked).toBe(2);
    expect(known.takeDue(NOON, 2_000, all)).toHaveLength(1_000);
    expect(known.size).toBe(0);
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
    known.replace([wait('a', 1), { ...wait('b', 2), position: '2' }], START, all.mayTake);
    expect(keysOf(known.unread(NOON, 8))).toEqual(['run/b']);
  });
});
