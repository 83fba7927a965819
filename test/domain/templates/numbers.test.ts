import fc from 'fast-check';
import { renderText } from '../../../src/domain/templates/render';
import { TemplateError } from '../../../src/domain/templates/template-error';
import type { Json } from '../../../src/kernel/message';
import { tried } from '../../properties';
import { variablesWith } from './a-rendering';

const text = (template: string, x: Json = null): string => renderText(template, variablesWith({ data: { x } }));

const BY_ONE = ['times: 2', 'plus: 2', 'minus: 2', 'divided_by: 2', 'modulo: 2', 'at_least: 2', 'at_most: 2'];
const ALONE = ['ceil', 'floor', 'round', 'abs'];
const ALL = [...BY_ONE, ...ALONE, 'round: 1', 'sum'];
const UNREADABLE: readonly Json[] = [
  ...[
    '1,250.00',
    '$5',
    '5 USD',
    '5%',
    'n/a',
    'free',
    '1e3',
    '0x10',
    '1_000',
    '1 250',
    '--5',
    '5-',
    '1.2.3',
    '٣',
    'NaN',
  ],
  ...['Infinity', '2026-11-24', '.', '-', '9007199254740993', '1'.repeat(31), true, false, { a: 1 }, {}, [[1]], ['x']],
];

describe('reckoning', () => {
  it.each([
    ['data.x | times: 1.2 | money: "USD"', '1250.00', '$1,500.00'],
    ['data.x | times: 2', ' 12.5 ', '25'],
    ['data.x | plus: "1.5"', '1', '2.5'],
    ['data.x | plus: 1', '+5', '6'],
    ['data.x | plus: 1', '007', '8'],
    ['data.x | plus: 1', '.5', '1.5'],
    ['data.x | plus: 1', '5.', '6'],
    ['data.x | minus: 0.1', '-0.2', '-0.3'],
    ['data.x | plus: 0.2', 0.1, '0.3'],
    ['data.x | times: 3', 1.1, '3.3'],
    ['data.x | plus: 0.2 | times: 10 | ceil', 0.1, '3'],
    ['data.x | times: data.x', 3037000499, '9223372030926249000'],
    ['data.x | divided_by: 7 | round: 2', 1200, '171.43'],
    ['data.x | divided_by: 2, true', 5, '2'],
    ['data.x | divided_by: 3', 10, '3.33333333333333'],
    ['data.x | modulo: 3', '-1', '2'],
    ['data.x | round: 2', '1.005', '1.01'],
    ['data.x | round: data.y', '1.5', '2'],
    ['data.x | abs', '-7', '7'],
    ['data.x | ceil', 1.2, '2'],
    ['data.x | floor', '-1.2', '-2'],
    ['data.x | at_least: 5', 3, '5'],
    ['data.x | at_most: "5"', '12', '5'],
    ['data.x | at_most: data.y', '12', '12'],
    ['data.x | plus: data.y', '12', '12'],
    ['data.x | sum', ['1.50', 2, null, ' '], '3.5'],
    ['data.x | sum', [0.1, 0.2], '0.3'],
    ['data.x | sum', [], '0'],
    ['data.x | sum: "n"', [{ n: '1' }, { n: 2 }, {}], '3'],
    ['data.x | sum: "o.n"', [{ o: { n: 1 } }, { o: null }], '1'],
    ['data.x', 1e21, '1000000000000000000000'],
    ['data.x', 1e-7, '0.0000001'],
  ])('{{ %s }} of %j is %s', (value, x, shown) => {
    expect(text(`{{ ${value} }}`, x)).toBe(shown);
  });

  it.each(UNREADABLE)('takes no value for 0 that is there: %j is a template error', (x) => {
    for (const filter of ALL)
      for (const template of [`{{ data.x | ${filter} }}`, `{{ data.x | ${filter} | default: 0 }}`])
        expect(() => text(template, x)).toThrow(TemplateError);
    for (const filter of BY_ONE)
      expect(() => text(`{{ 5 | ${filter.split(':')[0] ?? ''}: data.x }}`, x)).toThrow(TemplateError);
  });

  it.each([undefined, null, '', ' \t'])('leaves what is absent so, and begins a sum with nothing: %j', (gone) => {
    const of = (value: string): string =>
      renderText(`{{ ${value} }}`, variablesWith({ data: gone === undefined ? {} : { x: gone } }));
    for (const filter of ['times: 2', 'divided_by: 2', 'modulo: 2', 'at_most: 2', 'round: 1', ...ALONE]) {
      expect(of(`data.x | ${filter}`)).toBe('');
      expect(of(`data.x | ${filter} | money: "USD" | default: "free"`)).toBe('free');
      expect(() => of(`data.x | ${filter} | required`)).toThrow('absent');
    }
    for (const name of ['times', 'divided_by', 'modulo']) expect(of(`5 | ${name}: data.x`)).toBe('');
    expect([of('data.x | plus: 1'), of('data.x | minus: 1'), of('data.x | at_least: 1')]).toEqual(['1', '-1', '1']);
    expect([of('5 | plus: data.x'), of('5 | minus: data.x')]).toEqual(['5', '5']);
    expect([of('-5 | at_least: data.x'), of('5 | at_most: data.x')]).toEqual(['-5', '5']);
  });

  it.each([
    '5 | divided_by: 0',
    '5 | divided_by: 0 | at_most: 100',
    '0 | divided_by: 0 | at_least: 1',
    '5 | modulo: 0 | times: 0',
    '5 | divided_by: "0.00"',
    'data.x | times: data.x',
    '5 | times',
    '5 | plus',
    '5 | round: 1.5',
    '5 | round: "x"',
  ])('never goes on with what is no number: {{ %s }} is a template error', (value) => {
    expect(() => text(`{{ ${value} }}`, 1e300)).toThrow(TemplateError);
  });

  it('says what it found', () => {
    expect(() => text('{{ data.x | times: 1.2 }}', '1,250.00')).toThrow('"1,250.00" is none');
  });

  it('gives of two decimals what people reckon', () => {
    const cents = fc.integer({ min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        const [x, y] = [(a / 100).toFixed(2), (b / 100).toFixed(2)];
        const shown = (value: string): number =>
          Number(renderText(`{{ ${value} }}`, variablesWith({ data: { x, y } })));
        expect(shown('data.x | plus: data.y')).toBe((a + b) / 100);
        expect(shown('data.x | minus: data.y')).toBe((a - b) / 100);
        expect(shown('data.x | times: 3')).toBe((a * 3) / 100);
        expect(shown('data.x | plus: data.y | minus: data.y')).toBe(a / 100);
      }),
      tried(100),
    );
  });
});

describe('a filter of lists and texts', () => {
  it.each([
    ['data.x | size', { a: 1, b: 2 }, '2'],
    ['data.x | size', [1, 2, 3], '3'],
    ['data.x | size', 'abc', '3'],
    ['data.x | size', null, '0'],
    ['data.x | slice: 0, 3', 78701, '787'],
    ['data.x | slice: "1", 2', 'abcd', 'bc'],
    ['data.x | truncate: "4"', 'abcdefgh', 'a...'],
    ['data.x | truncate: data.y', 'abc', 'abc'],
    ['data.x | first', ['a', 'b'], 'a'],
    ['data.x | last', [], ''],
    ['data.x | first', null, ''],
    ['data.x | map: "n" | join: ","', [{ n: 1 }, null, {}, { n: 2 }], '1,,,2'],
    ['data.x | map: "size" | join: ","', ['a', 'bc'], '1,2'],
  ])('{{ %s }} of %j is %j', (value, x, shown) => {
    expect(text(`{{ ${value} }}`, x)).toBe(shown);
  });

  it.each<readonly [string, Json]>([
    ['data.x | size', 5],
    ['data.x | size', true],
    ['data.x | first', { a: 1 }],
    ['data.x | last', 5],
    ['data.x | first', false],
    ['data.x | slice: 0, 5', { a: 1 }],
    ['data.x | slice: "x"', 'abc'],
    ['data.x | slice: 0, 1.5', 'abc'],
    ['data.x | truncate: "x"', 'abc'],
    ['data.x | truncatewords: data.x', 'a b'],
    ['data.x | map: "n" | join', ['a']],
    ['data.x | map: "n" | join', [5]],
    ['data.x | sum: "n"', [5]],
    ['data.x | sort: "n" | join', [5, 6]],
    ['data.x | map: data.x | join', [{ n: 1 }]],
    ['"now" | date: data.x', { a: 1 }],
  ])('gives nothing wrong for what it does not take: {{ %s }} of %j is a template error', (value, x) => {
    expect(() => text(`{{ ${value} }}`, x)).toThrow(TemplateError);
  });
});

describe('an order in a template', () => {
  it.each<readonly [Json, string, Json, string]>([
    ['250000.00', '>', 1000, 'yes'],
    [' 250 ', '>', 100, 'yes'],
    ['10', '>', '9', 'yes'],
    ['10', '<', '9', 'no'],
    [10, '>=', '10.0', 'yes'],
    ['b', '>', 'a', 'yes'],
    ['2026-11-24', '<', '2026-12-01', 'yes'],
    [null, '<=', 0, 'no'],
    [null, '>=', 0, 'no'],
    ['', '<', 5, 'no'],
    [5, '>', ' ', 'no'],
  ])('%j %s %j: %s', (x, operator, y, shown) => {
    const template = `{% if data.x ${operator} data.y %}yes{% else %}no{% endif %}`;
    expect(renderText(template, variablesWith({ data: { x, y } }))).toBe(shown);
  });

  it.each<readonly [Json, Json]>([
    ['1,250.00', 1000],
    ['n/a', 5],
    [true, 0],
    [[3], 2],
    [{ a: 1 }, 1],
    [true, 'a'],
  ])('is no false where there is none: %j and %j are a template error', (x, y) => {
    for (const operator of ['<', '<=', '>', '>='])
      expect(() =>
        renderText(`{% if data.x ${operator} data.y %}yes{% endif %}`, variablesWith({ data: { x, y } })),
      ).toThrow('have no order');
  });

  it('finds the digits of a number in it', () => {
    expect(text('{% if data.x contains "787" %}yes{% endif %}', 78701)).toBe('yes');
  });
});
