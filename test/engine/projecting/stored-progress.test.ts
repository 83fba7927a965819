import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import { ProjectionProgress } from '../../../src/engine/projecting/projection-progress';
import { StoredFailures } from '../../../src/engine/projecting/stored-failures';
import { StoredProgress } from '../../../src/engine/projecting/stored-progress';
import { START, positionFrom } from '../../../src/kernel/message';
import type { Position } from '../../../src/kernel/message';
import type { ReadModel } from '../../../src/ports/read-store';
import { TestClock } from '../../test-clock';
import { counting } from '../folding';
import { settled } from '../memory-leases';
import { TestLog } from '../test-service';

const at = (n: number): Position => positionFrom(BigInt(n));

const folder = mkdtempSync(path.join(tmpdir(), 'runledger-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The end of the log. */
let head: Position;
let reads: SqliteReadStore;
let model: ReadModel;
/** As another process does it. */
const folds = (position: Position): Promise<void> =>
  reads.commit([{ model, changes: [], checkpoint: { position, eventId: null, log: null } }]);

let clock: TestClock;
let log: TestLog;
let progress: ProjectionProgress;
let stop: AbortController;
let running: Promise<void>;
beforeEach(async () => {
  head = START;
  reads = SqliteReadStore.open(mkdtempSync(path.join(folder, 'reads-')));
  model = await reads.open(counting);
  clock = new TestClock();
  log = new TestLog();
  progress = new ProjectionProgress(clock, { awaySince: null });
  stop = new AbortController();
  const events = { head: () => Promise.resolve(head) };
  running = new StoredProgress(events, reads, [counting], progress, clock, log).run(stop.signal);
});
afterEach(async () => {
  stop.abort();
  await running;
  await reads.close();
});

/** Time passes as it does: in steps that everybody notices. */
const pass = async (ms: number): Promise<void> => {
  for (let passed = 0; passed < ms; passed += 20) {
    clock.advance(20);
    await settled();
  }
};

describe('what another process folds', () => {
  it('is looked at soon while somebody waits for it', async () => {
    const waiting = progress.reached([counting.name], at(5), 5_000);
    await pass(40);
    head = at(5);
    await folds(at(5));
    await pass(20);
    expect(await waiting).toBe(true);
    expect(progress.asOf([counting.name])).toEqual({ position: at(5), lagMs: 0 });
  });

  it('is looked at twice a second while nobody does', async () => {
    await settled();
    head = at(5);
    await folds(at(5));
    await pass(480);
    expect(progress.asOf([counting.name]).position).toBe(START);
    await pass(20);
    expect(progress.asOf([counting.name]).position).toBe(at(5));
  });

  it('is late since it was first seen behind, until it has caught up', async () => {
    head = at(9);
    await folds(at(5));
    await pass(500);
    await pass(1_000);
    expect(progress.asOf([counting.name])).toEqual({ position: at(5), lagMs: 1_000 });
    await folds(at(9));
    await pass(500);
    expect(progress.asOf([counting.name])).toEqual({ position: at(9), lagMs: 0 });
  });

  it('is known to have stopped half a second later, and to go on', async () => {
    const failure = { stream: 'run-1', revision: 0, position: at(6), type: 'RunStarted', at: 'long ago', error: 'odd' };
    const stops = new StoredFailures(reads);
    await stops.tell([{ projection: counting.name, ...failure }]);
    await pass(500);
    expect(progress.failures).toEqual([{ projection: counting.name, ...failure }]);
    expect(await progress.reached([counting.name], at(9), 5_000)).toBe(false);
    await stops.tell([]);
    await pass(500);
    expect(progress.failures).toEqual([]);
  });

  it('is told by each of two who fold, and of what the other does not fold', async () => {
    const failure = { stream: 'run-1', revision: 0, position: at(6), type: 'RunStarted', at: 'long ago', error: 'odd' };
    const failed = (projection: string) => ({ projection, ...failure });
    const first = new StoredFailures(reads, new Set(['theirs']));
    const second = new StoredFailures(reads, new Set(['ours']));
    await first.tell([failed('ours')]);
    await second.tell([failed('theirs')]);
    expect(await first.read()).toEqual([failed('ours'), failed('theirs')]);
    await first.tell([]);
    expect(await first.read()).toEqual([failed('theirs')]);
    await new StoredFailures(reads).tell([]);
    expect(await second.read()).toEqual([]);
  });

  it('stays as it was while a store does not answer, which is logged', async () => {
    head = at(5);
    await folds(at(5));
    await pass(500);
    await reads.close();
    await pass(500);
    expect(log.records).toMatchObject([{ level: 'warn', message: 'how far the projections are could not be read' }]);
    expect(progress.asOf([counting.name]).position).toBe(at(5));
  });
});
