import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store';
import { openFoldingStores } from '../../src/assembly/stores';
import { isOutage } from '../../src/ports/availability';
import { TestLog } from '../engine/test-service';

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'runledger-stores-'));
  await SqliteEventStore.open(folder).close();
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const config = () => ({ dataDir: folder, eventStoreUrl: null, mongoUrl: null });
const unreadable = (file: string): void => {
  rmSync(path.join(folder, file), { force: true });
  mkdirSync(path.join(folder, file));
};

describe('the stores of a thread beside others', () => {
  it.each(['read.db', 'read-runs.db', 'events.db'])(
    'are away, and no fault of the thread, while %s cannot be opened',
    async (file) => {
      unreadable(file);
      const error: unknown = await openFoldingStores(config(), new TestLog(), 'behind').catch(
        (thrown: unknown) => thrown,
      );
      expect(isOutage(error)).toBe(true);
      rmSync(path.join(folder, file), { recursive: true });
      await SqliteEventStore.open(folder).close();
      const { events, reads } = await openFoldingStores(config(), new TestLog(), 'behind');
      await reads.close();
      await events.close();
    },
  );
});
