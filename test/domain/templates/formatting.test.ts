import { renderHtml, renderText } from '../../../src/domain/templates/render';
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
  ])('{{ %.60s }} is a template error', (value, wrong) => {
    const template = value.endsWith('"') ? `{{ ${value} }}` : `{{ ${value}" }}`;
    expect(() => text(template)).toThrow(TemplateError);
    expect(() => text(template)).toThrow(wrong);
  });
});

describe('an amount of money', () => {
  it.each([
    ['data.total | money: "USD"', {}, '$1,200.00'],
    ['data.total | money: "usd"', {}, '$1,200.00'],
    ['"250000.005" | money: "USD"', {}, '$250,000.01'],
    ['" 12.5 " | money: "EUR"', {}, '€12.50'],
    ['-5 | money: "USD"', {}, '-$5.00'],
    ['1234.5 | money: "JPY"', {}, '¥1,235'],
    ['1234.5 | money: "EUR"', { locale: 'de-DE' }, '1.234,50 €'],
    ['1234.5 | money: "EUR"', { locale: 'fr_FR' }, '1 234,50 €'],
    ['1234.5 | money: "USD"', { locale: 'not a locale' }, '$1,234.50'],
    ['1234.5 | money: "USD"', { locale: 5 }, '$1,234.50'],
    ['1234.5 | money: "USD"', { locale: '' }, '$1,234.50'],
    ['contact.nothing | money: "USD"', {}, ''],
    ['"" | money: "USD" | default: "free"', {}, 'free'],
    ['data.total | divided_by: 7 | money: "USD"', {}, '$171.43'],
    ['"123456789012345678901234567890.12" | money: "USD"', {}, '$123,456,789,012,345,678,901,234,567,890.12'],
  ])('{{ %s }} for %j is %j', (value, contact, shown) => {
    expect(text(`{{ ${value} }}`, contact)).toBe(shown);
  });

  it.each([
    ...[
      '"n/a" | money: "USD"',
      '"1,200" | money: "USD"',
      '"1e3" | money: "USD"',
      'true | money: "USD"',
      '"$5" | money: "USD"',
    ],
    ...[
      'data.o | money: "USD"',
      'data.list | money: "USD"',
      '5 | money',
      '5 | money: "US"',
      '5 | money: "XXQ"',
      '5 | money: 7',
    ],
    ...['"NaN" | money: "USD"', '"0x10" | money: "USD"', '5 | money: data.o', '5 | divided_by: 0 | money: "USD"'],
  ])('{{ %s }} is a template error', (value) => {
    expect(() => text(`{{ ${value} }}`)).toThrow(TemplateError);
  });
});

describe('what is no text', () => {
  it.each([
    ...[
      'data.o',
      'data.list',
      'contact',
      'data.list[0]',
      '(1..3)',
      'data.o | append: "x"',
      '"x" | append: data.o',
      'data.list | upcase',
    ],
    ...[
      'data.list | join: ", "',
      'data.o | escape',
      '"x" | replace: "x", data.o',
      'data.o | strip',
      'data.o | newline_to_br',
      'data.o | raw',
    ],
    ...[
      'data.o | default: "x"',
      'nothing | default: data.o',
      'data.list | first',
      'data.list | array_to_sentence_string',
      'data.o | url_encode',
    ],
    ...[
      '5 | divided_by: 0',
      '5 | modulo: 0',
      'data.o | truncate: 5',
      'data.o | split: ","',
      'data.o | sha256',
      '"a" | prepend: data.list',
    ],
  ])('is a template error as an output: %s', (value) => {
    for (const render of [renderText, renderHtml])
      for (const template of [`{{ ${value} }}`, `{% echo ${value} %}`, `{% assign x = ${value} %}{{ x }}`])
        expect(() => render(template, variablesWith())).toThrow(TemplateError);
  });

  it.each([
    ['data.list | map: "n" | join: ", "', '1, 2'],
    ['data.o | json', '{"a":1}'],
    ['data.o.a', '1'],
    ['data.list.size', '2'],
    ['data.list | first | map: "n" | first', '1'],
    ['data.paid', 'false'],
    ['"a,b" | split: "," | join: "-"', 'a-b'],
  ])('may be made one: {{ %s }}', (value, shown) => {
    expect(renderText(`{{ ${value} }}`, variablesWith())).toBe(shown);
  });
});
