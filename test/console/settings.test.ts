import fc from 'fast-check';
import { bodyOf, draftOf, rebased } from '../../console/src/pages/settings/draft';
import type { Settings } from '../../console/src/pages/settings/draft';
import { dragged, minutesOf, shownOn, timeOf, withWindow } from '../../console/src/pages/settings/hours';

const SETTINGS: Settings = {
  timezone: 'Europe/Madrid',
  businessHours: {
    mon: [
      ['09:00', '13:00'],
      ['14:00', '18:00'],
    ],
    fri: [['22:00', '02:00']],
  },
  closedDates: ['2026-12-25'],
  rateLimits: { sms: { perMinute: 60, whenFull: 'wait' }, perContactPerDay: 4 },
  emailFrom: 'hello@example.com',
  asOf: { position: '1', lagMs: 0 },
};

test('what is stored comes out of the form as it went in', () => {
  const { asOf: _, ...stored } = SETTINGS;
  expect(bodyOf(draftOf(SETTINGS))).toEqual(stored);
});

test('an emptied field is left out, and a day without hours is closed', () => {
  const draft = draftOf(SETTINGS);
  const emptied = { ...draft, emailFrom: '', perContactPerDay: '', hours: { ...draft.hours, mon: [] } };
  expect(bodyOf(emptied)).toEqual({
    timezone: 'Europe/Madrid',
    businessHours: { fri: [['22:00', '02:00']] },
    closedDates: ['2026-12-25'],
    rateLimits: { sms: { perMinute: 60, whenFull: 'wait' } },
  });
});

test.each([
  [{}, {}, {}, []],
  [{ country: 'ES' }, {}, { country: 'ES' }, []],
  [{}, { country: 'FR' }, { country: 'FR' }, []],
  [{ smsFrom: '+34600000000' }, { country: 'FR' }, { smsFrom: '+34600000000', country: 'FR' }, []],
  [{ country: 'ES' }, { country: 'FR' }, { country: 'ES' }, ['country']],
  [{ country: 'ES' }, { country: 'ES' }, { country: 'ES' }, []],
  [
    { closedDates: [] },
    { closedDates: ['2027-01-01'], country: 'FR' },
    { closedDates: [], country: 'FR' },
    ['closed dates'],
  ],
] as const)(
  'of what one changed (%j) and somebody else (%j) both stand, one’s own where they meet',
  (mine, theirs, all, both) => {
    const base = draftOf(SETTINGS);
    const { draft, contested } = rebased({ ...base, ...mine }, base, { ...base, ...theirs });
    expect(draft).toEqual({ ...base, ...all });
    expect(contested).toEqual(both);
  },
);

test('a time and its minutes are one and the same', () => {
  fc.assert(fc.property(fc.nat(1_440), (minutes) => minutesOf(timeOf(minutes)) === minutes));
});

test('a drag snaps to quarters of an hour, and a press is none', () => {
  expect(dragged(541, 1_022)).toEqual([540, 1_020]);
  expect(dragged(1_022, 541)).toEqual([540, 1_020]);
  expect(dragged(600, 604)).toBeNull();
  expect(dragged(-30, 2_000)).toEqual([0, 1_440]);
});

test('hours that go on overnight are shown to midnight', () => {
  expect(shownOn(['22:00', '02:00'])).toEqual([1_320, 1_440]);
  expect(shownOn(['22:00', '24:00'])).toEqual([1_320, 1_440]);
});

test('what is dragged over is open afterwards, what was open stays so, and no windows meet', () => {
  const quarter = fc.nat(95).map((n) => n * 15);
  const window = fc
    .tuple(quarter, fc.integer({ min: 1, max: 20 }))
    .map(([from, n]) => [from, Math.min(1_440, from + n * 15)] as const);
  fc.assert(
    fc.property(fc.array(window, { minLength: 1, maxLength: 6 }), (drags) => {
      let windows: ReturnType<typeof withWindow> = [];
      for (const drag of drags) windows = withWindow(windows, drag);
      const open = (minute: number): boolean => drags.some(([from, to]) => minute >= from && minute < to);
      const shown = windows.map(shownOn);
      for (let minute = 0; minute < 1_440; minute += 15)
        expect(shown.filter(([from, to]) => minute >= from && minute < to)).toHaveLength(open(minute) ? 1 : 0);
    }),
  );
});
