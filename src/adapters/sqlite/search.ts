import { collectionName, isList, splitIndex } from '../../kernel/projection';
import type { ReadModelShape } from '../../kernel/projection';
import type { Find } from '../../ports/read-store';
import { column, indexName, quoted } from './collection-schema';

export interface Search {
  readonly sql: string;
  readonly parameters: readonly string[];
}

const LIMIT = 'LIMIT CAST(? AS INTEGER)';

/** One range of one index. @throws Error when the index is not declared or compares another number of fields */
export function searchFor(shape: ReadModelShape, query: Find): Search {
  const { index, equals, from, before, descending = false, limit } = query;
  const fields = splitIndex(shape, index, equals);
  const order = column(fields.order);
  const range = [
    ...fields.compared.map((field) => `${column(field)} = ?`),
    ...(from === undefined ? [`${order} IS NOT NULL`] : [`${order} >= ?`]),
    ...(before === undefined ? [] : [`${order} < ?`]),
  ].join(' AND ');
  const table = quoted(collectionName(shape));
  const rows = indexName(shape, index);
  const selected = `SELECT key, position, document FROM ${table}`;
  // `INDEXED BY` makes it an error if SQLite could not use the index
  const sql = isList(fields.order)
    ? `${selected} WHERE key IN (SELECT DISTINCT key FROM ${rows} WHERE ${range} ${LIMIT})`
    : `${selected} INDEXED BY ${rows} WHERE ${range} ORDER BY ${order} ${descending ? 'DESC' : 'ASC'} ${LIMIT}`;
  const parameters = [...equals, from, before, String(limit)].filter((value) => value !== undefined);
  return { sql, parameters };
}
