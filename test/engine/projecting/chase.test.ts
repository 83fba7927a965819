import fc from 'fast-check';
import { Chase } from '../../../src/engine/projecting/chase';
import { tried } from '../../properties';
import { TestClock } from '../../test-clock';

const SECOND = 1_000;

let clock: TestClock;
let chase: Chase;
beforeEach(() => {
  clock = new TestClock();
  chase = new Chase(clock);
});

/**
 * What is said second by second of somebody who reads so many places a second of a log that grows by as many others.
 * @returns after how many seconds it is outrun; null when it gets to the end before
 */
function chases(reads: number, grows: number, end: number, from = 0): number | null {
  for (let second = 0; second < 10_000; second++) {
    const [done, last] = [Math.min(from + second * reads, end + second * grows), end + second * grows];
    if (chase.isOutrun(done, last)) return second;
    if (done >= last) return null;
    clock.advance(SECOND);
  }
  throw new Error('it chases the end for ever');
}

describe('whoever reads a log that grows', () => {
  it.each([
    ['half as fast as it', 250, 500],
    ['just as fast', 500, 500],
    ['nearly twice as fast', 990, 500],
    ['not at all', 0, 500],
    ['one place a second of a log that grows by one', 1, 1],
    ['just as fast, however close to its end', 10_000, 10_000],
  ])('is outrun %s', (_, reads, grows) => {
    expect(chases(reads, grows, 1_000_000)).toBe(5);
  });

  it.each([
    ['twice as fast', 1_000, 500, 1_000_000],
    ['faster than that', 20_000, 500, 1_000_000],
    ['from a log that stands still', 1, 0, 100],
  ])('is not %s', (_, reads, grows, end) => {
    expect(chases(reads, grows, end)).toBeNull();
  });

  it('is outrun, or at the end in about twice the time that the log alone would take', () => {
    const growth = fc.integer({ min: 0, max: 1_000 });
    fc.assert(
      fc.property(growth, fc.double({ min: 1, max: 4, noNaN: true }), fc.nat(60_000), (grows, times, end) => {
        clock = new TestClock();
        chase = new Chase(clock);
        const reads = Math.max(1_000, Math.ceil(grows * times));
        const begun = clock.now();
        const outrunAt = chases(reads, grows, end);
        if (outrunAt === null)
          expect((clock.now() - begun) / SECOND).toBeLessThanOrEqual(Math.max(5, (2 * end) / reads + 1));
        else expect(outrunAt).toBe(5);
      }),
      tried(100),
    );
  });

  it('is judged anew where it begins again, and left alone while it reads nothing', () => {
    expect(chase.isOutrun(900, 1_000)).toBe(false);
    clock.advance(10 * SECOND);
    expect(chase.isOutrun(10, 2_000)).toBe(false);
    clock.advance(4 * SECOND);
    expect(chase.isOutrun(null, 3_000)).toBe(false);
    clock.advance(10 * SECOND);
    expect(chase.isOutrun(10, 4_000)).toBe(false);
    clock.advance(5 * SECOND);
    expect(chase.isOutrun(10, 5_000)).toBe(true);
  });
});
