import type { ReadStore } from '../../src/ports/read-store';
import { committingContract } from './read-store/committing';
import { findingContract } from './read-store/finding';
import { keepingContract } from './read-store/keeping';
import { repairingContract } from './read-store/repairing';
import { scanningContract } from './read-store/scanning';
import { recordingContract } from './read-store/recording';

/**
 * What every read store keeps.
 *
 * @param openStore a store over one and the same place at each call, as every process has its own; the suite closes them
 */
export function readStoreContract(name: string, openStore: () => Promise<ReadStore>): void {
  describe(`${name} keeps the promises of a read store`, () => {
    let first: ReadStore;
    let second: ReadStore;
    const stores = () => ({ store: first, other: second });
    beforeAll(async () => {
      first = await openStore();
      second = await openStore();
    });
    afterAll(async () => {
      await first.close();
      await second.close();
    });

    keepingContract(stores);
    findingContract(stores);
    committingContract(stores);
    scanningContract(stores);
    recordingContract(stores);
    repairingContract(stores);

    it('tells what time it is by its own clock, where it has one', async () => {
      const [before, time, after] = [Date.now(), await first.time(), Date.now()];
      // of the same machine as this test's, but not to the millisecond
      if (time !== null) expect(Math.max(before - time, time - after)).toBeLessThan(60_000);
    });

    it('answers a ping', async () => {
      await expect(first.ping()).resolves.toBeUndefined();
    });
  });
}
