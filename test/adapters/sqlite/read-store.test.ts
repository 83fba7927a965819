import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projections } from '../../../projections/all';
import { SqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import { readStoreContract } from '../../contracts/read-store';
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
