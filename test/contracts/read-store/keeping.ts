import fc from 'fast-check';
import { at, change, checkpointAt, changesAt, newModel, newShape, read } from './sample-model';
import type { Stores } from './sample-model';

const nested = (depth: number): object => (depth === 0 ? {} : { deeper: [nested(depth - 1)] });

const DOCUMENTS: Readonly<Record<string, object>> = {
  'nothing in it': {},
  'nulls at every depth': { a: null, list: [null, { b: null }, [null]], empty: { list: [], object: {} } },
  'names in an order of their own': { b: 1, a: 2, nested: { z: 1, 10: 'ten', 9: 'nine', A: 1 } },
  'names with dots and dollars': { 'a.b': 1, $set: { 'x.y.': 1 }, nested: { $gt: '', $where: '1', a$b: 2, '.': 3 } },
  'names that a driver knows': {
    nested: [
      { $ref: 'runs', $id: 1, $db: 'x' },
      { $oid: '0', $date: 1 },
      { _bsontype: 'ObjectId', id: '1' },
      { toJSON: 1, toBSON: 2, length: 3, constructor: 4 },
    ],
  },
  'names that JavaScript knows': JSON.parse(
    '{"__proto__":{"a":1},"nested":{"__proto__":"b","hasOwnProperty":1}}',
  ) as object,
  'names of any characters': { '': 1, ' ': 2, 'é😀': 3, nested: { 'zero\u0000byte': 4, '"\\': 5, '\ud800': 6 } },
  'texts of any characters': {
    text: 'é😀\u2028\u0000"\\\uffff',
    nested: ['half \ud83d', '\udc00', "'; --", '$x', '2026'],
  },
  'numbers of every size': {
    whole: [0, 1, -1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, Number.MAX_SAFE_INTEGER, -(2 ** 53), 1e21],
    broken: [0.1, 1.5, -2.25, 5e-324, 1e300, Number.MAX_VALUE],
  },
  'a value nested deeper than most stores nest': nested(100),
  'a large array and a large text': {
    numbers: Array.from({ length: 20_000 }, (_, i) => i),
    text: 'é'.repeat(500_000),
  },
};

/** What names documents: ids of ours, and of users. */
const KEYS = [
  'a',
  'A',
  'a.b',
  '$where',
  'run/1',
  'w/2026-11-24',
  'é😀',
  '%_',
  '"',
  "'",
  ' ',
  '__proto__',
  'x'.repeat(900),
];

export function keepingContract(stores: Stores): void {
  describe('a document', () => {
    it.each(Object.entries(DOCUMENTS))('comes back as it went: %s', async (_, document) => {
      const { store } = stores();
      const model = await newModel(store);
      const order = 'first';
      await store.commit([changesAt(model, 1, { whole: document, found: { ...document, order } })]);
      const [found] = await model.find({ index: 'byOrder', equals: [], limit: 2 });
      expect(JSON.stringify((await read(model, 'whole'))?.document)).toBe(JSON.stringify(document));
      expect(JSON.stringify(found?.document)).toBe(JSON.stringify({ ...document, order }));
    });

    it('comes back as it went, whatever JSON it is', async () => {
      const { store } = stores();
      const model = await newModel(store);
      let n = 0;
      const documents = fc.dictionary(fc.string({ unit: 'binary', maxLength: 4 }), fc.jsonValue());
      await fc.assert(
        fc.asyncProperty(documents, async (document) => {
          await store.commit([{ model, changes: [change('any', ++n, document)], checkpoint: checkpointAt(n) }]);
          expect(JSON.stringify((await read(model, 'any'))?.document)).toBe(JSON.stringify(document));
        }),
        { numRuns: 200 },
      );
    });

    it('is found by its key, whatever characters are in it, with the position it is folded to', async () => {
      const { store } = stores();
      const model = await newModel(store);
      const changes = KEYS.map((key, i) => change(key, i + 1, { i }));
      await store.commit([{ model, changes, checkpoint: checkpointAt(KEYS.length) }]);
      const found = await model.get(KEYS);
      expect([...found].toSorted()).toEqual(changes.map((one) => [one.key, one]).toSorted());
      for (const one of changes) expect(await read(model, one.key)).toEqual(one);
    });

    it('is given once for a key that is asked for twice, and not at all for one that is missing', async () => {
      const { store } = stores();
      const model = await newModel(store);
      await store.commit([changesAt(model, 1, { a: { n: 1 } })]);
      expect([...(await model.get(['a', 'missing', 'a'])).keys()]).toEqual(['a']);
      expect([...(await model.get([])).keys()]).toEqual([]);
    });

    it('is one of thousands that are written and read at once', async () => {
      const { store } = stores();
      const model = await newModel(store);
      const keys = Array.from({ length: 3_500 }, (_, i) => `key-${i}`);
      await store.commit([
        { model, changes: keys.map((key, i) => change(key, 1, { i })), checkpoint: checkpointAt(1) },
      ]);
      expect([...(await model.get(keys)).values()].map(({ key }) => key).toSorted()).toEqual(keys.toSorted());
    });

    it('is found by every process, with the checkpoint', async () => {
      const { store, other } = stores();
      const shape = newShape();
      await store.commit([changesAt(await store.open(shape), 1, { a: { order: 'x' } })]);
      const model = await other.open(shape);
      expect(await read(model, 'a')).toEqual({ key: 'a', position: at(1), document: { order: 'x' } });
      expect(await model.find({ index: 'byOrder', equals: [], limit: 10 })).toHaveLength(1);
      expect(await model.checkpoint()).toEqual(checkpointAt(1));
    });

    it('belongs to one version of its projection, as does the checkpoint', async () => {
      const { store } = stores();
      const shape = newShape();
      const [one, two] = [await store.open(shape), await store.open({ ...shape, version: 2 })];
      await store.commit([changesAt(one, 5, { a: { order: 'one' } })]);
      await store.commit([changesAt(two, 1, { a: { order: 'two' } })]);
      expect((await read(one, 'a'))?.document).toEqual({ order: 'one' });
      expect((await read(two, 'a'))?.document).toEqual({ order: 'two' });
      expect([await one.checkpoint(), await two.checkpoint()]).toEqual([checkpointAt(5), checkpointAt(1)]);
    });
  });
}
