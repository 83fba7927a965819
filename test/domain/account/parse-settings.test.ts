import fc from 'fast-check';
import { parseSettings } from '../../../src/domain/account/parse-settings';
import { DEFAULT_SETTINGS } from '../../../src/domain/account/settings';
import { InvalidRequest } from '../../../src/kernel/errors';
import { faultsOf, refusesEach } from '../../kernel/faults-of';

const hours = (...mon: unknown[]) => ({ businessHours: { mon } });
const NOT_TWO_TIMES = 'must be two different times, such as ["09:00", "17:00"]';
const NOT_A_DATE = 'must be a date such as 2026-12-25';
const NO_ZONE = 'is not the IANA name of a time zone';

describe('the settings of an account', () => {
  it('are the defaults where nothing is set: UTC, office hours, no limits', () => {
    expect(parseSettings({})).toEqual(DEFAULT_SETTINGS);
    expect(parseSettings({ timezone: 'Europe/Berlin' })).toEqual({ ...DEFAULT_SETTINGS, timezone: 'Europe/Berlin' });
  });

  it('are kept as they are when they are valid', () => {
    const settings = {
      timezone: 'America/New_York',
      businessHours: {
        mon: [
          ['13:00', '17:00'],
          ['09:00', '12:00'],
        ],
        fri: [['22:00', '06:00']],
        sat: [['00:00', '24:00']],
        sun: [],
      },
      closedDates: ['2026-12-25', '2028-02-29'],
      rateLimits: {
        sms: { perMinute: 1, whenFull: 'wait' },
        email: { perMinute: 100_000, whenFull: 'fail' },
        webhook: { perMinute: 5 },
        perContactPerDay: 3,
      },
    };
    expect(parseSettings(settings)).toEqual(settings);
    expect(parseSettings(parseSettings(settings))).toEqual(settings);
  });

  it.each(['US', 'FR', 'XK', 'AQ'])('may name %s as the country of the account', (country) => {
    expect(parseSettings({ country }).country).toBe(country);
  });

  it('name no country that was not told', () => {
    expect(parseSettings({})).not.toHaveProperty('country');
  });

  it('close a weekday that is left out', () => {
    expect(parseSettings({ businessHours: {} }).businessHours).toEqual({});
  });

  it('hold each closed date once, in order', () => {
    const closedDates = ['2027-01-01', '2026-12-25', '2027-01-01'];
    expect(parseSettings({ closedDates }).closedDates).toEqual(['2026-12-25', '2027-01-01']);
  });

  refusesEach(parseSettings, [
    [null, ': must be an object'],
    [[], ': must be an object'],
    [{ locale: 'de' }, 'locale: is not known here'],
    [{ timezone: 'PST' }, `timezone: ${NO_ZONE}`],
    [{ timezone: '+02:00' }, `timezone: ${NO_ZONE}`],
    [{ timezone: null }, 'timezone: must be a string'],
    ...['us', 'UK', 'EU', 'ZZ', 'U', 'U1', 'ÜS', 'U ', '1 '].map(
      (country) => [{ country }, 'country: is not an ISO 3166-1 country of two capital letters'] as const,
    ),
    [{ country: 'USA' }, 'country: must have at most 2 characters'],
    [{ country: '' }, 'country: must not be empty'],
    [{ country: null }, 'country: must be a string'],
    [{ businessHours: [] }, 'businessHours: must be an object'],
    [{ businessHours: { monday: [] } }, 'businessHours.monday: is not known here'],
    [{ businessHours: { mon: '9-17' } }, 'businessHours.mon: must be a list'],
    [{ businessHours: { mon: null } }, 'businessHours.mon: must be a list'],
    [hours(...Array<unknown>(11).fill(['09:00', '17:00'])), 'businessHours.mon: must have at most 10 items'],
    [hours('09:00-17:00'), `businessHours.mon[0]: ${NOT_TWO_TIMES}`],
    [hours([]), `businessHours.mon[0]: ${NOT_TWO_TIMES}`],
    [hours(['09:00']), `businessHours.mon[0]: ${NOT_TWO_TIMES}`],
    [hours(['09:00', '12:00', '17:00']), `businessHours.mon[0]: ${NOT_TWO_TIMES}`],
    [hours(['09:00', '09:00']), `businessHours.mon[0]: ${NOT_TWO_TIMES}`],
    [hours(['9:00', '17:00']), `businessHours.mon[0]: ${NOT_TWO_TIMES}`],
    [hours(['09:00', '25:00']), `businessHours.mon[0]: ${NOT_TWO_TIMES}`],
    [hours(['24:00', '06:00']), `businessHours.mon[0]: ${NOT_TWO_TIMES}`],
    [hours([9, 17]), `businessHours.mon[0]: ${NOT_TWO_TIMES}`],
    [hours(['09:00', '12:00'], ['x', 'y']), `businessHours.mon[1]: ${NOT_TWO_TIMES}`],
    [hours(['09:00', '12:00'], ['11:59', '17:00']), 'businessHours.mon: has windows that overlap'],
    [hours(['22:00', '06:00'], ['23:00', '24:00']), 'businessHours.mon: has windows that overlap'],
    [hours(['09:00', '17:00'], ['09:00', '17:00']), 'businessHours.mon: has windows that overlap'],
    [{ closedDates: '2026-12-25' }, 'closedDates: must be a list'],
    [{ closedDates: ['2026-12-25', '2026-02-29'] }, `closedDates[1]: ${NOT_A_DATE}`],
    [{ closedDates: ['25.12.2026'] }, `closedDates[0]: ${NOT_A_DATE}`],
    [{ closedDates: ['2026-12-25T00:00Z'] }, `closedDates[0]: ${NOT_A_DATE}`],
    [{ closedDates: [20261225] }, `closedDates[0]: ${NOT_A_DATE}`],
    [{ closedDates: Array(1_001).fill('2026-12-25') }, 'closedDates: must have at most 1000 items'],
    [{ rateLimits: 5 }, 'rateLimits: must be an object'],
    [{ rateLimits: { fax: { perMinute: 1 } } }, 'rateLimits.fax: is not known here'],
    [{ rateLimits: { sms: 5 } }, 'rateLimits.sms: must be an object'],
    [{ rateLimits: { sms: {} } }, 'rateLimits.sms.perMinute: is required'],
    [{ rateLimits: { sms: { perMinute: 0 } } }, 'rateLimits.sms.perMinute: must be a whole number from 1 to 100000'],
    [{ rateLimits: { sms: { perMinute: 1.5 } } }, 'rateLimits.sms.perMinute: must be a whole number from 1 to 100000'],
    [{ rateLimits: { sms: { perMinute: '5' } } }, 'rateLimits.sms.perMinute: must be a whole number from 1 to 100000'],
    [
      { rateLimits: { sms: { perMinute: 5, whenFull: 'retry' } } },
      'rateLimits.sms.whenFull: must be one of fail, wait',
    ],
    [{ rateLimits: { sms: { whenFull: 'wait' } } }, 'rateLimits.sms.perMinute: is required'],
    [{ rateLimits: { sms: { perMinute: 5, burst: 2 } } }, 'rateLimits.sms.burst: is not known here'],
    [{ rateLimits: { perContactPerDay: 1_001 } }, 'rateLimits.perContactPerDay: must be a whole number from 1 to 1000'],
  ]);

  it('are refused with all their faults at once', () => {
    const input = {
      timezone: 'x',
      ...hours(['a', 'b'], ['c', 'd']),
      closedDates: ['e'],
      rateLimits: { sms: { perMinute: -1 } },
      f: 1,
    };
    expect(faultsOf(() => parseSettings(input))).toEqual([
      `timezone: ${NO_ZONE}`,
      `businessHours.mon[0]: ${NOT_TWO_TIMES}`,
      `businessHours.mon[1]: ${NOT_TWO_TIMES}`,
      `closedDates[0]: ${NOT_A_DATE}`,
      'rateLimits.sms.perMinute: must be a whole number from 1 to 100000',
      'f: is not known here',
    ]);
  });

  it('allow windows that meet', () => {
    expect(faultsOf(() => parseSettings(hours(['12:00', '17:00'], ['09:00', '12:00'])))).toEqual([]);
  });

  it('are refused as invalid, whatever JSON they are', () => {
    const json = fc.json({ maxDepth: 4 }).map((text): unknown => JSON.parse(text));
    const near = fc.record(
      {
        timezone: json,
        businessHours: fc.oneof(json, fc.dictionary(fc.constantFrom('mon', 'tue', 'x'), json)),
        closedDates: fc.oneof(json, fc.array(fc.oneof(json, fc.stringMatching(/^\d{4}-\d\d-\d\d$/)))),
        rateLimits: fc.oneof(json, fc.record({ sms: json, perContactPerDay: json })),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(json, near), (input) => {
        try {
          parseSettings(input);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidRequest);
        }
      }),
    );
  });
});
