import { SHARDS } from '../../../projections/shard';
import { MongoReadStore } from '../../../src/adapters/mongodb/read-store';
import { LeasedShards } from '../../../src/engine/due-work/leased-shards';
import { LEASE_MS, whileHeld } from '../../../src/engine/due-work/held-lease';
import { systemClock } from '../../../src/kernel/clock';
import type { Leases } from '../../../src/ports/leases';
import { withMongoDB } from '../../doubles/mongodb/with-mongodb';
import { TestLog } from '../../engine/test-service';
import { TestClock } from '../../test-clock';
import { until } from '../../until';

const LONG_MS = 600_000;

withMongoDB((newDatabase) => {
  let store: MongoReadStore;
  let leases: Leases;
  beforeEach(async () => {
    store = await MongoReadStore.open(newDatabase());
    leases = store.leases();
  });
  afterEach(() => store.close());

  describe('a lease', () => {
    it('has one holder, who can take it again', async () => {
      expect(await leases.take('projector', 'one', LONG_MS)).toBe(true);
      expect(await leases.take('projector', 'two', LONG_MS)).toBe(false);
      expect(await leases.take('projector', 'one', LONG_MS)).toBe(true);
      expect(await leases.take('another', 'two', LONG_MS)).toBe(true);
    });

    it('goes to one of many who ask at once', async () => {
      const holders = Array.from({ length: 20 }, (_, i) => `process ${i}`);
      const taken = await Promise.all(holders.map((holder) => leases.take('projector', holder, LONG_MS)));
      expect(taken.filter(Boolean)).toHaveLength(1);
    });

    it('can be taken by another when it has ended', async () => {
      await leases.take('projector', 'one', 1);
      await until('the lease has ended', () => leases.take('projector', 'two', LONG_MS));
      expect(await leases.take('projector', 'one', LONG_MS)).toBe(false);
    });

    it('can be taken by another as soon as its holder, and nobody else, gave it back', async () => {
      await leases.take('projector', 'one', LONG_MS);
      await leases.release('projector', 'two');
      expect(await leases.take('projector', 'two', LONG_MS)).toBe(false);
      await leases.release('projector', 'one');
      expect(await leases.take('projector', 'two', LONG_MS)).toBe(true);
    });

    it('is listed by the beginning of its name while it lasts', async () => {
      await leases.take('engine/a', 'one', LONG_MS);
      await leases.take('engine/b', 'one', 1);
      await leases.take('shard/0', 'one', LONG_MS);
      await until('the short lease has ended', async () => (await leases.held('engine/')).length === 1);
      expect(await leases.held('engine/')).toEqual(['engine/a']);
    });

    it('is listed for so long after its end as is asked for, unless it was given back', async () => {
      for (const name of ['process/a', 'process/b']) await leases.take(name, 'one', 1);
      await leases.release('process/b', 'one');
      await until('the leases have ended', async () => (await leases.held('process/')).length === 0);
      expect(await leases.held('process/', LONG_MS)).toEqual(['process/a']);
      await until('it has ended for longer', async () => (await leases.held('process/', 1)).length === 0);
    });

    it('is a name and nothing else, whatever it looks like', async () => {
      expect(await leases.take('$where', '$until', LONG_MS)).toBe(true);
      expect(await leases.take('$where', 'two', LONG_MS)).toBe(false);
    });
  });

  describe('the shards of several engine processes', () => {
    const engine = (name: string, clock = new TestClock()): LeasedShards =>
      new LeasedShards(leases, name, clock, new TestLog());

    it('are all of one that is alone', async () => {
      const alone = engine('one');
      await alone.renew();
      expect(alone.held()).toEqual(SHARDS);
    });

    it('are shared out evenly, each with one process', async () => {
      const engines = ['one', 'two', 'three'].map((name) => engine(name));
      for (let round = 0; round < 3; round++) for (const each of engines) await each.renew();
      const held = engines.map((each) => each.held());
      expect(held.flat().sort()).toEqual(SHARDS);
      expect(Math.max(...held.map(({ length }) => length))).toBeLessThanOrEqual(6);
    });

    it('are anybody’s when their process has left in order', async () => {
      const [one, two] = [engine('one'), engine('two')];
      await one.renew();
      const left = new AbortController();
      left.abort();
      await one.run(left.signal);
      expect(one.held()).toEqual([]);
      await two.renew();
      expect(two.held()).toEqual(SHARDS);
    });

    it('are nobody’s for a process that was away for longer than they last', async () => {
      const clock = new TestClock();
      const one = engine('one', clock);
      await one.renew();
      clock.advance(LEASE_MS);
      expect(one.held()).toEqual([]);
    });
  });

  describe('what is done while a lease is held', () => {
    const hold = (holder: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void> =>
      whileHeld(leases, 'projector', holder, systemClock, new TestLog(), signal, work);
    const ended = (signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          resolve();
        });
      });

    it('is done by one process, and by the next when that one stops', async () => {
      const doing: string[] = [];
      const [one, two] = [new AbortController(), new AbortController()];
      const work = (name: string) => async (signal: AbortSignal) => {
        doing.push(name);
        await ended(signal);
      };
      const first = hold('one', one.signal, work('one'));
      await until('the first is at work', () => doing.length === 1);
      const second = hold('two', two.signal, work('two'));
      one.abort();
      await first;
      await until('the second is at work', () => doing.length === 2);
      two.abort();
      await second;
      expect(doing).toEqual(['one', 'two']);
    });

    it('fails as a whole when it fails', async () => {
      const signal = new AbortController().signal;
      await expect(hold('one', signal, () => Promise.reject(new Error('it broke')))).rejects.toThrow('it broke');
    });
  });
});
