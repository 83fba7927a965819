import { MongoClient } from 'mongodb';
import { projections } from '../../../projections/all';
import { MongoReadStore } from '../../../src/adapters/mongodb/read-store';
import { collectionName } from '../../../src/kernel/projection';
import type { ReadModelShape } from '../../../src/kernel/projection';
import { NOTHING_FOLDED } from '../../../src/ports/read-store';
import { readStoreContract } from '../../contracts/read-store';
import { at, change, changesAt, newShape } from '../../contracts/read-store/sample-model';
import { searches } from '../../contracts/read-store/searches';
import { withMongoDB } from '../../doubles/mongodb/with-mongodb';

withMongoDB((newDatabase) => {
  let url: string;
  beforeAll(() => {
    url = newDatabase();
  });

  readStoreContract('MongoDB', () => MongoReadStore.open(url));

  describe('the MongoDB read store', () => {
    let store: MongoReadStore;
    let client: MongoClient;
    beforeAll(async () => {
      store = await MongoReadStore.open(url);
      client = await MongoClient.connect(url);
    });
    afterAll(async () => {
      await client.close();
      await store.close();
    });

    const stored = (shape: ReadModelShape, key: string) =>
      client.db().collection<{ _id: string }>(collectionName(shape)).findOne({ _id: key });

    it('has a clock, which is that of the server', async () => {
      expect(await store.time()).not.toBeNull();
    });

    it('keeps documents as documents, for teams to look at', async () => {
      const shape = newShape();
      const document = { order: 'x', steps: [{ type: 'sms', output: null }] };
      await store.commit([changesAt(await store.open(shape), 1, { a: document })]);
      expect(await stored(shape, 'a')).toEqual({ _id: 'a', position: at(1), document });
    });

    it('keeps as JSON what BSON would change, with the fields that are indexed beside it', async () => {
      const shape = newShape();
      const document = { order: 'x', filter: { $ref: 'runs', $id: 1 } };
      await store.commit([changesAt(await store.open(shape), 1, { a: document })]);
      const json = JSON.stringify(document);
      expect(await stored(shape, 'a')).toEqual({ _id: 'a', position: at(1), document: { order: 'x' }, json });
    });

    it('knows where a document was deleted, though its commit was cut short', async () => {
      const model = await store.open(newShape());
      await store.commit([{ ...changesAt(model, 2, { gone: null, kept: { n: 1 } }), checkpoint: NOTHING_FOLDED }]);
      const last = await model.lastChanges(['gone', 'kept']);
      const written = [change('gone', 2, null), change('kept', 2, { n: 1 })];
      expect(last).toEqual(new Map(written.map((one) => [one.key, one])));
      expect(await model.checkpoint()).toEqual(NOTHING_FOLDED);
    });

    it('brings no deleted document back from a late writer that had not seen it', async () => {
      const model = await store.open(newShape());
      await store.commit([changesAt(model, 2, { a: null })]);
      await store.commit([changesAt(model, 1, { a: { n: 1 } })]);
      expect((await model.get(['a'])).size).toBe(0);
    });

    it.each(searches(projections))('reads a range of its index and nothing else: $name', async (search) => {
      await store.open(search.shape);
      for (const query of search.queries) {
        const plan = JSON.stringify(await store.explain(search.shape, query));
        expect(plan).toContain(`"indexName":"${search.index}"`);
        expect(new Set(Array.from(plan.matchAll(/"stage":"(\w+)"/g), ([, stage]) => stage))).toEqual(
          new Set(['LIMIT', 'FETCH', 'IXSCAN']),
        );
      }
    });

    it('reads no further in an index than it was asked to', async () => {
      const shape = newShape();
      const documents = Array.from({ length: 300 }, (_, i) => [`${i}`, { lane: `${i % 2}`, order: `${1000 + i}` }]);
      const changes = changesAt(await store.open(shape), 1, Object.fromEntries(documents) as Record<string, object>);
      await store.commit([changes]);
      const query = { index: 'byLane', equals: ['1'], from: '1100', before: '1280', descending: true, limit: 20 };
      const executionStats = { nReturned: 20, totalKeysExamined: 20, totalDocsExamined: 20 };
      expect(await store.explain(shape, query)).toMatchObject({ executionStats });
    });
  });
});

describe('the MongoDB read store without a server', () => {
  it('does not open, and tells no password', async () => {
    const opening = MongoReadStore.open('mongodb://user:correct-horse@127.0.0.1:1/models');
    await expect(opening).rejects.toThrow('ECONNREFUSED');
    await expect(opening).rejects.not.toThrow('correct-horse');
  }, 20_000);
});
