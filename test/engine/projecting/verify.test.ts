import Database from 'better-sqlite3';
import path from 'node:path';
import { SqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import { collectionName } from '../../../src/kernel/projection';
import { temporaryFolders } from '../../adapters/sqlite/temporary-folder';
import { verifyingContract } from '../../contracts/verifying';
import type { Vandal } from '../../contracts/verifying';
import { MovingWorld } from '../../contracts/verifying/moving-world';
import { repair } from '../../../src/engine/projecting/repair';
import { verify } from '../../../src/engine/projecting/verify';
import { counting, threeSteps } from '../folding';

const newFolder = temporaryFolders();

verifyingContract(
  () => {
    const folder = newFolder();
    return Promise.resolve({ store: SqliteReadStore.open(folder), vandal: vandalIn(folder) });
  },
  true,
  25,
);

it('finds a document that is found by what it does not say, and repairs it', async () => {
  const folder = newFolder();
  const store = SqliteReadStore.open(folder);
  const indexed = {
    ...counting,
    indexes: { byName: ['name'], byHalf: ['half'] },
    fold: (document: { count: number } | null) => ({
      count: (document?.count ?? 0) + 1,
      name: 'A\u0000ñ',
      half: '\ud83d',
    }),
  } as const;
  const { asked } = await MovingWorld.begin(threeSteps(), indexed, store);
  const verified = () => verify(asked, SqliteReadStore.scratch(), () => Promise.resolve());
  expect(await verified()).toMatchObject({ documents: 2, damaged: 0, different: 0 });
  const db = new Database(path.join(folder, 'read.db'));
  db.exec(`UPDATE "${collectionName(indexed)}" SET "i_name" = 'another' WHERE key = 'all'`);
  db.close();
  expect(await verified()).toMatchObject({
    ...{ damaged: 1, different: 0, missing: 0, extra: 0 },
    differences: [{ key: 'all', kind: 'damaged', paths: [] }],
  });
  const repaired = await repair(asked, store, 'all', () => Promise.resolve());
  expect(repaired).toMatchObject({ was: 'damaged' });
  expect(await verified()).toMatchObject({ damaged: 0, different: 0 });
  await store.close();
});

function vandalIn(folder: string): Vandal {
  const run = (sql: string, ...values: readonly unknown[]): Promise<void> => {
    const db = new Database(path.join(folder, 'read.db'));
    db.prepare(sql).run(...values);
    db.close();
    return Promise.resolve();
  };
  return {
    change: (shape, key, document, position) =>
      run(
        `UPDATE "${collectionName(shape)}" SET document = ?, position = coalesce(?, position) WHERE key = ?`,
        ...[JSON.stringify(document), position ?? null, key],
      ),
    damage: (shape, key, text) => run(`UPDATE "${collectionName(shape)}" SET document = ? WHERE key = ?`, text, key),
    remove: (shape, key) => run(`DELETE FROM "${collectionName(shape)}" WHERE key = ?`, key),
    add: (shape, key, document, position) =>
      run(
        `INSERT OR REPLACE INTO "${collectionName(shape)}" (key, position, document) VALUES (?, ?, ?)`,
        ...[key, position, JSON.stringify(document)],
      ),
    moveCheckpoint: (shape, fields) =>
      run(
        `UPDATE checkpoints SET ${Object.keys(fields).join(' = ?, ')} = ? WHERE collection = ?`,
        ...[...Object.values(fields), collectionName(shape)],
      ),
  };
}
