import { Appends } from '../../../src/engine/deciding/appends';
import { FairTurns } from '../../../src/engine/deciding/fair-turns';
import { NO_STREAM, START } from '../../../src/kernel/message';
import type { Appended } from '../../../src/ports/event-store';
import { Pace } from '../../../src/engine/deciding/pace';

let now: number;
let turns: FairTurns;
let pace: Pace;
let appends: Appends;
/** What the event store has not answered yet. */
let answers: (() => void)[];
let had: string[];
beforeEach(() => {
  now = 0;
  turns = new FairTurns(() => now);
  answers = [];
  const append = (): Promise<Appended> =>
    new Promise((resolve) =>
      answers.push(() => {
        resolve({ revision: 0, position: START });
      }),
    );
  appends = new Appends({ append }, { monotonic: () => now }, { appended: () => undefined });
  pace = new Pace(turns, appends, () => now);
  had = [];
});

/** A decision that takes a millisecond, after what it waits for. */
async function decides(name: string, account: string, first: Promise<void> = Promise.resolve()): Promise<void> {
  await first;
  await turns.next(account);
  had.push(name);
  now += 1;
}
const many = <T>(n: number, one: (i: number) => T): readonly T[] => Array.from({ length: n }, (_, i) => one(i));

describe('what the engine does by itself', () => {
  it('is all done, in its order', async () => {
    await Promise.all(many(500, (i) => decides(`${i}`, 'a', pace.wake('a'))));
    expect(had).toEqual(many(500, (i) => `${i}`));
  });

  it('leaves room for a request of the same account, which waits for few of its turns', async () => {
    const wakes = many(5_000, () => decides('wake', 'a', pace.wake('a')));
    await new Promise((resolve) => setImmediate(resolve));
    const before = had.length;
    await decides('request', 'a');
    expect(had.indexOf('request') - before).toBeLessThan(100);
    await Promise.all(wakes);
  });

  it('of one account leaves another one its turns', async () => {
    const wakes = many(1_000, () => decides('wake', 'a', pace.wake('a')));
    await Promise.all(many(10, () => decides('other', 'b', pace.wake('b'))));
    expect(had.length).toBeLessThan(100);
    await Promise.all(wakes);
  });

  it('goes on with what follows from wakes after the wakes, and before those that come much later', async () => {
    const following = many(3, () => decides('following', 'a', pace.following('a')));
    const wakes = many(200, () => decides('wake', 'a', pace.wake('a')));
    now += 10_000;
    const later = many(3, () => decides('later', 'a', pace.wake('a')));
    await Promise.all([...following, ...wakes, ...later]);
    expect(had).toEqual([...many(200, () => 'wake'), ...many(3, () => 'following'), ...many(3, () => 'later')]);
  });

  it('goes on as the event store does: what is asked for meanwhile waits for few of its appends', async () => {
    const appending = async (first: Promise<void>): Promise<void> => {
      await decides('wake', 'a', first);
      await appends.append('run-1', NO_STREAM, []);
    };
    const wakes = many(1_000, () => appending(pace.wake('a')));
    /** Until nothing comes any more. */
    const settle = async (): Promise<void> => {
      for (let before = -1; answers.length > before;) {
        before = answers.length;
        for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await settle();
    expect(answers.length).toBeGreaterThanOrEqual(128);
    expect(answers.length).toBeLessThan(150);
    for (let wave = 0; answers.length > 0; wave++) {
      expect(wave).toBeLessThan(100);
      for (const answer of answers.splice(0, 100)) answer();
      await settle();
      expect(answers.length).toBeLessThan(150);
    }
    await Promise.all(wakes);
  });
});
