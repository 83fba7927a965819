import { zoneOfHours, zoneOfRun } from '../../../src/domain/time/zone';
import type { Json } from '../../../src/kernel/message';

const MADRID = { timezone: 'Europe/Madrid' };
const TOKYO = { timezone: 'Asia/Tokyo' };
const UTC = { timezone: 'UTC' };

describe('the zone of a run', () => {
  it("is the contact's, else the workflow's, else the account's, else UTC, and says whose", () => {
    const contact = { timezone: 'America/New_York' };
    expect(zoneOfRun(contact, MADRID, TOKYO)).toEqual({ ...contact, timezoneOf: 'contact' });
    expect(zoneOfRun({}, MADRID, TOKYO)).toEqual({ ...MADRID, timezoneOf: 'workflow' });
    expect(zoneOfRun({}, {}, TOKYO)).toEqual({ ...TOKYO, timezoneOf: 'account' });
    expect(zoneOfRun({}, {}, UTC)).toEqual({ ...UTC, timezoneOf: 'default' });
  });

  it.each([
    ['Europe/Madrid', 'Europe/Madrid'],
    [' Europe/Madrid ', 'Europe/Madrid'],
    ['\tEurope/Madrid\n', 'Europe/Madrid'],
    ['\u00a0Europe/Madrid', 'Europe/Madrid'],
    ['europe/madrid', 'Europe/Madrid'],
    ['EUROPE/MADRID', 'Europe/Madrid'],
    ['america/argentina/BUENOS_AIRES', 'America/Argentina/Buenos_Aires'],
    ['america/port-au-prince', 'America/Port-au-Prince'],
    ['US/Pacific', 'US/Pacific'],
    ['us/pacific', 'US/Pacific'],
    ['Asia/Calcutta', 'Asia/Calcutta'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Europe/Kyiv', 'Europe/Kyiv'],
    ['EST5EDT', 'EST5EDT'],
    ['est5edt', 'EST5EDT'],
    ['EST', 'EST'],
    ['CET', 'CET'],
    ['GMT', 'GMT'],
    ['Etc/GMT-2', 'Etc/GMT-2'],
    ['utc', 'UTC'],
    ['Zulu', 'Zulu'],
  ])("of a contact's %j is %s", (timezone, name) => {
    expect(zoneOfRun({ timezone }, MADRID, TOKYO)).toEqual({ timezone: name, timezoneOf: 'contact' });
  });

  it.each<[written: Json, shown: string]>([
    ['Mars/Phobos', 'Mars/Phobos'],
    ['Europe/Madrid, Spain', 'Europe/Madrid, Spain'],
    ['Europe\\Madrid', 'Europe\\Madrid'],
    ['Europe Madrid', 'Europe Madrid'],
    ['Madrid', 'Madrid'],
    ['UTC+2', 'UTC+2'],
    ['GMT+2', 'GMT+2'],
    ['+02:00', '+02:00'],
    ['-0500', '-0500'],
    ['PST', 'PST'],
    ['Z', 'Z'],
    ['T10Z', 'T10Z'],
    ['(GMT-05:00) Eastern Time', '(GMT-05:00) Eastern Time'],
    ['Pacific Standard Time', 'Pacific Standard Time'],
    ['undefined', 'undefined'],
    ['null', 'null'],
    ['2026-11-24T10:00Z[Europe/Madrid]', '2026-11-24T10:00Z[Europe/Madrid]'],
    ['Europe/Madrid\u0000', 'Europe/Madrid\u0000'],
    ['\u200bEurope/Madrid', '\u200bEurope/Madrid'],
    ['__proto__', '__proto__'],
    ['toString', 'toString'],
    [2, '2'],
    [-300, '-300'],
    [0, '0'],
    [true, 'true'],
    [false, 'false'],
    [['Europe/Madrid'], '["Europe/Madrid"]'],
    [{ name: 'Europe/Madrid' }, '{"name":"Europe/Madrid"}'],
    [{}, '{}'],
  ])("goes by the next one when the contact's is %j, and tells what it ignored", (timezone, shown) => {
    const next = { ...MADRID, timezoneOf: 'workflow', ignoredTimezone: shown };
    expect(zoneOfRun({ timezone }, MADRID, TOKYO)).toEqual(next);
  });

  it.each<[Json | undefined]>([[undefined], [null], [''], [' '], ['\t\n']])(
    "ignores nothing when the contact's is absent: %j",
    (timezone) => {
      const contact = timezone === undefined ? {} : { timezone };
      expect(zoneOfRun(contact, {}, TOKYO)).toEqual({ ...TOKYO, timezoneOf: 'account' });
    },
  );

  it('shows a long one cut short', () => {
    const { ignoredTimezone } = zoneOfRun({ timezone: 'x'.repeat(200_000) }, MADRID, TOKYO);
    expect(ignoredTimezone?.length).toBeLessThan(100);
  });
});

describe('the zone of business hours', () => {
  it("is the workflow's, else the account's, else UTC", () => {
    expect(zoneOfHours({ timezone: 'europe/madrid' }, TOKYO)).toEqual({ ...MADRID, timezoneOf: 'workflow' });
    expect(zoneOfHours({}, TOKYO)).toEqual({ ...TOKYO, timezoneOf: 'account' });
    expect(zoneOfHours({}, UTC)).toEqual({ ...UTC, timezoneOf: 'default' });
  });
});
