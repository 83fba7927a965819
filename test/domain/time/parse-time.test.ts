import fc from 'fast-check';
import { parseTime } from '../../../src/domain/time/parse-time';
import { ZONES } from './wall-clock';

const parsed = (text: string): string | null => {
  const time = parseTime(text, 'America/New_York');
  return time === null ? null : new Date(time).toISOString();
};

describe('a time as text', () => {
  it.each([
    ['2026-11-24T10:00:00.000Z', '2026-11-24T10:00:00.000Z'],
    ['2026-11-24T10:00Z', '2026-11-24T10:00:00.000Z'],
    ['2026-11-24t10:00z', '2026-11-24T10:00:00.000Z'],
    ['20261124T100000Z', '2026-11-24T10:00:00.000Z'],
    ['2026-11-24T10:00:00.123456789Z', '2026-11-24T10:00:00.123Z'],
    ['2026-11-24T10:00:00,5Z', '2026-11-24T10:00:00.500Z'],
    ['2026-11-24T10:00:00+01:00', '2026-11-24T09:00:00.000Z'],
    ['2026-11-24T10:00:00+0545', '2026-11-24T04:15:00.000Z'],
    ['2026-11-24T10:00:00-03', '2026-11-24T13:00:00.000Z'],
    ['2026-11-24 10:00:00+01:00', '2026-11-24T09:00:00.000Z'],
    ['2026-11-24 10:00:00Z', '2026-11-24T10:00:00.000Z'],
  ])('with an offset, %s, is %s wherever it is read', (text, expected) => {
    expect(parsed(text)).toBe(expected);
  });

  it.each([
    ['2026-11-24', '2026-11-24T05:00:00.000Z'],
    ['20261124', '2026-11-24T05:00:00.000Z'],
    ['2026-11-24T10:00', '2026-11-24T15:00:00.000Z'],
    ['2026-11-24 10:00:00', '2026-11-24T15:00:00.000Z'],
    ['2026-07-01T10:00:00.5', '2026-07-01T14:00:00.500Z'],
    ['2026-03-08T02:30', '2026-03-08T07:00:00.000Z'],
    ['2026-11-01T01:30', '2026-11-01T05:30:00.000Z'],
  ])('without an offset, %s, is local: %s', (text, expected) => {
    expect(parsed(text)).toBe(expected);
  });

  it.each([
    '',
    'tomorrow',
    '24.11.2026',
    '11/24/2026',
    '2026',
    '2026-11',
    '2026-W48-2',
    '10:00',
    'T10:00Z',
    '2026-02-29',
    '2026-13-01',
    '2026-11-31T10:00Z',
    '2026-11-24T25:00',
    '2026-11-24T10:60Z',
    '2026-11-24T10:00+25:00',
    '2026-11-24Z',
    '2026-11-24T',
    ' 2026-11-24',
    '2026-11-24T10:00[Europe/Berlin]',
    '2026-11-24T10:00+01:00[Europe/Berlin]',
    '2026-11-24[u-ca=hebrew]',
    '+275760-09-14T00:00Z',
    '+012026-11-24',
    '-000001-11-24',
    '1795514400000',
  ])('is none when it is %j', (text) => {
    expect(parsed(text)).toBeNull();
  });

  it('comes back from ISO 8601 in every zone', () => {
    const dates = fc.date({
      min: new Date('0000-01-01'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, fc.constantFrom(...ZONES), (date, timezone) => {
        expect(parseTime(date.toISOString(), timezone)).toBe(date.getTime());
      }),
    );
  });

  it('is a time or none, whatever the text', () => {
    const texts = fc.oneof(fc.string(), fc.stringMatching(/^[0-9]{4}-?[0-9]{2}-?[0-9]{2}[T ]?[0-9:.,+Z-]{0,20}$/));
    fc.assert(
      fc.property(texts, fc.constantFrom(...ZONES), (text, timezone) => {
        const time = parseTime(text, timezone);
        expect(time === null || Number.isInteger(time)).toBe(true);
      }),
    );
  });
});
