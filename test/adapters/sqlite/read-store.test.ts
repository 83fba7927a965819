import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { projections } from '../../../projections/all';
import { readModelFiles } from '../../../src/adapters/sqlite/file-names';
import { SqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import { collectionName } from '../../../src/kernel/projection';
import { NOTHING_FOLDED } from '../../../src/ports/read-store';
import { readStoreContract } from '../../contracts/read-store';
import { changesAt, checkpointAt, newModel, newShape, read } from '../../contracts/read-store/sample-model';
import { searches } from '../../contracts/read-store/searches';

const folder = mkdtempSync(path.join(tmpdir(), 'runledger-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

readStoreContract('SQLite', () => Promise.resolve(SqliteReadStore.open(folder)));
const apart = path.join(folder, 'apart');
readStoreContract('SQLite in a file apart', () =>
  Promise.resolve(SqliteReadStore.open(apart, { isApart: () => true })),
);

describe('read models that are kept apart', () => {
  const place = path.join(folder, 'two-files');
  const [ours, theirs] = [newShape(), newShape()];
  const open = (): SqliteReadStore => SqliteReadStore.open(place, { isApart: (name) => name === ours.name });

  it('are written while somebody else writes the others, and with them by one commit', async () => {
    const store = open();
    const [model, other] = [await store.open(ours), await store.open(theirs)];
    const writer = new Database(readModelFiles(place)[0]);
    writer.exec('BEGIN IMMEDIATE');
    await store.commit([changesAt(model, 1, { a: { order: '1' } })]);
    writer.exec('ROLLBACK');
    writer.close();
    await store.commit([changesAt(other, 2, { a: { order: '2' } }), changesAt(model, 2, { a: { order: '2' } })]);
    for (const one of [model, other]) {
      expect(await read(one, 'a')).toMatchObject({ document: { order: '2' } });
      expect(await one.checkpoint()).toEqual(checkpointAt(2));
    }
    await store.close();
  });

  it('stay where an older version kept all of them, until they are made anew', async () => {
    const older = SqliteReadStore.open(place);
    const shape = { ...ours, version: 2 };
    await older.commit([changesAt(await older.open(shape), 3, { a: { order: '3' } })]);
    await older.close();
    const store = open();
    const model = await store.open(shape);
    expect(await model.checkpoint()).toEqual(checkpointAt(3));
    await store.commit([changesAt(model, 4, { a: { order: '4' } })]);
    expect(collectionsIn(readModelFiles(place)[0])).toContain(collectionName(shape));
    await store.drop(shape);
    const anew = await store.open(shape);
    expect(await anew.checkpoint()).toEqual(NOTHING_FOLDED);
    await store.commit([changesAt(anew, 5, { a: { order: '5' } })]);
    expect(readModelFiles(place).map((file) => collectionsIn(file).includes(collectionName(shape)))).toEqual([
      false,
      true,
    ]);
    await store.close();
  });

  const collectionsIn = (file: string): readonly string[] => {
    const db = new Database(file, { readonly: true });
    const names = db.prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all();
    db.close();
    return names;
  };
});

describe('a search in SQLite', () => {
  it.each(searches(projections))(
    'reads a range of its index and nothing else: $name',
    async ({ shape, index, queries, isOfList }) => {
      const store = SqliteReadStore.open(folder);
      await store.open(shape);
      const name = `${shape.name}_v${shape.version}`;
      const steps = isOfList
        ? [
            `SEARCH ${name} USING INDEX sqlite_autoindex_${name}_1 (key=?)`,
            'LIST SUBQUERY',
            `SEARCH ${name}_${index} USING PRIMARY KEY (`,
            'USE TEMP B-TREE FOR DISTINCT',
          ]
        : [`USING INDEX ${name}_${index} (`];
      const expected = steps.map((step): unknown => expect.stringContaining(step));
      for (const query of queries) expect(store.explain(shape, query)).toEqual(expected);
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

describe('what SQLite wrote ahead of the file', () => {
  it('is moved into it behind every 8 MiB of small commits, and not before 64 by large ones', async () => {
    const place = path.join(folder, 'written-ahead');
    const store = SqliteReadStore.open(place);
    const model = await newModel(store);
    const moved = (): number => statSync(readModelFiles(place)[0]).size / 2 ** 20;
    const documents = (from: number, many: number): Record<string, object> =>
      Object.fromEntries(Array.from({ length: many }, (_, i) => [`key-${from + i}`, { text: 'x'.repeat(2_000) }]));
    await store.commit([changesAt(model, 1, documents(0, 10_000))]);
    expect(moved()).toBeLessThan(1);
    await store.commit([changesAt(model, 2, documents(10_000, 1))]);
    expect(moved()).toBeGreaterThan(16);
    for (let n = 0; n < 5; n++) await store.commit([changesAt(model, 3 + n, documents(20_000 + n * 1_000, 1_000))]);
    expect(moved()).toBeGreaterThan(24);
    await store.close();
  });
});
