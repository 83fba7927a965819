import { renderHtml, renderText } from '../../../src/domain/templates/render';
import { TemplateError } from '../../../src/domain/templates/template-error';
import { variablesWith } from './a-rendering';

const text = (template: string, contact = {}): string =>
  renderText(template, variablesWith({ contact: { id: 'ana', ...contact } }));

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
