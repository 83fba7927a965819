import fc from 'fast-check';
import type { AccountSettings, Window } from '../../src/domain/account/settings';
import type { OptOutChannel } from '../../src/domain/contact/events';
import type { ContactState } from '../../src/domain/contact/opt-outs';
import { WEEKDAYS } from '../../src/domain/account/settings';
import { zones } from './definition';

const HOURS: readonly (readonly Window[])[] = [
  [['09:00', '17:00']],
  [
    ['08:00', '12:00'],
    ['13:30', '18:00'],
  ],
  [['22:00', '06:00']],
  [['00:00', '24:00']],
  [],
];
const windows = fc.constantFrom(...HOURS);

const week = fc.oneof(
  { weight: 5, arbitrary: fc.record(Object.fromEntries(WEEKDAYS.map((day) => [day, windows])), { requiredKeys: [] }) },
  { weight: 1, arbitrary: fc.constant({}) },
);

const DAY = 86_400_000;
const EVERY_OTHER_DATE = Array.from({ length: 500 }, (_, i) =>
  new Date(Date.UTC(2026, 10, 1) + 2 * i * DAY).toISOString().slice(0, 10),
);

/** An account's settings, without rate limits. */
export const settings = (): fc.Arbitrary<AccountSettings> =>
  fc.record({
    timezone: zones,
    businessHours: week,
    closedDates: fc.constantFrom([], EVERY_OTHER_DATE),
    rateLimits: fc.constant({}),
  });

/** Of a contact. */
export const optOuts = (): fc.Arbitrary<ContactState> =>
  fc.subarray<OptOutChannel>(['sms', 'email']).map((channels) => new Set(channels));
