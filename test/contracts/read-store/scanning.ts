import { NOTHING_FOLDED } from '../../../src/ports/read-store';
import type { ReadModel } from '../../../src/ports/read-store';
import { at, change, changesAt, checkpointAt, keysOf, newModel, newShape, read } from './sample-model';
import type { Stores } from './sample-model';

/** In UTF-16, as JavaScript compares, the last three come in another order than in bytes. */
const KEYS = ['', ' ', '"', '$gt', '%', "'", '1', '10', '9', 'A', 'a', 'a.b', 'aa', 'é', '\ue000', '\uffff', '😀'];

async function scanned(model: ReadModel, limit: number) {
  const found = [];
  for (let after: string | null = null; ;) {
    const page = await model.scan(after, limit);
    found.push(...page);
    after = page.at(-1)?.key ?? null;
    if (page.length < limit) return found;
  }
}

export function scanningContract(stores: Stores): void {
  describe('scanning', () => {
    it.each([1, 2, 16, 17, 18, 1000])(
      'gives every document in the byte order of keys, by pages of %i',
      async (limit) => {
        const { store, other } = stores();
        const shape = newShape();
        const model = await store.open(shape);
        const changes = KEYS.toReversed().map((key, i) => change(key, i + 1, { i, list: [null, '$x'], 'a.b': key }));
        await store.commit([{ model, changes, checkpoint: checkpointAt(KEYS.length) }]);
        expect(await scanned(await other.open(shape), limit)).toEqual(changes.toReversed());
      },
    );

    it('leaves out what is deleted, and counts what is there', async () => {
      const { store } = stores();
      const model = await newModel(store);
      const documents = Object.fromEntries(Array.from({ length: 2_500 }, (_, i) => [`key-${i}`, { i }]));
      await store.commit([changesAt(model, 1, documents)]);
      expect(await model.count()).toBe(2_500);
      const gone = Object.keys(documents).filter((_, i) => i % 5 > 0);
      await store.commit([changesAt(model, 2, { never: null, ...Object.fromEntries(gone.map((key) => [key, null])) })]);
      const left = Object.keys(documents).filter((key) => !gone.includes(key));
      expect(keysOf(await scanned(model, 100))).toEqual(left.toSorted());
      expect(await model.count()).toBe(500);
    });

    it('gives what BSON would change as it was written, without an indexed field too', async () => {
      const { store } = stores();
      const model = await newModel(store);
      const document = { filter: { $ref: 'runs', $id: 1 }, minus: -0.5, half: '\ud83d' };
      await store.commit([changesAt(model, 1, { a: document, b: {} })]);
      expect(await scanned(model, 10)).toEqual([change('a', 1, document), change('b', 1, {})]);
    });

    it('finds nothing in what was never folded', async () => {
      const model = await newModel(stores().store);
      expect(await model.scan(null, 10)).toEqual([]);
      expect(await model.scan('a', 10)).toEqual([]);
      expect(await model.count()).toBe(0);
    });
  });

  describe('a copy', () => {
    it('is a collection of its own beside the first one, with a checkpoint of its own', async () => {
      const { store, other } = stores();
      const shape = newShape();
      const [first, copy] = [await store.open(shape), await store.open({ ...shape, copy: 'b' })];
      await store.commit([changesAt(first, 5, { a: { order: 'first' } })]);
      await store.commit([changesAt(copy, 1, { a: { order: 'copy' } })]);
      const seen = await other.open({ ...shape, copy: 'b' });
      expect(await read(seen, 'a')).toEqual(change('a', 1, { order: 'copy' }));
      expect(await read(first, 'a')).toEqual(change('a', 5, { order: 'first' }));
      expect([await first.checkpoint(), await seen.checkpoint()]).toEqual([checkpointAt(5), checkpointAt(1)]);
    });
  });

  describe('dropping', () => {
    it('takes documents and checkpoint away, and leaves the others alone', async () => {
      const { store, other } = stores();
      const shape = newShape();
      const [first, copy] = [await store.open(shape), await store.open({ ...shape, copy: 'b' })];
      await store.commit([changesAt(first, 5, { a: { n: 5 } }), changesAt(copy, 5, { a: { order: 'x' }, gone: null })]);
      await store.drop(copy.shape);
      for (const process of [store, other]) {
        const again = await process.open(copy.shape);
        expect(await again.checkpoint()).toEqual(NOTHING_FOLDED);
        expect(await again.count()).toBe(0);
        expect(await again.find({ index: 'byOrder', equals: [], limit: 10 })).toEqual([]);
        expect((await again.lastChanges(['a', 'gone'])).size).toBe(0);
      }
      expect(await read(first, 'a')).toEqual({ key: 'a', position: at(5), document: { n: 5 } });
      expect(await first.checkpoint()).toEqual(checkpointAt(5));
    });

    it('lets the log be folded from its beginning once it is opened again, by another process too', async () => {
      const { store, other } = stores();
      const shape = newShape();
      await store.commit([changesAt(await store.open(shape), 5, { a: { order: 'x' } })]);
      await other.commit([changesAt(await other.open(shape), 6, { a: { order: 'y' } })]);
      await store.drop(shape);
      const again = await other.open(shape);
      await other.commit([changesAt(again, 1, { a: { order: 'z' } })]);
      expect(keysOf(await again.find({ index: 'byOrder', equals: [], limit: 10 }))).toEqual(['a']);
      expect(await read(await store.open(shape), 'a')).toEqual(change('a', 1, { order: 'z' }));
    });

    it('drops what was never made', async () => {
      const { store } = stores();
      await store.drop(newShape());
      const shape = newShape();
      await store.open(shape);
      await store.drop(shape);
      await store.drop(shape);
      expect(await (await store.open(shape)).count()).toBe(0);
    });
  });
}
