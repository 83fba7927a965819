import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { projections } from '../../../projections/all';
import { MongoClient } from 'mongodb';
import { MongoReadStore } from '../../../src/adapters/mongodb/read-store';
import type { StoredDocument } from '../../../src/adapters/mongodb/stored-document';
import { SqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import type { Recorded } from '../../../src/domain/events';
import { EventCodec } from '../../../src/engine/deciding/event-codec';
import { Projector } from '../../../src/engine/projecting/projector';
import type { LogSource } from '../../../src/engine/projecting/projector';
import type { Clock } from '../../../src/kernel/clock';
import { START } from '../../../src/kernel/message';
import { collectionName } from '../../../src/kernel/projection';
import type { ReadModelShape } from '../../../src/kernel/projection';
import type { EventStore } from '../../../src/ports/event-store';
import { NOTHING_FOLDED } from '../../../src/ports/read-store';
import type { ReadStore } from '../../../src/ports/read-store';
import { histories } from '../../histories/run-history';
import { readFrom } from '../../contracts/event-store/sample-log';
import { verifyingContract } from '../../contracts/verifying';
import type { Vandal } from '../../contracts/verifying';
import { withMongoDB } from '../../doubles/mongodb/with-mongodb';
import { TestLog } from '../../engine/test-service';
import { readModelFaults } from '../../faults/read-model-checks';
import { tried } from '../../properties';

/** `npm run model` tries them for longer. */
const PATIENCE_MS = 1_200_000;

/** Time that nobody waits for. */
const hurried: Clock = { now: () => 0, monotonic: () => 0, sleep: () => Promise.resolve() };

/** A log in pages of this many events, to its end. */
const inPages = (log: EventStore, size: number): LogSource => ({
  identity: () => log.identity(),
  idAt: (position) => log.idAt(position),
  async *subscribe(after) {
    let page = await log.readAll(after, size);
    yield page;
    while (!page.caughtUp) yield (page = await log.readAll(page.next, size));
  },
});

/**
 * A store whose commits fail half-way: the first of them at the first number, and so on. 0 does not fail; of n every nth
 * document is written. The checkpoint never is.
 */
const cutShort = (store: ReadStore, cuts: readonly number[]): ReadStore => {
  const left = [...cuts];
  return {
    open: (shape) => store.open(shape),
    async commit(writes) {
      const nth = left.shift() ?? 0;
      if (nth === 0) return store.commit(writes);
      const part = writes.map(({ model, changes }) => ({
        model,
        changes: changes.filter((_, i) => i % nth === 0),
        checkpoint: NOTHING_FOLDED,
      }));
      await store.commit(part);
      throw new Error('cut short');
    },
    replaceDocument: (shape, seen, change) => store.replaceDocument(shape, seen, change),
    clear: (shape) => store.clear(shape),
    drop: (shape) => store.drop(shape),
    room: (shape) => store.room(shape),
    records: () => store.records(),
    replaceRecord: (name, revision, record) => store.replaceRecord(name, revision, record),
    ping: () => store.ping(),
    time: () => store.time(),
    close: () => store.close(),
  };
};

async function project(source: LogSource, store: ReadStore, head: string): Promise<void> {
  const stopping = new AbortController();
  const projector = await Projector.open(
    source,
    store,
    projections,
    new EventCodec(),
    hurried,
    new TestLog(),
    (report) => {
      if ([...report.reached.values()].every(({ position }) => position >= head)) stopping.abort();
    },
  );
  await projector.run(stopping.signal);
}

/** Changes documents through another client. */
async function vandalIn(url: string): Promise<Vandal & { close(): Promise<void> }> {
  const client = await MongoClient.connect(url);
  const of = (shape: ReadModelShape) => client.db().collection<StoredDocument>(collectionName(shape));
  return {
    change: async (shape, _id, document, position) => {
      await of(shape).updateOne({ _id }, { $set: { document, ...(position !== undefined && { position }) } });
    },
    damage: async (shape, _id, json) => {
      await of(shape).updateOne({ _id }, { $set: { json } });
    },
    remove: async (shape, _id) => {
      await of(shape).deleteOne({ _id });
    },
    add: async (shape, _id, document, position) => {
      await of(shape).replaceOne({ _id }, { position, document }, { upsert: true });
    },
    moveCheckpoint: async (shape, fields) => {
      const checkpoints = client.db().collection<{ _id: string }>('checkpoints');
      await checkpoints.updateOne({ _id: collectionName(shape) }, { $set: fields });
    },
    close: () => client.close(),
  };
}

withMongoDB((newDatabase) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'runledger-'));
  let logs = 0;
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** These events in a log of SQLite, and a database in MongoDB. */
  async function given(
    history: readonly Recorded[],
    test: (log: EventStore, head: string, open: () => Promise<MongoReadStore>) => Promise<void>,
  ): Promise<void> {
    const log = SqliteEventStore.open(path.join(folder, String(logs++)));
    const url = newDatabase();
    const stores: MongoReadStore[] = [];
    try {
      for (const event of history) await log.append(event.stream, event.revision - 1, [event]);
      await test(log, await log.head(), async () => {
        const store = await MongoReadStore.open(url);
        stores.push(store);
        return store;
      });
      const events = (await readFrom(log, START)) as readonly Recorded[];
      for (const store of stores) expect(await readModelFaults(store, events)).toEqual([]);
    } finally {
      for (const store of stores) await store.close();
      await log.close();
    }
  }

  const sizes = fc.integer({ min: 1, max: 60 });

  describe('the read models in MongoDB are the fold of the log', () => {
    it(
      'however often commits are cut short, and however the log is cut into pages',
      async () => {
        const cuts = fc.array(fc.nat(3), { maxLength: 12 });
        await fc.assert(
          fc.asyncProperty(histories(), sizes, cuts, (history, size, cuts) =>
            given(history, async (log, head, open) => {
              await project(inPages(log, size), cutShort(await open(), cuts), head);
            }),
          ),
          { ...tried(6), endOnFailure: true },
        );
      },
      PATIENCE_MS,
    );

    it(
      'however many processes fold it at once',
      async () => {
        await fc.assert(
          fc.asyncProperty(histories(), sizes, sizes, (history, one, other) =>
            given(history, async (log, head, open) => {
              const [first, second] = [await open(), await open()];
              await Promise.all([project(inPages(log, one), first, head), project(inPages(log, other), second, head)]);
            }),
          ),
          { ...tried(4), endOnFailure: true },
        );
      },
      PATIENCE_MS,
    );
  });

  describe('in MongoDB', () => {
    let store: MongoReadStore;
    let vandal: Awaited<ReturnType<typeof vandalIn>>;
    beforeAll(async () => {
      const url = newDatabase();
      store = await MongoReadStore.open(url);
      vandal = await vandalIn(url);
    });
    afterAll(async () => {
      await vandal.close();
      await store.close();
    });

    verifyingContract(() => Promise.resolve({ store, vandal }), false, 6);
  });
});
