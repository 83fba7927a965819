import Database from 'better-sqlite3';
import path from 'node:path';
import { SqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import { collectionName } from '../../../src/kernel/projection';
import { temporaryFolders } from '../../adapters/sqlite/temporary-folder';
import { verifyingContract } from '../../contracts/verifying';
import type { Vandal } from '../../contracts/verifying';

const newFolder = temporaryFolders();

verifyingContract(
  () => {
    const folder = newFolder();
    return Promise.resolve({ store: SqliteReadStore.open(folder), vandal: vandalIn(folder) });
  },
  true,
  25,
);

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
