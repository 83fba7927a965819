import type { Clock } from '../../kernel/clock';
import type { Log } from '../../kernel/log';
import type { Position } from '../../kernel/message';
import type { ReadModelShape } from '../../kernel/projection';
import type { Availability } from '../../ports/availability';
import type { Leases } from '../../ports/leases';
import type {
  Change,
  Checkpoint,
  Find,
  ModelWrite,
  ReadModel,
  ReadStore,
  Room,
  Seen,
  Stored,
  StoredRecord,
} from '../../ports/read-store';
import { WatchedStore } from './watched-store';

/** A read store of which it is known whether it answers; while it is known to be away every call fails at once. */
export class WatchedReadStore implements ReadStore {
  private readonly watched: WatchedStore;

  constructor(
    private readonly store: ReadStore,
    clock: Clock,
    log: Log,
  ) {
    this.watched = new WatchedStore('read store', () => store.ping(), clock, log);
    void this.watched.watch();
  }

  get availability(): Availability {
    return this.watched;
  }

  async open<Doc extends object>(shape: ReadModelShape): Promise<ReadModel<Doc>> {
    return new WatchedReadModel(await this.watched.write(() => this.store.open<Doc>(shape)), this.watched);
  }

  commit(writes: readonly ModelWrite[]): Promise<void> {
    return this.watched.write(() => this.store.commit(writes));
  }

  replaceDocument(shape: ReadModelShape, seen: Position | null, change: Change): Promise<boolean> {
    return this.watched.write(() => this.store.replaceDocument(shape, seen, change));
  }

  clear(shape: ReadModelShape): Promise<void> {
    return this.watched.write(() => this.store.clear(shape));
  }

  drop(shape: ReadModelShape): Promise<void> {
    return this.watched.write(() => this.store.drop(shape));
  }

  room(shape: ReadModelShape): Promise<Room | null> {
    return this.watched.read(() => this.store.room(shape));
  }

  records(): Promise<ReadonlyMap<string, StoredRecord>> {
    return this.watched.read(() => this.store.records());
  }

  replaceRecord(name: string, revision: number, record: object): Promise<boolean> {
    return this.watched.write(() => this.store.replaceRecord(name, revision, record));
  }

  time(): Promise<number | null> {
    return this.watched.read(() => this.store.time());
  }

  ping(): Promise<void> {
    return this.watched.check();
  }

  async close(): Promise<void> {
    this.watched.close();
    await this.store.close();
  }

  /** Leases that are kept in the same store. */
  watching(leases: Leases): Leases {
    return {
      take: (name, holder, ttlMs) => this.watched.read(() => leases.take(name, holder, ttlMs)),
      release: (name, holder) => this.watched.read(() => leases.release(name, holder)),
      held: (prefix, ms) => this.watched.read(() => leases.held(prefix, ms)),
    };
  }
}

class WatchedReadModel<Doc extends object> implements ReadModel<Doc> {
  readonly shape: ReadModelShape;

  constructor(
    private readonly model: ReadModel<Doc>,
    private readonly watched: WatchedStore,
  ) {
    this.shape = model.shape;
  }

  get(keys: readonly string[]): Promise<ReadonlyMap<string, Stored<Doc>>> {
    return this.watched.read(() => this.model.get(keys));
  }

  lastChanges(keys: readonly string[]): Promise<ReadonlyMap<string, Change>> {
    return this.watched.read(() => this.model.lastChanges(keys));
  }

  find(query: Find): Promise<readonly Stored<Doc>[]> {
    return this.watched.read(() => this.model.find(query));
  }

  scan(after: string | null, limit: number): Promise<readonly Seen<Doc>[]> {
    return this.watched.read(() => this.model.scan(after, limit));
  }

  peek(key: string): Promise<Seen<Doc> | null> {
    return this.watched.read(() => this.model.peek(key));
  }

  count(): Promise<number> {
    return this.watched.read(() => this.model.count());
  }

  checkpoint(): Promise<Checkpoint> {
    return this.watched.read(() => this.model.checkpoint());
  }
}
