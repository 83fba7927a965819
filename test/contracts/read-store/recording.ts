import { newId } from '../../../src/kernel/ids';
import type { ReadStore, StoredRecord } from '../../../src/ports/read-store';
import type { Stores } from './sample-model';

const recordOf = async (store: ReadStore, name: string): Promise<StoredRecord | undefined> =>
  (await store.records()).get(name);

export function recordingContract(stores: Stores): void {
  describe('a record', () => {
    it('comes back as it went, to every process, with how often it was written', async () => {
      const { store, other } = stores();
      const name = newId();
      const record = { text: 'é😀', 'a.b': [null, { $set: 1 }], nested: { none: null } };
      expect(await recordOf(store, name)).toBeUndefined();
      expect(await store.replaceRecord(name, 0, { first: true })).toBe(true);
      expect(await store.replaceRecord(name, 1, record)).toBe(true);
      expect(await recordOf(other, name)).toEqual({ revision: 2, record });
    });

    it('is replaced only as it was read', async () => {
      const { store, other } = stores();
      const name = newId();
      await store.replaceRecord(name, 0, { by: 'the first' });
      expect(await other.replaceRecord(name, 0, { by: 'another' })).toBe(false);
      expect(await other.replaceRecord(name, 2, { by: 'another' })).toBe(false);
      expect(await other.replaceRecord(newId(), 1, { by: 'another' })).toBe(false);
      expect(await recordOf(store, name)).toEqual({ revision: 1, record: { by: 'the first' } });
    });

    it('is replaced by one of many who try at once, also when there was none', async () => {
      const { store, other } = stores();
      const name = newId();
      for (const revision of [0, 1, 2]) {
        const tries = Array.from({ length: 20 }, (_, i) =>
          (i % 2 === 0 ? store : other).replaceRecord(name, revision, { by: i }),
        );
        expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
      }
    });

    it('leaves the others alone', async () => {
      const { store } = stores();
      const [one, two] = [newId(), newId()];
      await store.replaceRecord(one, 0, { of: 1 });
      await store.replaceRecord(two, 0, { of: 2 });
      await store.replaceRecord(one, 1, { of: 3 });
      expect(await recordOf(store, two)).toEqual({ revision: 1, record: { of: 2 } });
    });
  });
}
