import type Database from 'better-sqlite3';
import type { Position } from '../../kernel/message';
import { collectionName, indexedValue } from '../../kernel/projection';
import type { ReadModelShape } from '../../kernel/projection';
import type { Change, Checkpoint, Find } from '../../ports/read-store';
import { BOUND_LIMIT } from './bound-limit';
import { column, columnsOf, createCollection, indexedFields, listIndexes, quoted } from './collection-schema';
import { ListIndex } from './list-index';
import { searchFor } from './search';

export interface DocumentRow {
  readonly key: string;
  readonly position: string;
  readonly document: string;
}

/** With the columns that it is found by. */
export type WholeRow = DocumentRow & Readonly<Record<`i_${string}`, string | null>>;

/** Documents that are looked at to tell what all of them take. */
const MEASURED = 1_000;

/** One projection version's table, as collection-schema.ts makes it. */
export class SqliteCollection {
  private readonly name: string;
  private readonly table: string;
  private readonly fields: readonly string[];
  private readonly lists: readonly ListIndex[];
  private readonly upsert: Database.Statement;
  private readonly update: Database.Statement;
  private readonly remove: Database.Statement;
  private readonly byKeys: Database.Statement<[string], DocumentRow>;
  private readonly whole: Database.Statement<[string], WholeRow>;
  private readonly from: Database.Statement<[string, number], WholeRow>;
  private readonly behind: Database.Statement<[string, number], WholeRow>;
  private readonly positionOf: Database.Statement<[string], string>;
  private readonly nthFrom: Database.Statement<[string, number], string>;
  private readonly nthBehind: Database.Statement<[string, number], string>;
  private readonly countedFrom: Database.Statement<[string], number>;
  private readonly countedBehind: Database.Statement<[string], number>;
  private readonly readCheckpoint: Database.Statement<[string], Checkpoint>;
  private readonly writeCheckpoint: Database.Statement<[string, string, string | null, string | null]>;
  /** What folding found missing and has not written yet: it is inserted, without a look for what it would replace. */
  private readonly missing = new Set<string>();
  private readonly finds = new Map<string, Database.Statement<string[], DocumentRow>>();

  constructor(
    private readonly db: Database.Database,
    private readonly shape: ReadModelShape,
  ) {
    this.name = collectionName(shape);
    this.table = quoted(this.name);
    this.fields = indexedFields(shape);
    createCollection(db, shape);
    this.lists = listIndexes(shape).map(([index, fields]) => new ListIndex(db, shape, index, fields));
    const columns = columnsOf(shape).map(quoted);
    const updates = columns.slice(1).map((name) => `${name} = excluded.${name}`);
    this.upsert = db.prepare(
      `INSERT INTO ${this.table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
       ON CONFLICT (key) DO UPDATE SET ${updates.join(', ')} WHERE excluded.position >= ${this.table}.position`,
    );
    const unchanged = this.fields.map((field) => `AND ${column(field)} IS ?`).join(' ');
    this.update = db.prepare(
      `UPDATE ${this.table} SET position = ?, document = ? WHERE key = ? AND position <= ? ${unchanged}`,
    );
    this.remove = db.prepare(`DELETE FROM ${this.table} WHERE key = ? AND position <= ?`);
    this.byKeys = db.prepare(
      `SELECT key, position, document FROM ${this.table} WHERE key IN (SELECT value FROM json_each(?))`,
    );
    const whole = `SELECT ${columns.join(', ')} FROM ${this.table} WHERE key`;
    this.whole = db.prepare(`${whole} = ?`);
    const inOrder = (is: string): string => `${whole} ${is} ? ORDER BY key ${BOUND_LIMIT}`;
    this.from = db.prepare(inOrder('>='));
    this.behind = db.prepare(inOrder('>'));
    this.positionOf = db.prepare<[string], string>(`SELECT position FROM ${this.table} WHERE key = ?`).pluck();
    const nth = (is: string): string =>
      `SELECT key FROM ${this.table} WHERE key ${is} ? ORDER BY key LIMIT 1 OFFSET ? - 1`;
    this.nthFrom = db.prepare<[string, number], string>(nth('>=')).pluck();
    this.nthBehind = db.prepare<[string, number], string>(nth('>')).pluck();
    const counted = (is: string): string => `SELECT count(*) FROM ${this.table} WHERE key ${is} ?`;
    this.countedFrom = db.prepare<[string], number>(counted('>=')).pluck();
    this.countedBehind = db.prepare<[string], number>(counted('>')).pluck();
    this.readCheckpoint = db.prepare('SELECT position, eventId, log FROM checkpoints WHERE collection = ?');
    this.writeCheckpoint = db.prepare(
      'INSERT OR REPLACE INTO checkpoints (collection, position, eventId, log) VALUES (?, ?, ?, ?)',
    );
  }

  /** Within the caller's transaction. What was folded to an older checkpoint than the stored one is here already. */
  write(changes: readonly Change[], checkpoint: Checkpoint): void {
    const before = this.checkpoint();
    if (before !== null && checkpoint.position < before.position) return;
    for (const change of changes) this.put(change);
    this.missing.clear();
    this.writeCheckpoint.run(this.name, checkpoint.position, checkpoint.eventId, checkpoint.log);
  }

  /** Within the caller's transaction: in place of what stands at the position `seen`; null: of nothing. Says whether it did. */
  replaceSeen(seen: Position | null, change: Change): boolean {
    const { key } = change;
    if ((this.positionOf.get(key) ?? null) !== seen) return false;
    if (seen !== null) this.remove.run(key, seen);
    this.put(change);
    return true;
  }

  /** Within the caller's transaction. */
  clear(): void {
    this.db.exec(`DELETE FROM ${this.table}`);
    this.db.prepare('DELETE FROM checkpoints WHERE collection = ?').run(this.name);
  }

  private put({ key, position, document }: Change): void {
    if (document === null) this.remove.run(key, position);
    else this.replace(key, position, document);
  }

  /** Most changes leave the indexed fields alone: then no index is touched. */
  private replace(key: string, position: Position, document: object): void {
    const json = JSON.stringify(document);
    const fields = this.fields.map((field) => indexedValue(document, field));
    if (!this.missing.delete(key) && this.update.run(position, json, key, position, ...fields).changes > 0) return;
    const { changes } = this.upsert.run(key, position, json, ...fields);
    if (changes > 0) for (const list of this.lists) list.enter(key, document);
  }

  checkpoint(): Checkpoint | null {
    return this.readCheckpoint.get(this.name) ?? null;
  }

  get(keys: readonly string[]): readonly DocumentRow[] {
    return keys.length === 0 ? [] : this.byKeys.all(JSON.stringify(keys));
  }

  /** For folding, which is about to write these keys. */
  getToFold(keys: readonly string[]): readonly DocumentRow[] {
    const found = this.get(keys);
    for (const key of keys) this.missing.add(key);
    for (const { key } of found) this.missing.delete(key);
    return found;
  }

  find(query: Find): readonly DocumentRow[] {
    const { sql, parameters } = searchFor(this.shape, query);
    const statement = this.finds.get(sql) ?? this.db.prepare<string[], DocumentRow>(sql);
    this.finds.set(sql, statement);
    return statement.all(...parameters);
  }

  scan(after: string | null, limit: number): readonly WholeRow[] {
    return after === null ? this.from.all('', limit) : this.behind.all(after, limit);
  }

  peek(key: string): WholeRow | null {
    return this.whole.get(key) ?? null;
  }

  /** Whether a document is found by what it says, as far as UTF-8 can hold that. */
  isFoundBy(row: WholeRow, document: object): boolean {
    try {
      return this.fields.every((field) => isStoredAs(indexedValue(document, field), row[`i_${field}`]));
    } catch {
      return false; // it holds what no index takes
    }
  }

  /** Of those after a key, null: of all, the key of the one at place `n` from 1; null when there are fewer. */
  nth(after: string | null, n: number): string | null {
    return (after === null ? this.nthFrom.get('', n) : this.nthBehind.get(after, n)) ?? null;
  }

  /** How many come after a key, null: of all. */
  count(after: string | null): number {
    return (after === null ? this.countedFrom.get('') : this.countedBehind.get(after)) ?? 0;
  }

  /** What a document takes, about: by the first of them. */
  bytesEach(): number {
    const each = this.db.prepare<[], number | null>(
      `SELECT avg(2 * length(key) + length(position) + length(CAST(document AS BLOB)))
         FROM (SELECT key, position, document FROM ${this.table} LIMIT ${MEASURED})`,
    );
    return each.pluck().get() ?? 0;
  }

  explain(query: Find): readonly string[] {
    const { sql, parameters } = searchFor(this.shape, query);
    const steps = this.db.prepare<string[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters);
    return steps.map(({ detail }) => detail);
  }
}

/** Half a character is stored as something else. */
const isStoredAs = (value: unknown, stored: unknown): boolean =>
  value === stored || (typeof value === 'string' && Buffer.from(value).toString() !== value);
