import { checkTemplate } from '../../../src/domain/templates/check-template';
import { renderText } from '../../../src/domain/templates/render';
import { TemplateError } from '../../../src/domain/templates/template-error';
import { variablesWith } from './a-rendering';

const text = (template: string, contact = {}): string =>
  renderText(template, variablesWith({ contact: { id: 'ana', ...contact } }));

describe('a date', () => {
  it.each([
    ['data.at | date: "%A %-d %B %Y, %-I:%M %p"', 'Tuesday 24 November 2026, 5:00 AM'],
    ['data.at | date: "%a %b %e %H:%M:%S.%L %z %Z"', 'Tue Nov 24 05:00:00.000 -0500 America/New_York'],
    ['data.at | date: "%H:%M %:z", "Asia/Kathmandu"', '15:45 +05:45'],
    ['data.at | date: "%H:%M %z", "+02:00"', '12:00 +0200'],
    ['data.at | date: "%H:%M", 360', '04:00'],
    ['data.at | date: "%j %U %W %u %w %y %C %q %s"', '328 47 47 2 2 26 20 th 1795514400'],
    ['data.at | date: "%c|%x|%X"', '11/24/2026, 5:00:00 AM|11/24/2026|5:00:00 AM'],
    ['data.at | date: "%^a %#B %_d %-m %05d %3N %%%n%t"', 'TUE NOVEMBER 24 11 00024 000 %\n\t'],
    ['data.at | date', 'Tuesday, November 24, 2026 at 5:00 am -0500'],
    ['"2026-12-25" | date: "%b %-d"', 'Dec 25'],
    ['"2026-12-25T23:30:00" | date: "%b %-d %H:%M"', 'Dec 25 23:30'],
    ['"2026-07-01T12:00:00+02:00" | date: "%H:%M %z"', '06:00 -0400'],
    ['"Nov 24, 2026 10:00" | date: "%H:%M"', '10:00'],
    ['"Tue, 24 Nov 2026 10:00:00 GMT" | date: "%H:%M"', '05:00'],
    ['1795514400 | date: "%Y-%m-%d"', '2026-11-24'],
    ['"1795514400" | date: "%Y-%m-%d"', '2026-11-24'],
    ['"now" | date: "%H:%M"', '05:00'],
    ['"2026-01-01" | date: "%U %W %j %-y"', '00 00 001 26'],
    ['"soon" | date: "%Y"', 'soon'],
    ['contact.nothing | date: "%Y"', ''],
    ['"2026-02-30" | date: "%Y"', '2026-02-30'],
    ['"1e30" | date: "%Y"', '1e30'],
    ['999999999999999 | date: "%Y"', '999999999999999'],
    [`data.at | date: "${'%A'.repeat(50)}"`, 'Tuesday'.repeat(50)],
    ['data.at | date: "%F %T|%D|%R|%r|%v"', '2026-11-24 05:00:00|11/24/26|05:00|05:00:00 AM|24-NOV-2026'],
    ['data.at | date: "%+"', 'Tue Nov 24 05:00:00 America/New_York 2026'],
    ['data.at | date: "%G-W%V-%u %g %^v %12F %::z"', '2026-W48-2 26 24-NOV-2026   2026-11-24 -05:00'],
    ['"2027-01-01" | date: "%G-W%V %g|%j"', '2026-W53 26|001'],
    ['"2024-12-30" | date: "%G-W%V"', '2025-W01'],
    ['1795514400000 | date: "%F %R"', '2026-11-24 05:00'],
    ['"1795514400000" | date: "%F %R"', '2026-11-24 05:00'],
    ['1795514400123 | date: "%L %s"', '123 1795514400'],
    ['631152000000 | date: "%F"', '1989-12-31'],
    ['1795514400.5 | date: "%L"', '500'],
    ['"20261124" | date: "%F"', '2026-11-24'],
    ['"11/24/2026" | date: "%F"', '2026-11-24'],
    ['"24 November 2026" | date: "%F"', '2026-11-24'],
    ['"Tue Nov 24 2026 10:00:00 GMT+0100 (Central European Standard Time)" | date: "%F %R"', '2026-11-24 04:00'],
    ['"Tue Nov 24 10:00:00 EST 2026" | date: "%F %R"', '2026-11-24 10:00'],
    ['"Room 12" | date: "%F"', 'Room 12'],
    ['"call 5" | date: "%F"', 'call 5'],
    ['"Feb 30, 2026" | date: "%F"', 'Feb 30, 2026'],
    ['"2/30/2026" | date: "%F"', '2/30/2026'],
    ['"31/12/2026" | date: "%F"', '31/12/2026'],
    ['"Nov 24" | date: "%A"', 'Nov 24'],
    ['"2.3.2026" | date: "%F"', '2.3.2026'],
    ['"May 5 2026 maybe" | date: "%F"', 'May 5 2026 maybe'],
    ['data.at | date: "%100d"', '24'.padStart(100, '0')],
  ])('{{ %s }} is %j', (value, shown) => {
    expect(text(`{{ ${value} }}`)).toBe(shown);
  });

  it.each([
    [`data.at | date: "${'x'.repeat(101)}"`, 'at most 100 characters'],
    [`data.at | date: "${'%A'.repeat(100_000)}"`.slice(0, 190_000), 'at most 100 characters'],
    ['data.at | date: "%1000000d"', 'at most 100 characters'],
    ['data.at | date: "%101A"', 'at most 100 characters'],
    ['data.at | date: "%999999999N"', 'at most 100 characters'],
    ['data.at | date: "%Y", "Mars/Phobos"', '"Mars/Phobos" is not the name of a time zone'],
    ['data.o | date: "%Y"', 'an object cannot be shown'],
    ['data.at | date: "%Q"', '"%Q" is no part of a date'],
    ['data.at | date: "%Y %-!"', '"%-!" is no part of a date'],
    ['data.at | date: "100%"', '"%" is no part of a date'],
    ['data.at | date: "%10f"', '"%10f" is no part of a date'],
  ])('{{ %.60s }} is a template error', (value, wrong) => {
    const template = value.endsWith('"') ? `{{ ${value} }}` : `{{ ${value}" }}`;
    expect(() => text(template)).toThrow(TemplateError);
    expect(() => text(template)).toThrow(wrong);
  });

  it.each(['%Q', '%', '% d', '%i', '%101d', '%f%Y', '%\u{1f642}'])(
    'has a format that can be saved, which %j is not',
    (format) => {
      for (const template of [
        `{{ data.at | date: "${format}" }}`,
        `{% assign x = data.at | date: '${format}', "UTC" %}`,
        `{% if data.at %}{% for i in data.l %}{{ i | upcase | date: "${format}" }}{% endfor %}{% endif %}`,
      ])
        expect(checkTemplate(template)).toMatch(/ a date( |:)/);
      expect(checkTemplate('{{ data.at | date: data.format }}')).toBeNull();
    },
  );
});
