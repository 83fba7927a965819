import { changesBetween, lastChanges } from '../../../src/engine/projecting/page-folding';
import type { Change } from '../../../src/ports/read-store';

const change = (key: string, position: string, document: object | null): Change => ({ key, position, document });
const byKey = (...changes: readonly Change[]): ReadonlyMap<string, Change> =>
  new Map(changes.map((one) => [one.key, one]));

const stored = change('a', '1', { n: 1 });
const deleted = change('a', '1', null);

describe('what a page writes', () => {
  it.each<[string, Change | null, Change, boolean]>([
    ['a document that came', null, change('a', '2', { n: 1 }), true],
    ['one that came again', deleted, change('a', '2', { n: 1 }), true],
    ['one that changed', stored, change('a', '2', { n: 2 }), true],
    ['one that went', stored, change('a', '2', null), true],
    ['not what came and went', null, change('a', '3', null), false],
    ['not what came again and went', deleted, change('a', '3', null), false],
    ['not what stayed as it was', stored, stored, false],
    ['not what stayed away', deleted, deleted, false],
  ])('is %s', (_, before, after, isWritten) => {
    const written = changesBetween(before === null ? byKey() : byKey(before), byKey(after));
    expect(written).toEqual(isWritten ? [after] : []);
  });
});

describe('what folding goes on from', () => {
  it('is asked of the store only where the page before did not touch it', async () => {
    const asked: (readonly string[])[] = [];
    const other = change('b', '1', { n: 2 });
    const model = {
      lastChanges: (keys: readonly string[]) => {
        asked.push(keys);
        return Promise.resolve(byKey(other));
      },
    };
    const recent = byKey(stored, change('c', '1', null));
    const last = await lastChanges(model, recent, new Set(['a', 'b', 'd']));
    expect(last).toEqual(byKey(stored, other));
    expect(asked).toEqual([['b', 'd']]);
  });
});
