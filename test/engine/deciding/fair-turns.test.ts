import fc from 'fast-check';
import { FairTurns } from '../../../src/engine/deciding/fair-turns';

const SHORT_MS = 1;
const LONG_MS = 40;

let now: number;
let turns: FairTurns;
/** Who had a turn, in this order. */
let had: string[];
beforeEach(() => {
  now = 0;
  turns = new FairTurns(() => now);
  had = [];
});

async function takes(account: string, ms: number): Promise<void> {
  await turns.next(account);
  had.push(account);
  now += ms;
}
/** Takes a turn, and all that follows from it is over. */
const took = async (account: string, ms: number): Promise<void> => {
  await takes(account, ms);
  await new Promise((resolve) => setImmediate(resolve));
};
const times = (n: number, account: string): readonly string[] => Array.from({ length: n }, () => account);
const all = (account: string, ms: number, n: number): Promise<unknown> =>
  Promise.all(Array.from({ length: n }, () => takes(account, ms)));

describe('accounts that share a thread', () => {
  it('have turns in rotation, whoever asked for how many before', async () => {
    await Promise.all([all('a', SHORT_MS, 3), all('b', SHORT_MS, 3), all('c', SHORT_MS, 1)]);
    expect(had).toEqual(['a', 'b', 'c', 'a', 'b', 'a', 'b']);
  });

  it('have as many turns as fit into the same time', async () => {
    await Promise.all([all('slow', LONG_MS, 3), all('quick', SHORT_MS, 2 * LONG_MS)]);
    expect(had.filter((_, i) => i <= LONG_MS + 1)).toEqual(['slow', ...times(LONG_MS, 'quick'), 'slow']);
  });

  it('have no claim for the time in which they asked for nothing', async () => {
    await all('a', LONG_MS, 10);
    await Promise.all([all('late', LONG_MS, 3), all('a', LONG_MS, 3)]);
    expect(had.slice(10, 13)).toContain('a');
  });

  it('wait for no more than one turn of another, however many it asked for', async () => {
    const amount = fc.integer({ min: 1, max: 60 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(amount, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 80 }),
        async (n, ms) => {
          [now, had, turns] = [0, [], new FairTurns(() => now)];
          const others = n.map((turns, i) => all(`other-${i}`, ms, turns));
          await Promise.all([...others, takes('one', SHORT_MS)]);
          expect(had.indexOf('one')).toBeLessThanOrEqual(n.length);
        },
      ),
    );
  });

  it('let the event loop go round when a turn was long', async () => {
    let rounds = 0;
    let ended = false;
    const round = (): void => {
      rounds++;
      if (!ended) setImmediate(round);
    };
    setImmediate(round);
    await all('slow', LONG_MS, 10);
    ended = true;
    expect(rounds).toBeGreaterThanOrEqual(10);
  });

  it('have many short turns in one round of the event loop', async () => {
    let rounds = 0;
    setImmediate(() => rounds++);
    await all('quick', 0, 1_000);
    expect(rounds).toBe(0);
  });
});

describe('an account whose turns are long', () => {
  it('rests while a request of another is open, which has its own turns meanwhile', async () => {
    await took('slow', LONG_MS);
    const close = turns.request('quick');
    const next = takes('slow', LONG_MS);
    for (let i = 0; i < 5; i++) await takes('quick', SHORT_MS);
    expect(had).toEqual(['slow', ...times(5, 'quick')]);
    close();
    await next;
  });

  it('goes on when it has rested for as long as its turn was', async () => {
    await took('slow', LONG_MS);
    turns.request('quick');
    const next = takes('slow', LONG_MS);
    now += LONG_MS;
    await next;
  });

  it('does not rest when it is alone, or among others like it', async () => {
    turns.request('slow');
    await all('slow', LONG_MS, 3);
    await took('slow too', LONG_MS);
    turns.request('slow too');
    await all('slow', LONG_MS, 3);
  });

  it('is trusted again after a short one', async () => {
    await took('slow', LONG_MS);
    await took('slow', SHORT_MS);
    turns.request('quick');
    await all('slow', SHORT_MS, 3);
  });
});
