import type { Find } from '../../../src/ports/read-store';
import { changesAt, keysOf, newModel, newShape } from './sample-model';
import type { Stores } from './sample-model';

interface Placed {
  readonly account: string | null;
  readonly lane?: string | null;
  readonly order: string | null;
}

/** In UTF-16, as JavaScript compares, some of these come in another order than in bytes. */
const ORDERS = [
  '',
  ' ',
  '$gt',
  'A',
  'B',
  'a',
  'a\u0000b',
  'a|1',
  'aa',
  'e\u0301',
  'é',
  '\ue000',
  '\uffff',
  '😀',
  '\u{10ffff}',
];
const LIMITS = [1, 3, 100];

const inBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Every order in two lanes of two accounts. */
const DOCUMENTS: Readonly<Record<string, Placed>> = Object.fromEntries(
  ORDERS.flatMap((order, i) =>
    ['acme', 'ACME'].flatMap((account) =>
      ['open', 'öffen'].map((lane, j) => [`${account}-${j}-${i}`, { account, lane, order: `${order}${j}${account}` }]),
    ),
  ),
);

function expected({ equals, from = '', before, descending = false, limit }: Find, fields: readonly (keyof Placed)[]) {
  const inRange = (order: string): boolean =>
    inBytes(order, from) >= 0 && (before === undefined || inBytes(order, before) < 0);
  const keys = Object.entries(DOCUMENTS)
    .filter(([, document]) => equals.every((value, i) => document[fields[i] ?? 'order'] === value))
    .filter(([, { order }]) => inRange(order ?? ''))
    .sort(([, a], [, b]) => inBytes(a.order ?? '', b.order ?? ''))
    .map(([key]) => key);
  return (descending ? keys.reverse() : keys).slice(0, limit);
}

const RANGES = [undefined, ...ORDERS].flatMap((from) =>
  [undefined, ...ORDERS].flatMap((before) =>
    [false, true].map((descending) => ({
      ...(from === undefined ? {} : { from }),
      ...(before === undefined ? {} : { before }),
      ...(descending ? { descending } : {}),
    })),
  ),
);

export function findingContract(stores: Stores): void {
  describe('finding', () => {
    it.each([
      ['byOrder', [], []],
      ['byLane', ['öffen'], ['lane']],
      ['byAccount', ['acme', 'open'], ['account', 'lane']],
    ] as const)(
      'is by equal values and a range, in the order of bytes, in both directions: %s',
      async (index, equals, fields) => {
        const { store } = stores();
        const model = await newModel(store);
        await store.commit([changesAt(model, 1, DOCUMENTS)]);
        const queries = RANGES.flatMap((range) => LIMITS.map((limit): Find => ({ index, equals, ...range, limit })));
        for (const query of queries) {
          const found = keysOf(await model.find(query));
          if (found.join() !== expected(query, fields).join())
            expect({ query, found }).toEqual({ query, found: expected(query, fields) });
        }
        expect(queries.length).toBe(RANGES.length * LIMITS.length);
      },
    );

    it('is by each string of a list, in a range, and gives each document once', async () => {
      const { store } = stores();
      const model = await newModel(store);
      const put = (n: number, documents: Readonly<Record<string, object | null>>) =>
        store.commit([changesAt(model, n, documents)]);
      const found = async (range: Pick<Find, 'from' | 'before'>, account = 'acme', limit = 100) =>
        [...keysOf(await model.find({ index: 'byWord', equals: [account], ...range, limit }))].sort();
      const a = { account: 'acme', words: ['ana', 'ana', 'ruiz', '"', '$gt', 'é', '😀', 'a\u0000b'] };
      const b = { account: 'acme', words: ['anabel'] };
      await put(1, { a, b, other: { account: 'ACME', words: ['ana'] }, none: { account: 'acme', words: [] } });
      await put(1, {
        absent: { account: 'acme' },
        of: { account: null, words: ['ana'] },
        no: { account: 'acme', words: null },
      });
      expect(await found({})).toEqual(['a', 'b']);
      expect(await found({ from: 'ana', before: 'anb' })).toEqual(['a', 'b']);
      expect(await found({ from: 'ana', before: 'anb' }, 'ACME')).toEqual(['other']);
      expect(await found({ from: 'anaa' })).toEqual(['a', 'b']);
      expect(await found({ from: 'b', before: 'r' })).toEqual([]);
      for (const word of a.words) expect(await found({ from: word, before: `${word}\u0000` })).toEqual(['a']);
      expect(await found({}, 'acme', 1)).toHaveLength(1);
      expect(await found({}, 'acme', 0)).toEqual([]);
      await put(2, { a: { account: 'acme', words: ['berta', 'ruiz'] } });
      await put(1, { a });
      expect(await found({ from: 'ana', before: 'anb' })).toEqual(['b']);
      expect(await found({ from: 'berta', before: 's' })).toEqual(['a']);
      await put(3, { a: { account: 'ACME', words: ['berta', 'ruiz'] }, b: null });
      expect(await found({})).toEqual([]);
      expect(await found({ from: 'b' }, 'ACME')).toEqual(['a']);
      await store.clear(model.shape);
      expect(await found({}, 'ACME')).toEqual([]);
      await put(4, { b });
      expect(await found({})).toEqual(['b']);
      await store.drop(model.shape);
      const anew = await store.open(model.shape);
      expect(await anew.find({ index: 'byWord', equals: ['acme'], limit: 9 })).toEqual([]);
    });

    it('takes no value for more than its text', async () => {
      const { store } = stores();
      const model = await newModel(store);
      await store.commit([changesAt(model, 1, { a: { account: 'acme', lane: 'open', order: 'x' } })]);
      const operators = ['{"$gt":""}', '$gt', '/.*/', '%', '*', "' OR '1'='1", 'acme\u0000', 'ACME', ''];
      for (const value of operators) {
        expect(await model.find({ index: 'byAccount', equals: [value, 'open'], limit: 9 })).toEqual([]);
        expect(await model.find({ index: 'byLane', equals: [value], limit: 9 })).toEqual([]);
      }
      expect(await model.find({ index: 'byOrder', equals: [], from: '{"$gt":""}', limit: 9 })).toEqual([]);
      expect(await model.find({ index: 'byOrder', equals: [], before: '$exists', limit: 9 })).toEqual([]);
    });

    it('leaves out a document in which a field of the index is null or absent, in that index only', async () => {
      const { store } = stores();
      const model = await newModel(store);
      const documents = {
        all: { account: 'acme', lane: 'open', order: '1' },
        noLane: { account: 'acme', lane: null, order: '2' },
        absentLane: { account: 'acme', order: '3' },
        noOrder: { account: 'acme', lane: 'open', order: null },
        nothing: {},
      };
      await store.commit([changesAt(model, 1, documents)]);
      const find = async (index: string, ...equals: string[]) => keysOf(await model.find({ index, equals, limit: 9 }));
      expect(await find('byOrder')).toEqual(['all', 'noLane', 'absentLane']);
      expect(await find('byLane', 'open')).toEqual(['all']);
      expect(await find('byAccount', 'acme', 'open')).toEqual(['all']);
      expect((await model.get(Object.keys(documents))).size).toBe(5);
    });

    it('follows a document as its fields change', async () => {
      const { store } = stores();
      const model = await newModel(store);
      const lanes = async () => {
        const found = ['x', 'y'].map(async (lane) =>
          keysOf(await model.find({ index: 'byLane', equals: [lane], limit: 9 })),
        );
        return Promise.all(found);
      };
      const put = (n: number, a: object | null) => store.commit([changesAt(model, n, { a })]);
      await put(1, { lane: 'x', order: '1' });
      expect(await lanes()).toEqual([['a'], []]);
      await put(2, { lane: 'y', order: '1' });
      expect(await lanes()).toEqual([[], ['a']]);
      await put(3, { lane: null, order: '1' });
      expect(await lanes()).toEqual([[], []]);
      await put(4, { lane: 'x', order: '2' });
      expect(await lanes()).toEqual([['a'], []]);
      await put(5, null);
      expect(await lanes()).toEqual([[], []]);
    });

    it('is refused by an index that is not declared, or with another number of values', async () => {
      const model = await newModel(stores().store);
      const find = (index: string, ...equals: string[]) => model.find({ index, equals, limit: 1 });
      await expect(find('byName')).rejects.toThrow('has no index byName');
      await expect(find('toString')).rejects.toThrow('has no index toString');
      await expect(find('byOrder', 'a')).rejects.toThrow('takes 0 values');
      await expect(find('byAccount', 'acme')).rejects.toThrow('takes 2 values');
    });
  });

  describe('an index', () => {
    it('is not changed within a version', async () => {
      const { store, other } = stores();
      const shape = newShape();
      await store.open(shape);
      const changed = { ...shape, indexes: { ...shape.indexes, byLane: ['state', 'order'] } } as const;
      await expect(other.open(changed)).rejects.toThrow('the projection needs a new version');
      await expect(other.open({ ...changed, version: 2 })).resolves.toBeDefined();
    });

    it('holds texts only', async () => {
      const { store } = stores();
      const model = await newModel(store);
      for (const order of [1, ['a'], { $gt: '' }, true])
        await expect(store.commit([changesAt(model, 1, { a: { order } })])).rejects.toThrow('not a string');
      for (const words of [1, 'a', ['a', 1], [['a']], { $gt: '' }, true])
        await expect(store.commit([changesAt(model, 1, { a: { words } })])).rejects.toThrow('not a list of strings');
      expect((await model.get(['a'])).size).toBe(0);
    });
  });
}
