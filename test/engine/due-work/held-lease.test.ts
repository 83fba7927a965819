import { LEASE_MS, RENEW_MS, whileHeld } from '../../../src/engine/due-work/held-lease';
import { TestClock } from '../../test-clock';
import { MemoryLeases, settled } from '../memory-leases';
import { TestLog } from '../test-service';

let clock: TestClock;
let leases: MemoryLeases;
let log: TestLog;
/** Who is at work now, and everybody who ever began. */
let working: string[];
let begun: string[];
beforeEach(() => {
  clock = new TestClock();
  leases = new MemoryLeases(clock);
  log = new TestLog();
  working = [];
  begun = [];
});

interface Process {
  readonly stop: () => void;
  readonly done: Promise<void>;
}

/** Works until it is told to end. */
const untilTold = (name: string) => async (signal: AbortSignal) => {
  working.push(name);
  begun.push(name);
  await clock.sleep(Number.MAX_SAFE_INTEGER, signal);
  working = working.filter((one) => one !== name);
};

const start = (name: string, work: (signal: AbortSignal) => Promise<void> = untilTold(name)): Process => {
  const stopping = new AbortController();
  const done = whileHeld(leases, 'projector', name, clock, log, stopping.signal, work);
  const stop = (): void => {
    stopping.abort();
  };
  return { stop, done };
};

/** Time passes as it does: in steps that everybody notices. */
const pass = async (ms: number): Promise<void> => {
  for (let passed = 0; passed < ms; passed += RENEW_MS) {
    clock.advance(RENEW_MS);
    await settled();
  }
};

describe('what is done while a lease is held', () => {
  it('is done by one process for as long as it renews, the others stand by', async () => {
    const processes = [start('one'), start('two'), start('three')];
    await settled();
    await pass(2 * LEASE_MS);
    expect(begun).toEqual(['one']);
    expect(working).toEqual(['one']);
    for (const { stop, done } of processes) {
      stop();
      await done;
    }
  });

  it('is done by another at its next look when the first stops in order, after that one has ended', async () => {
    const [one, two] = [start('one'), start('two')];
    await settled();
    one.stop();
    await one.done;
    expect(working).toEqual([]);
    await pass(RENEW_MS);
    expect(working).toEqual(['two']);
    two.stop();
    await two.done;
  });

  it('ends when the lease cannot be renewed in time, and is another’s then', async () => {
    const [one, two] = [start('one'), start('two')];
    await settled();
    leases.cutOff.add('one');
    await pass(LEASE_MS - RENEW_MS);
    expect(working).toEqual(['one']);
    await pass(2 * RENEW_MS);
    expect(working).toEqual(['two']);
    expect(log.records).toContainEqual({
      level: 'warn',
      message: 'this process lost a lease',
      fields: { lease: 'projector' },
    });
    leases.cutOff.clear();
    two.stop();
    await two.done;
    await pass(RENEW_MS);
    expect(begun).toEqual(['one', 'two', 'one']);
    one.stop();
    await one.done;
  });

  it('ends when the store of the leases is away for longer, and goes on, without a word of it', async () => {
    const one = start('one');
    await settled();
    const told = [...log.records];
    leases.isAway = true;
    await pass(2 * LEASE_MS);
    expect(working).toEqual([]);
    leases.isAway = false;
    await pass(RENEW_MS);
    expect(working).toEqual(['one']);
    expect(log.records).toEqual(told);
    one.stop();
    await one.done;
  });

  it('says to those who stand by that they do, as soon as another is found to do it', async () => {
    let standing = 0;
    const standBy = () => (standing += 1);
    const stopping = new AbortController();
    const one = start('one');
    await settled();
    expect(standing).toBe(0);
    const two = whileHeld(leases, 'projector', 'two', clock, log, stopping.signal, untilTold('two'), standBy);
    await settled();
    expect([standing, working]).toEqual([1, ['one']]);
    one.stop();
    await one.done;
    await pass(RENEW_MS);
    expect([standing, working]).toEqual([1, ['two']]);
    stopping.abort();
    await two;
  });

  it('fails as a whole when it fails, and leaves the lease to end by itself', async () => {
    await expect(start('one', () => Promise.reject(new Error('it broke'))).done).rejects.toThrow('it broke');
    const two = start('two');
    await settled();
    expect(working).toEqual([]);
    await pass(LEASE_MS);
    expect(working).toEqual(['two']);
    two.stop();
    await two.done;
  });

  it('never begins in a process that is to stop already', async () => {
    await whileHeld(leases, 'projector', 'one', clock, log, AbortSignal.abort(), untilTold('one'));
    expect(begun).toEqual([]);
    expect(await leases.held('')).toEqual([]);
  });
});
