import { durationMs, systemClock } from '../../src/kernel/clock';

describe('a length of time', () => {
  it.each([
    ['2026-11-24T10:00:00.000Z', '2026-11-24T10:00:01.500Z', 1500],
    ['2026-11-24T10:00:00.000Z', '2026-11-24T10:00:00.000Z', 0],
    ['2026-11-24T10:00:00.001Z', '2026-11-24T10:00:00.000Z', 0],
    ['2026-11-24T10:00:00.000Z', '1970-01-01T00:00:00.000Z', 0],
  ])('from %s to %s is %d ms: never below 0, though the clock went back', (from, to, ms) => {
    expect(durationMs(from, to)).toBe(ms);
  });

  it('is measured by a time that never goes back', () => {
    const before = systemClock.monotonic();
    expect(systemClock.monotonic()).toBeGreaterThanOrEqual(before);
  });
});
