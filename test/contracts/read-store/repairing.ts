import { at, change, changesAt, checkpointAt, keysOf, newModel, newShape, read } from './sample-model';
import type { Stores } from './sample-model';

export function repairingContract(stores: Stores): void {
  describe('replacing one document', () => {
    it('puts it in the place of what was seen, at an older position too, and leaves the checkpoint alone', async () => {
      const { store, other } = stores();
      const shape = newShape();
      const model = await store.open(shape);
      await store.commit([changesAt(model, 5, { a: { order: 'wrong' }, b: { order: 'b' } })]);
      const right = change('a', 3, { order: 'right', filter: { $ref: 'x' } });
      expect(await other.replaceDocument(shape, at(5), right)).toBe(true);
      expect(await read(model, 'a')).toEqual(right);
      expect(keysOf(await model.find({ index: 'byOrder', equals: [], limit: 9 }))).toEqual(['b', 'a']);
      expect(await model.checkpoint()).toEqual(checkpointAt(5));
    });

    it('does nothing when another stands there by now, or none', async () => {
      const { store } = stores();
      const model = await newModel(store);
      await store.commit([changesAt(model, 5, { a: { n: 5 } })]);
      for (const seen of [at(4), at(6), null])
        expect(await store.replaceDocument(model.shape, seen, change('a', 9, { n: 9 }))).toBe(false);
      expect(await store.replaceDocument(model.shape, at(5), change('b', 9, { n: 9 }))).toBe(false);
      expect(await read(model, 'a')).toEqual(change('a', 5, { n: 5 }));
      expect(await read(model, 'b')).toBeNull();
    });

    it('shows what was last written of a key, and what the disk has to have free for a copy, where that is known', async () => {
      const { store } = stores();
      const model = await newModel(store);
      await store.commit([changesAt(model, 5, { a: { order: 'a', text: 'x'.repeat(5_000) } })]);
      expect(await model.peek('a')).toEqual(change('a', 5, { order: 'a', text: 'x'.repeat(5_000) }));
      expect(await model.peek('b')).toBeNull();
      const { needed, free } = (await store.room(model.shape)) ?? { needed: 5_001, free: 5_002 };
      expect(needed).toBeGreaterThan(5_000);
      expect(free).toBeGreaterThan(needed);
    });

    it('makes one where nothing was, and takes one away', async () => {
      const { store } = stores();
      const model = await newModel(store);
      await store.commit([changesAt(model, 5, { extra: { order: 'x' } })]);
      expect(await store.replaceDocument(model.shape, null, change('missing', 3, { order: 'm' }))).toBe(true);
      expect(await store.replaceDocument(model.shape, at(5), change('extra', 4, null))).toBe(true);
      expect(await read(model, 'missing')).toEqual(change('missing', 3, { order: 'm' }));
      expect(await read(model, 'extra')).toBeNull();
      expect(keysOf(await model.find({ index: 'byOrder', equals: [], limit: 9 }))).toEqual(['missing']);
      await store.commit([changesAt(model, 6, { missing: { order: 'n' }, extra: { order: 'y' } })]);
      expect(keysOf(await model.find({ index: 'byOrder', equals: [], limit: 9 }))).toEqual(['missing', 'extra']);
    });

    it('brings back what was deleted, as it was last seen', async () => {
      const { store } = stores();
      const model = await newModel(store);
      await store.commit([changesAt(model, 1, { a: { n: 1 } })]);
      await store.commit([changesAt(model, 2, { a: null })]);
      const seen = (await model.lastChanges(['a'])).get('a')?.position ?? null;
      expect(await store.replaceDocument(model.shape, seen, change('a', 1, { n: 1 }))).toBe(true);
      expect(await read(model, 'a')).toEqual(change('a', 1, { n: 1 }));
    });
  });
}
