import { ProjectionProgress } from '../../../src/engine/projecting/projection-progress';
import type { ProgressReport } from '../../../src/engine/projecting/projection-progress';
import { START, positionFrom } from '../../../src/kernel/message';
import { TestClock } from '../../test-clock';

const at = (n: number): string => positionFrom(BigInt(n));
const report = (positions: Record<string, number>, behindSince: string | null = null): ProgressReport => ({
  reached: new Map(Object.entries(positions).map(([name, n]) => [name, { position: at(n), behindSince }])),
  failures: [],
  trouble: null,
});

let clock: TestClock;
let progress: ProjectionProgress;
beforeEach(() => {
  clock = new TestClock();
  progress = new ProjectionProgress(clock, { awaySince: null });
});

describe('waiting for a position', () => {
  it('ends when all of the projections have got there', async () => {
    let reached: boolean | undefined;
    const waiting = progress.reached(['runs', 'steps'], at(5), 1_000).then((answer) => (reached = answer));
    progress.advance(report({ runs: 9, steps: 4, other: 9 }));
    await Promise.resolve();
    expect(reached).toBeUndefined();
    progress.advance(report({ steps: 5 }));
    await waiting;
    expect(reached).toBe(true);
  });

  it('ends in vain when its time is over', async () => {
    const waiting = progress.reached(['runs'], at(5), 1_000);
    expect(progress.isAwaited).toBe(true);
    clock.advance(1_000);
    expect(await waiting).toBe(false);
    expect(progress.isAwaited).toBe(false);
  });

  it('ends in vain when one of the projections has stopped, before or meanwhile', async () => {
    const place = {
      stream: 'run-1',
      revision: 0,
      position: at(3),
      eventId: 'e',
      type: 'RunStarted',
      at: '2026-11-24T10:00:00.000Z',
    };
    const failures = [{ projection: 'steps', error: 'no', ...place }];
    const waiting = progress.reached(['runs', 'steps'], at(5), 1_000);
    progress.advance({ ...report({ runs: 5 }), failures });
    expect(await waiting).toBe(false);
    expect(await progress.reached(['steps'], at(5), 1_000)).toBe(false);
    expect(await progress.reached(['runs'], at(5), 1_000)).toBe(true);
    expect(progress.isAwaited).toBe(false);
  });

  it('is over at once for what has been folded, and for the beginning', async () => {
    progress.advance(report({ runs: 5 }));
    expect(await progress.reached(['runs'], at(5), 0)).toBe(true);
    expect(await progress.reached(['unheard-of'], START, 0)).toBe(true);
    expect(progress.isAwaited).toBe(false);
  });

  it('leaves nobody behind who waits, once it is over', async () => {
    const waiting = progress.reached(['runs'], at(5), 1_000);
    progress.advance(report({ runs: 5 }));
    await waiting;
    await Promise.resolve();
    expect(progress.isAwaited).toBe(false);
  });
});

describe('how far projections are', () => {
  it('is as far as the least of them, and as late as the latest', () => {
    progress.advance(report({ runs: 9 }, '2026-11-24T09:59:59.000Z'));
    progress.advance(report({ steps: 5 }, '2026-11-24T09:59:58.000Z'));
    progress.advance(report({ other: 7 }));
    expect(progress.asOf(['runs', 'steps', 'other'])).toEqual({ position: at(5), lagMs: 2_000 });
    expect(progress.asOf(['runs'])).toEqual({ position: at(9), lagMs: 1_000 });
    expect(progress.asOf(['other'])).toEqual({ position: at(7), lagMs: 0 });
    expect(progress.asOf(['runs', 'unheard-of'])).toEqual({ position: START, lagMs: 1_000 });
  });

  it('never goes back', () => {
    progress.advance(report({ runs: 9 }));
    progress.advance(report({ runs: 5 }, '2026-11-24T09:00:00.000Z'));
    expect(progress.asOf(['runs'])).toEqual({ position: at(9), lagMs: 0 });
  });
});

describe('a copy that is folded from the beginning', () => {
  const unfinished = (wholeAt: number) =>
    new Map([['runs', { version: 1, indexes: {}, madeAt: null, wholeAt: at(wholeAt) }]]);

  it('is whole from its position on, as are those that have none', () => {
    progress.advance({ ...report({ runs: 4 }), served: unfinished(9) });
    expect([progress.isWhole(['runs']), progress.isWhole(['steps']), progress.isWhole(['steps', 'runs'])]).toEqual([
      false,
      true,
      false,
    ]);
    progress.advance(report({ runs: 9 }));
    expect(progress.isWhole(['steps', 'runs'])).toBe(true);
  });

  it('tells how much of it is folded, from none to all', () => {
    progress.serves(unfinished(9));
    const told = [progress.partFolded('runs')];
    for (const runs of [0, 4, 8, 9, 12]) {
      progress.advance(report({ runs }));
      told.push(progress.partFolded('runs'));
    }
    expect(told).toEqual([0, 0.1, 0.5, 0.9, 1, 1]);
    expect(progress.partFolded('unheard-of')).toBe(1);
  });

  it.each(['there', 'stopped', 'stopping'] as const)('is waited for no longer once it is %s', async (end) => {
    progress.serves(unfinished(9));
    const stopping = new AbortController();
    let isOver = false;
    const waiting = progress.whole(['steps', 'runs'], stopping.signal).then(() => (isOver = true));
    progress.advance(report({ runs: 8 }));
    await Promise.resolve();
    expect(isOver).toBe(false);
    const place = { stream: 'run-1', revision: 0, position: at(8), eventId: 'e', type: 'RunStarted', at: 'then' };
    if (end === 'there') progress.advance(report({ runs: 9, steps: 9 }));
    if (end === 'stopped')
      progress.advance({ ...report({}), failures: [{ projection: 'runs', error: 'it is odd', ...place }] });
    if (end === 'stopping') stopping.abort();
    await waiting;
    expect(progress.isAwaited).toBe(false);
  });
});
