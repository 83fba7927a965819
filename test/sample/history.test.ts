import events from '../../src/sample/events.json';
import { DAYS, historyOf } from '../../src/sample/history';

const DAY_MS = 86_400_000;

test.each(['2026-11-28T00:00:01.000Z', '2026-11-28T12:00:00.000Z', '2026-11-28T23:59:59.000Z'])(
  'at %s the events of the sample are in order, on every day of the last ones, and none is to come',
  (time) => {
    const now = Date.parse(time);
    const past = historyOf(events, now);
    expect(past).toHaveLength(events.length);
    const times = past.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBeGreaterThan(now - (DAYS + 1) * DAY_MS);
    expect(times.at(-1)).toBeLessThan(now);
    expect(new Set(times.map((at) => Math.floor(at / DAY_MS))).size).toBeGreaterThanOrEqual(DAYS - 1);
  },
);
