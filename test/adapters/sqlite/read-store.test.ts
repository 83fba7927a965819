import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projections } from '../../../projections/all';
import { SqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import { readStoreContract } from '../../contracts/read-store';
import { changesAt, newModel } from '../../contracts/read-store/sample-model';
import { searches } from '../../contracts/read-store/searches';

const folder = mkdtempSync(path.join(tmpdir(), 'runledger-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

readStoreContract('SQLite', () => Promise.resolve(SqliteReadStore.open(folder)));

describe('a search in SQLite', () => {
  it.each(searches(projections))(
    'reads a range of its index and nothing else: $name',
    async ({ shape, index, queries }) => {
      const store = SqliteReadStore.open(folder);
      await store.open(shape);
      const range = `USING INDEX ${shape.name}_v${shape.version}_${index} (`;
      for (const query of queries) expect(store.explain(shape, query)).toEqual([expect.stringContaining(range)]);
      await store.close();
    },
  );
});

describe('counting in SQLite', () => {
  it.each([0, 1, 9_999, 10_000, 10_001, 25_000])(
    'counts %i documents, the one with an empty key among them, and lets others have their turn every 10,000',
    async (documents) => {
      const store = SqliteReadStore.open(folder);
      const model = await newModel(store);
      const all = Object.fromEntries(Array.from({ length: documents }, (_, i) => [i === 0 ? '' : `key-${i}`, { i }]));
      await store.commit([changesAt(model, 1, all)]);
      let [turns, isOver] = [0, false];
      const turn = (): void => {
        turns += 1;
        if (!isOver) setImmediate(turn);
      };
      setImmediate(turn);
      expect(await model.count()).toBe(documents);
      isOver = true;
      expect(turns).toBeGreaterThanOrEqual(Math.floor(documents / 10_000));
      await store.close();
    },
  );
});
