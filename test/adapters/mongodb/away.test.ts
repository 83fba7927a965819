import { SHARDS } from '../../../projections/shard';
import { WatchedReadStore } from '../../../src/adapters/availability/read-store';
import { MongoReadStore } from '../../../src/adapters/mongodb/read-store';
import { LEASE_MS } from '../../../src/engine/due-work/held-lease';
import { LeasedShards } from '../../../src/engine/due-work/leased-shards';
import { StoreUnavailable } from '../../../src/ports/availability';
import { newShape } from '../../contracts/read-store/sample-model';
import { silentReadStoreContract } from '../../contracts/silence';
import { MONGO_WAYS, MongoEngine } from '../../doubles/mongodb/engine';
import { withMongoEngine } from '../../doubles/mongodb/with-mongodb';
import { TestLog } from '../../engine/test-service';
import { TestClock } from '../../test-clock';
import { until } from '../../until';

withMongoEngine(() => {
  let engine: MongoEngine;
  let store: MongoReadStore;
  beforeAll(async () => {
    engine = await MongoEngine.start();
    store = await MongoReadStore.open(engine.url);
  });
  afterAll(async () => {
    await store.close();
    await engine.stop();
  });

  silentReadStoreContract('MongoDB that was closed', async () => {
    const closed = await MongoReadStore.open(engine.url);
    const model = await closed.open(newShape());
    await closed.close();
    return { store: closed, model };
  });

  describe('MongoDB that was killed', () => {
    afterAll(() => engine.startAgain());

    silentReadStoreContract('it', async () => {
      const model = await store.open(newShape());
      await engine.kill();
      return { store, model };
    });
  });

  describe.each(MONGO_WAYS)('leases in a MongoDB that is %s', (_, { goes, returns }) => {
    it('end for their holder while it is away, and are taken again when it is back', async () => {
      const [clock, log] = [new TestClock(), new TestLog()];
      const watched = new WatchedReadStore(store, clock, log);
      const { availability } = watched;
      const passes = (isTrue: () => boolean) => () => {
        clock.advance(500);
        return isTrue();
      };
      const shards = new LeasedShards(watched.watching(store.leases()), `process-${_}`, clock, log);
      const stopping = new AbortController();
      const running = shards.run(stopping.signal);
      await until('they are held', () => shards.held().length === SHARDS.length);
      await goes(engine);
      await until(
        'it is known to be away',
        passes(() => availability.awaySince !== null),
      );
      await expect(watched.watching(store.leases()).take('any', 'one', 1)).rejects.toThrow(StoreUnavailable);
      clock.advance(LEASE_MS);
      expect(shards.held()).toEqual([]);
      await returns(engine);
      await until(
        'it is known to be back',
        passes(() => availability.awaySince === null),
      );
      await until(
        'they are held again',
        passes(() => shards.held().length === SHARDS.length),
      );
      expect(log.records.map(({ message }) => message)).toEqual([
        'the read store does not answer',
        'the read store answers again',
      ]);
      stopping.abort();
      await running;
    });
  });
});
