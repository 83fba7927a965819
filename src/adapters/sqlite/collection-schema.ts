import type Database from 'better-sqlite3';
import { collectionName, isList } from '../../kernel/projection';
import type { Index, ReadModelShape } from '../../kernel/projection';

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const column = (field: string): string => quoted(`i_${field}`);
export const indexName = (shape: ReadModelShape, index: string): string => quoted(`${collectionName(shape)}_${index}`);

/** Every field that an index names. */
export const indexedFields = (shape: ReadModelShape): readonly string[] =>
  [...new Set(Object.values(shape.indexes).flat())].sort();

export const listIndexes = (shape: ReadModelShape): readonly [string, Index][] =>
  Object.entries(shape.indexes).filter(([, fields]) => fields.some(isList));
const orderIndexes = (shape: ReadModelShape): readonly [string, Index][] =>
  Object.entries(shape.indexes).filter(([, fields]) => !fields.some(isList));

export const columnsOf = (shape: ReadModelShape): readonly string[] => [
  'key',
  'position',
  'document',
  ...indexedFields(shape).map((field) => `i_${field}`),
];

/**
 * A table: the documents as JSON, and a column for every field that an index names. An index of a list is a table of its
 * own, with a row for each string of each document.
 * @throws Error when it is there with other indexes
 */
export function createCollection(db: Database.Database, shape: ReadModelShape): void {
  const name = collectionName(shape);
  const existing = db.prepare<[string], { name: string }>('SELECT name FROM pragma_table_info(?)').all(name);
  if (existing.length > 0 && existing.map((one) => one.name).join() !== columnsOf(shape).join())
    throw new Error(`the indexes of ${name} have changed: the projection needs a new version`);
  const columns = indexedFields(shape).map((field) => `${column(field)} TEXT`);
  db.transaction(() => {
    db.exec(
      `CREATE TABLE IF NOT EXISTS ${quoted(name)}
       (${['key TEXT PRIMARY KEY', 'position TEXT NOT NULL', 'document TEXT NOT NULL', ...columns].join(', ')})`,
    );
    for (const [index, fields] of orderIndexes(shape)) db.exec(createOrderIndex(shape, index, fields));
    for (const [index, fields] of listIndexes(shape)) db.exec(createListIndex(shape, index, fields));
  }).immediate();
}

export const hasCollection = (db: Database.Database, name: string): boolean =>
  db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(name) !== undefined;

/** Within the caller's transaction. */
export function dropCollection(db: Database.Database, shape: ReadModelShape): void {
  const name = collectionName(shape);
  db.exec(`DROP TABLE IF EXISTS ${quoted(name)}`);
  for (const [index] of listIndexes(shape)) db.exec(`DROP TABLE IF EXISTS ${indexName(shape, index)}`);
  db.prepare('DELETE FROM checkpoints WHERE collection = ?').run(name);
}

function createOrderIndex(shape: ReadModelShape, index: string, fields: Index): string {
  const present = fields.map((field) => `${column(field)} IS NOT NULL`).join(' AND ');
  const columns = fields.map(column).join(', ');
  const table = quoted(collectionName(shape));
  return `CREATE INDEX IF NOT EXISTS ${indexName(shape, index)} ON ${table} (${columns}) WHERE ${present}`;
}

/** A document's rows leave with what they said of it; `ListIndex` enters them, since a trigger takes three times as long. */
function createListIndex(shape: ReadModelShape, index: string, fields: Index): string {
  const [table, rows, columns] = [quoted(collectionName(shape)), indexName(shape, index), fields.map(column)];
  const compared = columns.slice(0, -1);
  const row = [...columns, 'key'].join(', ');
  const left = [...compared.map((name) => `OLD.${name}`), 'value', 'OLD.key'].join(', ');
  const leave = `DELETE FROM ${rows} WHERE (${row}) IN (SELECT ${left} FROM json_each(OLD.${columns.at(-1) ?? ''}))`;
  const changed = columns.map((name) => `OLD.${name} IS NOT NEW.${name}`).join(' OR ');
  const trigger = (when: string, event: string): string =>
    `CREATE TRIGGER IF NOT EXISTS ${quoted(`${collectionName(shape)}_${index}_${when}`)} AFTER ${event} BEGIN ${leave}; END;`;
  return `
    CREATE TABLE IF NOT EXISTS ${rows} (${[...columns, 'key'].map((name) => `${name} TEXT NOT NULL`).join(', ')},
      PRIMARY KEY (${row})) WITHOUT ROWID;
    ${trigger('update', `UPDATE OF ${columns.join(', ')} ON ${table} WHEN ${changed}`)}
    ${trigger('delete', `DELETE ON ${table}`)}`;
}
