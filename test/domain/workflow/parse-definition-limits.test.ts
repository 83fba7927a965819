import { parseDefinition } from '../../../src/domain/workflow/parse-definition';
import { faultsOf } from '../../kernel/faults-of';

const exit = { id: 'end', type: 'exit' };

const faultsIn = (parts: object): readonly string[] =>
  faultsOf(() => parseDefinition({ name: 'Welcome', trigger: { type: 'manual' }, steps: [exit], ...parts }));

describe('the size of a definition', () => {
  const exits = (count: number, from = 0) =>
    Array.from({ length: count }, (_, i) => ({ id: `s${from + i}`, type: 'exit' }));
  const always = { field: 'contact.id', op: 'exists' };
  const nested = (depth: number): object =>
    depth === 1 ? exit : { id: `c${depth}`, type: 'condition', if: always, then: [nested(depth - 1)], else: [] };

  it('is 1 to 100 steps', () => {
    expect(faultsIn({ steps: exits(1) })).toEqual([]);
    expect(faultsIn({ steps: exits(100) })).toEqual([]);
    expect(faultsIn({ steps: exits(101) })).toEqual(['steps: must have at most 100 items']);
  });

  it('counts the steps in branches', () => {
    const withBranches = (more: number) => [
      ...exits(50),
      { id: 'fork', type: 'condition', if: always, then: exits(40, 50), else: exits(more, 90) },
    ];
    expect(faultsIn({ steps: withBranches(9) })).toEqual([]);
    expect(faultsIn({ steps: withBranches(10) })).toEqual(['steps: must be at most 100 in all']);
  });

  it('is 200 comparisons in its entry conditions and all its steps', () => {
    const fork = (id: string, comparisons: number) => {
      const rules = Array.from({ length: comparisons }, () => ({ not: always }));
      return { id, type: 'condition', if: { any: rules }, then: [], else: [] };
    };
    expect(faultsIn({ steps: [fork('a', 100), fork('b', 100)] })).toEqual([]);
    expect(faultsIn({ steps: [fork('a', 100), fork('b', 100), fork('c', 1)] })).toEqual([
      'steps: must have at most 200 comparisons in all, entry conditions and steps together',
    ]);
    const entryConditions = fork('entry', 100).if;
    expect(faultsIn({ entryConditions, steps: [fork('a', 100)] })).toEqual([]);
    expect(faultsIn({ entryConditions, steps: [fork('a', 100), fork('b', 1)] })).toHaveLength(1);
    expect(faultsIn({ entryConditions: { all: [entryConditions, entryConditions, always] } })).toEqual([
      'entryConditions: must have at most 200 comparisons in all, entry conditions and steps together',
    ]);
  });

  it('is ten steps deep', () => {
    expect(faultsIn({ steps: [nested(10)] })).toEqual([]);
    expect(faultsIn({ steps: [nested(11)] })).toEqual([
      `steps[0]${'.then[0]'.repeat(9)}.then: is nested more than 10 deep`,
    ]);
  });

  it('does not count empty branches as a depth', () => {
    const deepest = (depth: number): object => ({
      id: `c${depth}`,
      type: 'condition',
      if: always,
      then: depth === 1 ? [] : [deepest(depth - 1)],
    });
    expect(faultsIn({ steps: [deepest(10)] })).toEqual([]);
  });
});
