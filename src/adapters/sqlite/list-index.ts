import type Database from 'better-sqlite3';
import { fieldName, indexedValue } from '../../kernel/projection';
import type { Index, ReadModelShape } from '../../kernel/projection';
import { indexName } from './collection-schema';

/** An index of a list, as it is written: a document whose fields changed has no rows left in it, and is entered anew. */
export class ListIndex {
  private readonly insert: Database.Statement;
  private readonly compared: readonly string[];
  private readonly list: string;

  constructor(db: Database.Database, shape: ReadModelShape, index: string, fields: Index) {
    this.compared = fields.slice(0, -1);
    this.list = fieldName(fields.at(-1) ?? fields[0]);
    this.insert = db.prepare(
      `INSERT OR IGNORE INTO ${indexName(shape, index)} VALUES (${[...fields, 'key'].map(() => '?').join(', ')})`,
    );
  }

  /** @param document its fields are what the index says */
  enter(key: string, document: object): void {
    const compared = this.compared.map((field) => indexedValue(document, field));
    const strings = Reflect.get(document, this.list) as readonly string[] | null | undefined;
    if (compared.includes(null)) return;
    for (const one of strings ?? []) this.insert.run(...compared, one, key);
  }
}
