import { LEASE_MS, RENEW_MS } from '../../../src/engine/due-work/held-lease';
import { LeasedShards } from '../../../src/engine/due-work/leased-shards';
import { Presence, UNDER_WAY_MS, isAnybodyAtWork } from '../../../src/engine/due-work/presence';
import { START, positionFrom } from '../../../src/kernel/message';
import type { Position } from '../../../src/kernel/message';
import { TestClock } from '../../test-clock';
import { MemoryLeases, settled } from '../memory-leases';
import { TestLog } from '../test-service';

let clock: TestClock;
let leases: MemoryLeases;
let log: TestLog;
let head: Position;
let identity: string;
const events = { head: () => Promise.resolve(head), identity: () => Promise.resolve(identity) };
const at = (n: number): Position => positionFrom(BigInt(n));

interface Process {
  /** Up to where what was begun is of processes that have ended in order. */
  readonly before: Position;
  /** In order. */
  readonly stop: () => Promise<void>;
  /** It leaves everything as it is. */
  readonly dies: () => void;
}

async function begins(name: string): Promise<Process> {
  const presence = new Presence(leases, name, clock, log);
  const before = await presence.begin(events);
  const stopping = new AbortController();
  const running = presence.run(stopping.signal);
  await settled();
  const stop = async (): Promise<void> => {
    stopping.abort();
    await running;
  };
  return { before, stop, dies: () => leases.cutOff.add(name) };
}

/** Time passes as it does: in steps that everybody notices. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += RENEW_MS) {
    clock.advance(RENEW_MS);
    await settled();
  }
}

beforeEach(async () => {
  clock = new TestClock();
  leases = new MemoryLeases(clock);
  log = new TestLog();
  head = START;
  identity = 'a-log';
  await (await begins('the first, beside a log without an event')).stop();
  head = at(7);
});

describe('what was begun before a process', () => {
  it('is of processes that have ended, when they all ended in order', async () => {
    for (const name of ['one', 'two', 'three']) {
      const process = await begins(name);
      expect(process.before).toBe(at(7));
      await pass(2 * LEASE_MS);
      await process.stop();
    }
  });

  it('may be another’s that is there', async () => {
    await begins('one');
    expect((await begins('two')).before).toBe(START);
    await pass(2 * UNDER_WAY_MS);
    expect((await begins('three')).before).toBe(START);
  });

  it('may be one’s of two that begin at once: of neither it is known that it is not', async () => {
    const [one, two] = await Promise.all([begins('one'), begins('two')]);
    expect([one.before, two.before]).toEqual([START, START]);
  });

  it('may be one’s that died, for as long as anything of it can be under way', async () => {
    const one = await begins('one');
    one.dies();
    await pass(LEASE_MS);
    const two = await begins('two');
    expect(two.before).toBe(START);
    await two.stop();
    clock.advance(UNDER_WAY_MS - RENEW_MS);
    const three = await begins('three');
    expect(three.before).toBe(START);
    await three.stop();
    clock.advance(RENEW_MS);
    expect((await begins('four')).before).toBe(at(7));
  });

  it('may be one’s that could not say that it ended', async () => {
    const one = await begins('one');
    leases.cutOff.add('one');
    await one.stop();
    expect((await begins('two')).before).toBe(START);
    expect(log.records).toMatchObject([{ level: 'warn', fields: { error: 'no answer' } }]);
  });

  it.each(['engine/old', 'shard/3', 'projector'])('may be one’s of an older version, which holds %s', async (lease) => {
    await leases.take(lease, 'old', LEASE_MS);
    expect((await begins('one')).before).toBe(START);
  });

  it('is nobody’s that left its shards in order', async () => {
    const shards = new LeasedShards(leases, 'one', clock, log);
    await shards.renew();
    expect(await isAnybodyAtWork(leases)).toBe(true);
    await shards.run(AbortSignal.abort());
    expect(await isAnybodyAtWork(leases)).toBe(false);
    expect((await begins('two')).before).toBe(at(7));
  });

  it.each<[string, () => void]>([
    ['were lost', () => (leases = new MemoryLeases(clock))],
    ['are those of another log', () => (identity = 'another log')],
  ])('may be anybody’s while the leases %s just now', async (_, happens) => {
    happens();
    const one = await begins('one');
    expect(one.before).toBe(START);
    expect(await isAnybodyAtWork(leases)).toBe(false);
    await one.stop();
    const two = await begins('two');
    expect(two.before).toBe(START);
    await two.stop();
    clock.advance(UNDER_WAY_MS);
    expect((await begins('three')).before).toBe(at(7));
  });

  it('ends where the log did when others could have begun', async () => {
    const process = new Presence(leases, 'one', clock, log);
    const asked = { ...events, head: () => begins('two').then(() => head) };
    expect(await process.begin(asked)).toBe(START);
  });
});
