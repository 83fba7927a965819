import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SqliteReadStore } from '../../src/adapters/sqlite/read-store';
import type { FoldingThread as Thread } from '../../src/assembly/folding-thread';
import type { FoldingMessage } from '../../src/assembly/folding-task';
import type { ProgressReport } from '../../src/engine/projecting/projection-progress';
import { START } from '../../src/kernel/message';
import { isOfRuns, projections, shares } from '../../projections/all';
import { fillLog } from '../bench/filled-log';
import { TestLog } from '../engine/test-service';
import { readModelFaults } from '../faults/read-model-checks';
import { wholeLog } from '../faults/whole-log';
import { until } from '../until';

/** As it is built: a thread needs a file of its own. */
const { FoldingThread } = jest.requireActual<{ readonly FoldingThread: typeof Thread }>(
  path.join(process.cwd(), 'dist/src/assembly/folding-thread.js'),
);

const FAR = 31_000;
const NEAR = 500;
const BY_TWO = 'the read models are far behind the log: two threads fold it';
const UP_TO_DATE = 'the read models are up to date';

describe.each([
  ['far behind a log', FAR, true],
  ['not far behind it', NEAR, false],
])('a projector that is %s', (_, events, isByTwo) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'runledger-two-'));
  const config = { dataDir: folder, eventStoreUrl: null, mongoUrl: null };
  beforeAll(() => {
    fillLog(folder, { events });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it(`folds it ${isByTwo ? 'together with a second, also where both were stopped on the way' : 'alone'}`, async () => {
    const log = new TestLog();
    const reports: ProgressReport[] = [];
    const told = (message: Exclude<FoldingMessage, { type: 'log' }>): void => {
      if (message.type === 'progress') reports.push(message.report);
    };
    const hasTold = (what: string): boolean => log.records.some(({ message }) => message === what);
    const start = (): Thread => FoldingThread.start('projector', config, log, told);
    const positions = (): readonly string[] => [...(reports.at(-1)?.reached.values() ?? [])].map((one) => one.position);
    if (isByTwo) {
      const stopped = start();
      await until('each has written a part of its share', () =>
        shares.every((share) => share.some(({ name }) => reports.at(-1)?.reached.get(name)?.position)),
      );
      await stopped.stop();
      expect(hasTold(UP_TO_DATE)).toBe(false);
    }
    const thread = start();
    await until('it has caught up', () => hasTold(UP_TO_DATE));
    await thread.stop();
    expect(hasTold(BY_TWO)).toBe(isByTwo);
    expect(reports.at(-1)?.reached.size).toBe(projections.length);
    expect(new Set(positions()).size).toBe(1);
    expect(positions()).not.toContain(START);
    const store = SqliteReadStore.open(folder, { isApart: isOfRuns });
    expect(await readModelFaults(store, await wholeLog(folder))).toEqual([]);
    await store.close();
  });
});
