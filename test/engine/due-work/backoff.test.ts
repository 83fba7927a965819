import { Backoff } from '../../../src/engine/due-work/backoff';
import { TestClock } from '../../test-clock';

describe('the pause before what failed is tried again', () => {
  const clock = new TestClock();
  const backoff = new Backoff(clock);

  it('doubles from one second up to five minutes, until it succeeds', () => {
    for (const pause of [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]) {
      backoff.failed('a');
      clock.advance(pause * 1000 - 1);
      expect(backoff.mayTry('a')).toBe(false);
      clock.advance(1);
      expect(backoff.mayTry('a')).toBe(true);
    }
    expect(backoff.failed('a')).toBe(12);
    backoff.succeeded('a');
    expect(backoff.mayTry('a')).toBe(true);
  });

  it.each([-3_600_000, -365 * 86_400_000])('is neither longer nor shorter when the clock is set by %d ms', (ms) => {
    backoff.failed('b');
    clock.setTo(clock.now() + ms);
    expect(backoff.mayTry('b')).toBe(false);
    clock.advance(1000);
    expect(backoff.mayTry('b')).toBe(true);
    backoff.succeeded('b');
  });
});
