import fc from 'fast-check';
import { ConditionError } from '../../../src/domain/rules/condition-error';
import { evaluateRule } from '../../../src/domain/rules/evaluate-rule';
import { RuleBudget } from '../../../src/domain/rules/rule-budget';
import type { Operator, Rule } from '../../../src/domain/rules/rule';
import type { Json } from '../../../src/kernel/message';
import { E, F, T, compared } from './a-comparison';

describe('comparing', () => {
  const written = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.string({
      unit: fc.constantFrom('a', 'A', 'é', '\u0301', '\u0316', 'ß', 'Σ', '\u1100', '\u1161', '\u11a8', '😀', '한'),
    }),
    fc.stringMatching(/^-?[0-9]{1,3}(\.[0-9]{1,3})?$/),
  );
  const single = fc.oneof(
    written,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );
  const values = fc.oneof(
    single,
    fc.json({ maxDepth: 2 }).map((text) => JSON.parse(text) as Json),
  );
  const present = values.filter((value) => compared(value, 'exists') === true);

  it('has every value equal itself, either way round, and not equal is its negation', () => {
    fc.assert(
      fc.property(values, values, fc.boolean(), (a, b, ignoreCase) => {
        expect(compared(a, 'eq', a, ignoreCase)).toBe(T);
        expect(compared(a, 'eq', b, ignoreCase)).toBe(compared(b, 'eq', a, ignoreCase));
        expect(compared(a, 'ne', b, ignoreCase)).toBe(compared(a, 'eq', b, ignoreCase) === F);
        expect(compared(a, 'in', [b], ignoreCase)).toBe(compared(a, 'eq', b, ignoreCase));
        expect(compared(a, 'not_in', [b], ignoreCase)).toBe(compared(a, 'in', [b], ignoreCase) === F);
        expect(compared([b], 'contains', a, ignoreCase)).toBe(compared(a, 'eq', b, ignoreCase));
      }),
    );
  });

  it('finds of two values that have an order exactly one of less, equal and greater', () => {
    fc.assert(
      fc.property(present, present, fc.boolean(), (a, b, ignoreCase) => {
        const [less, same, more] = (['lt', 'eq', 'gt'] as const).map((op) => compared(a, op, b, ignoreCase));
        if (less === E) expect(more).toBe(E);
        else expect([less, same, more].filter(Boolean)).toHaveLength(1);
        expect(compared(b, 'gt', a, ignoreCase)).toBe(less);
      }),
    );
  });

  it('takes all forms of a text for one', () => {
    fc.assert(
      fc.property(
        written,
        written,
        fc.constantFrom<Operator>('eq', 'lt', 'contains', 'starts_with'),
        fc.boolean(),
        (a, b, op, ignoreCase) => {
          const forms = (['NFC', 'NFD'] as const).flatMap((x) =>
            (['NFC', 'NFD'] as const).map((y) => compared(a.normalize(x), op, b.normalize(y), ignoreCase)),
          );
          expect(new Set([...forms, compared(a, op, b, ignoreCase)]).size).toBe(1);
        },
      ),
    );
  });

  it('knows for every character whether it may differ from its NFC', () => {
    const wrong = Array.from({ length: 0x110000 }, (_, point) => String.fromCodePoint(point)).filter(
      (text) => text.normalize('NFC') !== text && compared([text], 'contains', text.normalize('NFC')) !== T,
    );
    expect(wrong).toEqual([]);
  });

  it('makes as much work each time as the first', () => {
    const worked = (actual: Json, op: Operator, value: Json) => {
      const budget = new RuleBudget();
      const rule: Rule = {
        any: [
          { field: 'data.x', op, value },
          { field: 'data.x', op: 'eq', value },
        ],
      };
      try {
        evaluateRule(rule, { contact: {}, data: { x: actual } }, { timezone: 'UTC', budget });
      } catch (error) {
        if (!(error instanceof ConditionError)) throw error;
      }
      return budget.spent;
    };
    const copy = (value: Json) => JSON.parse(JSON.stringify(value)) as Json;
    fc.assert(
      fc.property(values, values, fc.constantFrom<Operator>('eq', 'lt', 'contains', 'ends_with'), (a, b, op) => {
        expect(worked(copy(a), op, copy(b))).toBe(worked(copy(a), op, copy(b)));
      }),
    );
  });
});
