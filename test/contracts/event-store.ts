import type { EventStore } from '../../src/ports/event-store';
import { appendingContract } from './event-store/appending';
import { readingContract } from './event-store/reading';
import { repeatingContract } from './event-store/repeating';
import { subscribingContract } from './event-store/subscribing';

/**
 * What every event store keeps. The log may hold other events than a test's own, before and between them; positions may
 * have gaps; a page may be empty and still lead on.
 *
 * @param makeStore one store for all tests of the suite, which closes it
 */
export function eventStoreContract(name: string, makeStore: () => Promise<EventStore>): void {
  describe(`${name} keeps the promises of an event store`, () => {
    let made: EventStore;
    const store = (): EventStore => made;
    beforeAll(async () => {
      made = await makeStore();
    });
    afterAll(() => made.close());

    appendingContract(store);
    repeatingContract(store);
    readingContract(store);
    subscribingContract(store);

    it('answers a ping', async () => {
      await expect(made.ping()).resolves.toBeUndefined();
    });
  });
}
