import fc from 'fast-check';
import { SHARDS } from '../../../projections/shard';
import { LeasedShards } from '../../../src/engine/due-work/leased-shards';
import { LEASE_MS, RENEW_MS } from '../../../src/engine/due-work/held-lease';
import { tried } from '../../properties';
import { TestClock } from '../../test-clock';
import { MemoryLeases, settled } from '../memory-leases';
import { TestLog } from '../test-service';

let clock: TestClock;
let leases: MemoryLeases;
let log: TestLog;
beforeEach(() => {
  clock = new TestClock();
  leases = new MemoryLeases(clock);
  log = new TestLog();
});
const engine = (name: string): LeasedShards => new LeasedShards(leases, name, clock, log);
const engines = (...names: readonly string[]): readonly LeasedShards[] => names.map(engine);
const round = async (all: readonly LeasedShards[], times = 1): Promise<void> => {
  for (let i = 0; i < times; i++) for (const each of all) await each.renew();
};
const heldBy = (all: readonly LeasedShards[]): readonly string[] => all.flatMap((each) => each.held());

describe('the shards of due work', () => {
  it('are all one’s who is alone', async () => {
    const [one] = engines('one');
    expect(one?.held()).toEqual([]);
    await one?.renew();
    expect(one?.held()).toEqual(SHARDS);
  });

  it('are given back in part when another process comes, and are all somebody’s after two rounds', async () => {
    const all = engines('one', 'two', 'three');
    await round(all.slice(0, 1));
    await round(all, 2);
    expect([...heldBy(all)].sort()).toEqual(SHARDS);
    for (const each of all) expect(each.held().length).toBeLessThanOrEqual(6);
  });

  it('of a process that died are the others’ when its leases have ended, and not before', async () => {
    const [one, two] = engines('one', 'two') as [LeasedShards, LeasedShards];
    await round([one, two], 2);
    clock.advance(LEASE_MS - 1);
    await round([two], 2);
    expect(two.held()).toHaveLength(8);
    clock.advance(1);
    await round([two]);
    expect(two.held()).toEqual(SHARDS);
  });

  it('are never two processes’ at once, whoever is cut off from the leases, and however long', async () => {
    const moves = fc.array(
      fc.record({ who: fc.nat(2), cut: fc.boolean(), ms: fc.constantFrom(0, 1, RENEW_MS, LEASE_MS - 1, LEASE_MS) }),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(moves, async (moves) => {
        leases = new MemoryLeases(clock);
        const names = ['one', 'two', 'three'];
        const all = engines(...names);
        for (const { who, cut, ms } of moves) {
          if (cut) leases.cutOff.add(names[who] ?? '');
          else leases.cutOff.delete(names[who] ?? '');
          await all[who]?.renew().catch(() => undefined);
          clock.advance(ms);
          expect(new Set(heldBy(all)).size).toBe(heldBy(all).length);
        }
      }),
      tried(100),
    );
  });
});

describe('a process with shards', () => {
  it('keeps them by renewing, until it is to stop; then they are anybody’s at once', async () => {
    const [one, two] = engines('one', 'two') as [LeasedShards, LeasedShards];
    const stop = new AbortController();
    const running = one.run(stop.signal);
    for (let ms = 0; ms < 2 * LEASE_MS; ms += RENEW_MS) {
      await settled();
      expect(one.held()).toEqual(SHARDS);
      clock.advance(RENEW_MS);
    }
    stop.abort();
    await running;
    expect(one.held()).toEqual([]);
    await round([two]);
    expect(two.held()).toEqual(SHARDS);
  });

  it('holds none when it is cut off for longer than they last, and takes them again', async () => {
    const [one] = engines('one') as [LeasedShards];
    const stop = new AbortController();
    const running = one.run(stop.signal);
    await settled();
    leases.cutOff.add('one');
    for (let ms = 0; ms < LEASE_MS; ms += RENEW_MS) {
      expect(one.held()).toEqual(SHARDS);
      clock.advance(RENEW_MS);
      await settled();
    }
    expect(one.held()).toEqual([]);
    expect(log.records).toHaveLength(4);
    expect(log.records[0]).toMatchObject({ level: 'warn', fields: { error: 'no answer' } });
    leases.cutOff.clear();
    clock.advance(RENEW_MS);
    await settled();
    expect(one.held()).toEqual(SHARDS);
    stop.abort();
    await running;
  });

  it('stops also when the leases cannot be given back', async () => {
    const [one] = engines('one') as [LeasedShards];
    await round([one]);
    leases.cutOff.add('one');
    await one.run(AbortSignal.abort());
    expect(log.records).toMatchObject([{ level: 'warn', fields: { error: 'no answer' } }]);
  });
});
