import { NOTHING_FOLDED } from '../../../src/ports/read-store';
import type { ReadModel } from '../../../src/ports/read-store';
import { at, change, checkpointAt, changesAt, newModel, newShape, read } from './sample-model';
import type { Stores } from './sample-model';

const documentOf = async (model: ReadModel, key: string): Promise<object | null> =>
  (await read(model, key))?.document ?? null;

export function committingContract(stores: Stores): void {
  describe('a commit', () => {
    it('begins at the start of the log', async () => {
      expect(await (await newModel(stores().store)).checkpoint()).toEqual(NOTHING_FOLDED);
    });

    it('writes every model with its own checkpoint', async () => {
      const { store } = stores();
      const [one, two] = [await newModel(store), await newModel(store)];
      await store.commit([changesAt(one, 1, { a: { n: 1 } }), changesAt(two, 2, { a: { n: 2 } })]);
      expect([await documentOf(one, 'a'), await documentOf(two, 'a')]).toEqual([{ n: 1 }, { n: 2 }]);
      expect([await one.checkpoint(), await two.checkpoint()]).toEqual([checkpointAt(1), checkpointAt(2)]);
    });

    it('moves the checkpoint also when no document changes', async () => {
      const { store } = stores();
      const model = await newModel(store);
      await store.commit([changesAt(model, 1, {})]);
      await store.commit([changesAt(model, 2, {})]);
      await store.commit([]);
      expect(await model.checkpoint()).toEqual(checkpointAt(2));
    });

    it('says of which log and event its checkpoint is, at the same position too', async () => {
      const { store } = stores();
      const model = await newModel(store);
      const unknown = { position: at(1), eventId: null, log: null };
      await store.commit([{ model, changes: [], checkpoint: unknown }]);
      expect(await model.checkpoint()).toEqual(unknown);
      await store.commit([{ model, changes: [], checkpoint: checkpointAt(1) }]);
      expect(await model.checkpoint()).toEqual(checkpointAt(1));
    });

    it('may be repeated', async () => {
      const { store, other } = stores();
      const model = await newModel(store);
      await store.commit([changesAt(model, 1, { kept: { n: 1 }, gone: { n: 1 } })]);
      const second = changesAt(model, 2, { kept: { n: 2 }, gone: null, made: { n: 2 } });
      for (const process of [store, store, other]) {
        await process.commit([second]);
        expect(await documentOf(model, 'kept')).toEqual({ n: 2 });
        expect(await documentOf(model, 'gone')).toBeNull();
        expect(await documentOf(model, 'made')).toEqual({ n: 2 });
        expect(await model.checkpoint()).toEqual(checkpointAt(2));
      }
    });

    it('changes nothing that is folded further, and takes no checkpoint back', async () => {
      const { store, other } = stores();
      const model = await newModel(store);
      await store.commit([changesAt(model, 5, { a: { n: 5 }, b: { n: 5 } })]);
      await other.commit([changesAt(model, 4, { a: { n: 4 }, b: null })]);
      expect(await read(model, 'a')).toEqual({ key: 'a', position: at(5), document: { n: 5 } });
      expect(await documentOf(model, 'b')).toEqual({ n: 5 });
      expect(await model.checkpoint()).toEqual(checkpointAt(5));
    });

    it('deletes a document, which no older commit brings back, but a newer one does', async () => {
      const { store, other } = stores();
      const model = await newModel(store);
      await store.commit([changesAt(model, 1, { a: { n: 1 } })]);
      await store.commit([changesAt(model, 3, { a: null })]);
      await other.commit([changesAt(model, 2, { a: { n: 2 } })]);
      expect(await read(model, 'a')).toBeNull();
      await store.commit([changesAt(model, 4, { a: { n: 4 } })]);
      expect(await documentOf(model, 'a')).toEqual({ n: 4 });
    });

    it('deletes what is not there', async () => {
      const { store } = stores();
      const model = await newModel(store);
      await store.commit([changesAt(model, 1, { a: null })]);
      await store.commit([changesAt(model, 2, { a: null, b: { n: 2 } })]);
      expect([...(await model.get(['a', 'b'])).keys()]).toEqual(['b']);
    });

    it('tells folding where each document stands, and of a deleted one that its deletion is folded', async () => {
      const { store } = stores();
      const model = await newModel(store);
      await store.commit([changesAt(model, 1, { kept: { n: 1 }, gone: { n: 1 } })]);
      await store.commit([changesAt(model, 3, { gone: null })]);
      const last = await model.lastChanges(['kept', 'gone', 'missing']);
      expect(last.get('kept')).toEqual(change('kept', 1, { n: 1 }));
      expect(last.has('missing')).toBe(false);
      const gone = last.get('gone') ?? change('gone', 0, null);
      expect(gone.document).toBeNull();
      expect([gone.position, (await model.checkpoint()).position]).toContain(at(3));
    });

    it('minds what another process has written since it was asked what is there', async () => {
      const { store, other } = stores();
      const shape = newShape();
      const [one, two] = [await store.open(shape), await other.open(shape)];
      expect((await one.lastChanges(['a', 'b'])).size).toBe(0);
      await other.commit([
        { model: two, changes: [change('a', 2, { n: 2 }), change('b', 4, { n: 4 })], checkpoint: checkpointAt(2) },
      ]);
      await store.commit([
        { model: one, changes: [change('a', 3, { n: 3 }), change('b', 3, { n: 3 })], checkpoint: checkpointAt(3) },
      ]);
      expect(await documentOf(one, 'a')).toEqual({ n: 3 });
      expect(await documentOf(one, 'b')).toEqual({ n: 4 });
    });

    it('lets the newest of those that race win, whoever is first', async () => {
      const { store, other } = stores();
      const shape = newShape();
      const [one, two] = [await store.open(shape), await other.open(shape)];
      const keys = Array.from({ length: 20 }, (_, i) => `key-${i}`);
      const changesOf = (model: ReadModel, n: number) =>
        changesAt(model, n, { ...Object.fromEntries(keys.map((key) => [key, n === 12 ? null : { n }])), last: { n } });
      await Promise.all([
        ...[7, 12, 1, 9, 11, 10].map((n) => store.commit([changesOf(one, n)])),
        ...[3, 2, 5, 4, 8, 6].map((n) => other.commit([changesOf(two, n)])),
      ]);
      expect(await documentOf(one, 'last')).toEqual({ n: 12 });
      expect((await two.get(keys)).size).toBe(0);
      expect(await two.checkpoint()).toEqual(checkpointAt(12));
    });
  });

  describe('clearing', () => {
    it('leaves neither documents nor a checkpoint, and the others alone', async () => {
      const { store, other } = stores();
      const shape = newShape();
      const [one, two] = [await store.open(shape), await newModel(store)];
      await store.commit([changesAt(one, 5, { a: { order: 'x' }, gone: null }), changesAt(two, 5, { a: { n: 5 } })]);
      await store.clear(shape);
      const again = await other.open(shape);
      for (const model of [one, again]) {
        expect(await model.checkpoint()).toEqual(NOTHING_FOLDED);
        expect((await model.get(['a'])).size).toBe(0);
        expect(await model.find({ index: 'byOrder', equals: [], limit: 10 })).toEqual([]);
        expect((await model.lastChanges(['a', 'gone'])).size).toBe(0);
      }
      expect(await documentOf(two, 'a')).toEqual({ n: 5 });
      expect(await two.checkpoint()).toEqual(checkpointAt(5));
    });

    it('lets the log be folded from its beginning', async () => {
      const { store } = stores();
      const shape = newShape();
      const model = await store.open(shape);
      await store.commit([changesAt(model, 5, { a: { order: 'x' }, b: null })]);
      await store.clear(shape);
      await store.commit([changesAt(model, 1, { a: { order: 'y' }, b: { order: 'z' } })]);
      expect(await documentOf(model, 'a')).toEqual({ order: 'y' });
      expect(await documentOf(model, 'b')).toEqual({ order: 'z' });
      expect(await model.find({ index: 'byOrder', equals: [], limit: 10 })).toHaveLength(2);
      expect(await model.checkpoint()).toEqual(checkpointAt(1));
    });

    it('clears what was never folded', async () => {
      const { store } = stores();
      const shape = newShape();
      const model = await store.open(shape);
      await store.clear(shape);
      expect(await model.checkpoint()).toEqual(NOTHING_FOLDED);
    });
  });
}
