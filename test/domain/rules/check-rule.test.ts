import fc from 'fast-check';
import { checkRule } from '../../../src/domain/rules/check-rule';
import { InvalidRequest } from '../../../src/kernel/errors';
import type { Invalid } from '../../../src/kernel/errors';
import { rules } from '../../histories/definition';
import { faultsOf, refusesEach } from '../../kernel/faults-of';

/** As a definition reads a rule: refused when a fault was noted. */
function parse(input: unknown) {
  const errors: Invalid[] = [];
  const rule = checkRule(input, 'if', errors);
  if (errors.length > 0) throw new InvalidRequest(errors);
  return rule;
}

const field = 'data.total';
const exists = { field, op: 'exists' };
const each = (ops: readonly string[], value: unknown, fault: string) =>
  ops.map((op) => [value === undefined ? { field, op } : { field, op, value }, `if.value: ${fault}`] as const);

describe('a rule', () => {
  it('is kept as it is when it is valid', () => {
    fc.assert(
      fc.property(rules(), (rule) => {
        expect(parse(rule)).toEqual(rule);
      }),
    );
  });

  refusesEach(parse, [
    [null, 'if: must be an object'],
    ['data.total > 5', 'if: must be an object'],
    [{ op: 'exists' }, 'if.field: is required'],
    [{ field: 7, op: 'exists' }, 'if.field: must be a string'],
    [{ field }, 'if.op: is required'],
    [{ field, value: 1 }, 'if.op: is required'],
    [
      { field, op: '>=', value: 1 },
      'if.op: must be one of eq, ne, gt, gte, lt, lte, in, not_in, contains, starts_with, ends_with, exists, not_exists, before, after',
    ],
    [{ field, op: 'eq', value: 1, unit: 'EUR' }, 'if.unit: is not known here'],
    [{ field, op: 'exists', value: true }, 'if.value: is not taken by exists'],
    [{ field, op: 'not_exists', value: null }, 'if.value: is not taken by not_exists'],
    ...each(['eq', 'ne', 'contains'], undefined, 'is required'),
    ...each(['gt', 'gte', 'lt', 'lte'], undefined, 'must be a number or a text'),
    ...each(['gt', 'gte', 'lt', 'lte'], true, 'must be a number or a text'),
    ...each(['in', 'not_in'], 'a', 'must be a list'),
    ...each(['starts_with', 'ends_with'], true, 'must be a text or a number'),
    [{ field, op: 'eq', value: 'a', ignoreCase: false }, 'if.ignoreCase: must be true when it is given'],
    ...each(['before', 'after'], undefined, 'must be an ISO 8601 date or time'),
    ...each(['before', 'after'], 1, 'must be an ISO 8601 date or time'),
    ...each(['before', 'after'], 'tomorrow', 'must be an ISO 8601 date or time'),
    ...each(['before', 'after'], '2026-02-30', 'must be an ISO 8601 date or time'),
    [{ all: [] }, 'if.all: must not be empty'],
    [{ any: {} }, 'if.any: must be a list'],
    [{ any: Array(101).fill(exists) }, 'if.any: must have at most 100 items'],
    [{ not: [] }, 'if.not: must be an object'],
    [{ all: [exists], op: 'eq' }, 'if.op: is not known here'],
    [{ all: [exists], any: [exists] }, 'if.any: is not known here'],
    [{ all: [exists, { any: [{ not: { field, op: 'eq' } }] }] }, 'if.all[1].any[0].not.value: is required'],
  ]);

  it.each([
    'data.total',
    'contact.address.zip code',
    'data.items.0.price',
    'data.$amount@home',
    `data${'.x'.repeat(20)}`,
  ])('looks at %s', (path) => {
    expect(faultsOf(() => parse({ field: path, op: 'exists' }))).toEqual([]);
  });

  it.each([
    'total',
    'data',
    'contact.',
    '.data.x',
    'data..x',
    'data.a[0]',
    'run.id',
    'account.id',
    `data${'.x'.repeat(21)}`,
  ])('cannot look at %s', (path) => {
    expect(faultsOf(() => parse({ field: path, op: 'exists' }))).toEqual([
      'if.field: must be a path into contact or data, such as data.total',
    ]);
  });

  it('is at most ten groups deep', () => {
    const negated = (depth: number): object => (depth === 0 ? exists : { not: negated(depth - 1) });
    expect(faultsOf(() => parse(negated(10)))).toEqual([]);
    expect(faultsOf(() => parse(negated(11)))).toEqual([`if${'.not'.repeat(11)}: is nested more than 10 deep`]);
  });
});
