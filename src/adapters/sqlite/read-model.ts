import { setImmediate as nextTurn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { ReadModelShape } from '../../kernel/projection';
import { NOTHING_FOLDED } from '../../ports/read-store';
import type { Change, Checkpoint, Find, ReadModel, Seen, Stored } from '../../ports/read-store';
import { answered } from './answering';
import type { DocumentRow, SqliteCollection, WholeRow } from './collection';
import { isDamage, markDamaged } from './damage';

/** Within a millisecond or two. */
const COUNTED_AT_ONCE = 10_000;

/** Damage that is met is remembered for the next start. */
export const answer = <T>(dataDir: string | null, read: () => T): Promise<T> =>
  answered('read store', () => {
    try {
      return read();
    } catch (error) {
      if (dataDir !== null && isDamage(error)) markDamaged(dataDir, error);
      throw error;
    }
  });

export class SqliteReadModel<Doc extends object> implements ReadModel<Doc> {
  constructor(
    readonly shape: ReadModelShape,
    private readonly collection: SqliteCollection,
    private readonly dataDir: string | null,
  ) {}

  get(keys: readonly string[]): Promise<ReadonlyMap<string, Stored<Doc>>> {
    return answer(this.dataDir, () => new Map(this.collection.get(keys).map((row) => [row.key, stored<Doc>(row)])));
  }

  /** Documents and checkpoint are one transaction: whatever is deleted is deleted up to the checkpoint. */
  lastChanges(keys: readonly string[]): Promise<ReadonlyMap<string, Change>> {
    return answer(this.dataDir, () => new Map(this.collection.getToFold(keys).map((row) => [row.key, stored(row)])));
  }

  find(query: Find): Promise<readonly Stored<Doc>[]> {
    return answer(this.dataDir, () => this.collection.find(query).map((row) => stored<Doc>(row)));
  }

  scan(after: string | null, limit: number): Promise<readonly Seen<Doc>[]> {
    return answer(this.dataDir, () => this.collection.scan(after, limit).map((row) => this.looked(row)));
  }

  peek(key: string): Promise<Seen<Doc> | null> {
    return answer(this.dataDir, () => {
      const row = this.collection.peek(key);
      return row === null ? null : this.looked(row);
    });
  }

  /** From one key to the next so many behind it, since to skip documents takes less than to count them; others get their turn in between. */
  async count(): Promise<number> {
    let after: string | null = null;
    for (let counted = 0; ; counted += COUNTED_AT_ONCE) {
      const next = await answer(this.dataDir, () => this.collection.nth(after, COUNTED_AT_ONCE));
      if (next === null) return counted + (await answer(this.dataDir, () => this.collection.count(after)));
      after = next;
      await nextTurn();
    }
  }

  checkpoint(): Promise<Checkpoint> {
    return answer(this.dataDir, () => this.collection.checkpoint() ?? NOTHING_FOLDED);
  }

  private looked(row: WholeRow): Seen<Doc> {
    const one = seen<Doc>(row);
    if (one.document === null || this.collection.isFoundBy(row, one.document)) return one;
    return { ...one, isDamaged: true };
  }
}

function stored<Doc extends object>(row: DocumentRow): Stored<Doc> {
  const { key, position, document } = seen<Doc>(row);
  if (document === null) throw new Database.SqliteError(`document ${key} is not a JSON object`, 'SQLITE_CORRUPT');
  return { key, position, document };
}

function seen<Doc extends object>({ key, position, document: text }: DocumentRow): Seen<Doc> {
  try {
    const document: unknown = JSON.parse(text);
    if (isObject(document)) return { key, position, document: document as Doc };
  } catch {
    // as what is JSON and no object
  }
  return { key, position, document: null, isDamaged: true };
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
