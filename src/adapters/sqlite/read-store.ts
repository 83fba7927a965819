import { statfsSync } from 'node:fs';
import type { Position } from '../../kernel/message';
import { collectionName } from '../../kernel/projection';
import type { ReadModelShape } from '../../kernel/projection';
import type { Change, Find, ModelWrite, ReadModel, ReadStore, Room, StoredRecord } from '../../ports/read-store';
import { isDamage, knownDamage, setReadModelsAside } from './damage';
import { makeFolder } from './make-folder';
import { SqliteReadModel, answer } from './read-model';
import { ReadModelFile } from './read-model-file';
import type { Writes } from './read-model-file';
import { readModelFiles } from './file-names';
import { SqliteRecords } from './records';

interface Options {
  /** By its name, whether a read model is in the second file: whoever writes there need not wait for whoever writes the others. Absent: there is no second file. */
  readonly isApart?: (name: string) => boolean;
  readonly writes?: Writes;
}

const none = (): boolean => false;

/** Read models in SQLite, apart from the log so that folding never blocks appending. */
export class SqliteReadStore implements ReadStore {
  /** Where each collection was found when it was opened. */
  private readonly places = new Map<string, ReadModelFile>();
  private readonly kept: SqliteRecords;

  private constructor(
    private readonly first: ReadModelFile,
    /** Null: there is none. */
    private readonly second: ReadModelFile | null,
    private readonly isApart: (name: string) => boolean,
    /** Null: it keeps nothing. */
    private readonly dataDir: string | null,
  ) {
    this.kept = new SqliteRecords(first.db);
  }

  /** Whoever opens the same folder keeps the same read models apart. @throws DomainError `not_read_models` when a file is a log */
  static open(dataDir: string, { isApart, writes = 'fast' }: Options = {}): SqliteReadStore {
    makeFolder(dataDir);
    const [firstFile, secondFile] = readModelFiles(dataDir);
    const first = ReadModelFile.open(firstFile, writes);
    try {
      const second = isApart === undefined ? null : ReadModelFile.open(secondFile, writes);
      return new SqliteReadStore(first, second, isApart ?? none, dataDir);
    } catch (error) {
      first.close();
      throw error;
    }
  }

  /** The same beside a connection that the process has open: what keeps it from opening passes. @throws StoreUnavailable */
  static openBeside(dataDir: string, options: Options): Promise<SqliteReadStore> {
    return answer(dataDir, () => SqliteReadStore.open(dataDir, options));
  }

  /**
   * For documents that nobody asks for later. Its file is in SQLITE_TMPDIR, TMPDIR, /var/tmp or /tmp, and what fits into
   * the cache is in memory alone.
   */
  static scratch(): SqliteReadStore {
    return new SqliteReadStore(ReadModelFile.scratch(), null, none, null);
  }

  /**
   * Sets damaged files aside, so that the log is folded anew. For whoever holds the folder, before anybody else opens it.
   * @param told where the damaged files are now, and what is wrong with them
   */
  static openWhole(
    dataDir: string,
    options: Options,
    told: (files: readonly string[], reason: string) => void,
  ): SqliteReadStore {
    let reason = knownDamage(dataDir);
    if (reason === null) {
      try {
        return SqliteReadStore.open(dataDir, options).checked();
      } catch (error) {
        if (!isDamage(error)) throw error;
        reason = error.message;
      }
    }
    told(setReadModelsAside(dataDir), reason);
    return SqliteReadStore.open(dataDir, options);
  }

  open<Doc extends object>(shape: ReadModelShape): Promise<ReadModel<Doc>> {
    return answer(this.dataDir, () => {
      const file = this.find(shape);
      this.places.set(collectionName(shape), file);
      return new SqliteReadModel<Doc>(shape, file.open(shape), this.dataDir);
    });
  }

  /** One transaction a file. */
  commit(writes: readonly ModelWrite[]): Promise<void> {
    return answer(this.dataDir, () => {
      for (const file of this.files) {
        const ours = writes.filter(({ model }) => this.fileOf(model.shape) === file);
        if (ours.length > 0) file.commit(ours);
      }
    });
  }

  replaceDocument(shape: ReadModelShape, seen: Position | null, change: Change): Promise<boolean> {
    return answer(this.dataDir, () =>
      this.fileOf(shape).change(shape, (collection) => collection.replaceSeen(seen, change)),
    );
  }

  clear(shape: ReadModelShape): Promise<void> {
    return answer(this.dataDir, () => {
      this.fileOf(shape).change(shape, (collection) => {
        collection.clear();
      });
    });
  }

  drop(shape: ReadModelShape): Promise<void> {
    return answer(this.dataDir, () => {
      this.find(shape).drop(shape);
    });
  }

  /** Its copy with the indexes and what is being written of it, and the documents that it is compared with. */
  async room(shape: ReadModelShape): Promise<Room | null> {
    const { dataDir } = this;
    if (dataDir === null) return null;
    const documents = await (await this.open(shape)).count();
    return answer(dataDir, () => {
      const { bavail, bsize } = statfsSync(dataDir);
      const bytesEach = this.fileOf(shape).collection(shape).bytesEach();
      return { needed: Math.ceil(bytesEach * documents) * 3, free: bavail * bsize };
    });
  }

  records(): Promise<ReadonlyMap<string, StoredRecord>> {
    return answer(this.dataDir, () => this.kept.read());
  }

  replaceRecord(name: string, revision: number, record: object): Promise<boolean> {
    return answer(this.dataDir, () => this.kept.replace(name, revision, record));
  }

  /** The machine's own clock is all there is. */
  time(): Promise<null> {
    return Promise.resolve(null);
  }

  ping(): Promise<void> {
    return answer(this.dataDir, () => {
      for (const file of this.files) file.ping();
    });
  }

  async close(): Promise<void> {
    for (const file of this.files) file.close();
    return Promise.resolve();
  }

  /** How SQLite would carry out a query, one line a step. */
  explain(shape: ReadModelShape, query: Find): readonly string[] {
    return this.fileOf(shape).collection(shape).explain(query);
  }

  private get files(): readonly ReadModelFile[] {
    return this.second === null ? [this.first] : [this.first, this.second];
  }

  private fileOf(shape: ReadModelShape): ReadModelFile {
    return this.places.get(collectionName(shape)) ?? this.find(shape);
  }

  /** Older versions kept all of them in the first: what they folded stays there. */
  private find(shape: ReadModelShape): ReadModelFile {
    const { first, second } = this;
    if (second === null || !this.isApart(shape.name)) return first;
    return second.has(shape) || !first.has(shape) ? second : first;
  }

  private checked(): this {
    try {
      for (const file of this.files) file.check();
      return this;
    } catch (error) {
      for (const file of this.files) file.close();
      throw error;
    }
  }
}
