import type { EventStore } from '../../src/ports/event-store';
import { NO_STREAM, START, positionFrom, positionToBigInt } from '../../src/kernel/message';
import { appendingContract } from './event-store/appending';
import { readingContract } from './event-store/reading';
import { repeatingContract } from './event-store/repeating';
import { newEvents, newStream } from './event-store/sample-log';
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

    it('has one identity, whoever asks for it first', async () => {
      const identities = await Promise.all([made.identity(), made.identity(), made.identity()]);
      expect(new Set([...identities, await made.identity()]).size).toBe(1);
      expect(identities[0]).toMatch(/^[0-9a-f-]{32,36}$/);
    });

    it('never takes for the end of a stream what others may have appended behind', async () => {
      const stream = newStream();
      expect(await made.readStream(stream)).toEqual([]);
      for (const revision of [0, 1, 2]) {
        await made.append(stream, revision - 1, newEvents(1));
        for (const ends of [made, await made.look()])
          expect([0, 1, 2].filter((one) => ends.endsBefore(stream, one)).every((one) => one > revision)).toBe(true);
      }
      expect(made.endsBefore(newStream(), 0)).toBe(false);
    });

    it('knows by a look where a stream ends that it has read and appended to', async () => {
      const stream = newStream();
      for (const revision of [0, 1, 2]) {
        await made.readStream(stream, { from: revision });
        await made.readStream(stream, { from: revision }); // the first look there is has only begun to watch
        expect((await made.look()).endsBefore(stream, revision)).toBe(true);
        await made.append(stream, revision - 1, newEvents(1));
        const ends = await made.look();
        expect([revision, revision + 1].map((one) => ends.endsBefore(stream, one))).toEqual([false, true]);
      }
    });

    it('tells which event stands at a position', async () => {
      const stream = newStream();
      await made.append(stream, NO_STREAM, newEvents(3));
      for (const { id, position } of await made.readStream(stream)) expect(await made.idAt(position)).toBe(id);
    });

    it('has no event where none stands', async () => {
      await made.append(newStream(), NO_STREAM, newEvents(1));
      const behind = positionToBigInt(await made.head()) + 1n;
      for (const position of [START, positionFrom(behind), positionFrom(behind + 100_000n)])
        expect(await made.idAt(position)).toBeNull();
    });

    it('tells when the last event was decided, and when it was stored, where it has a clock of its own', async () => {
      const [event] = newEvents(1);
      if (event === undefined) throw new Error('there is no event');
      const at = '2026-11-24T10:20:30.456Z';
      const before = Date.now();
      await made.append(newStream(), NO_STREAM, [{ ...event, metadata: { ...event.metadata, at } }]);
      const latest = await made.latest();
      expect(latest?.decidedAt).toBe(Date.parse(at));
      const storedAt = latest?.storedAt ?? null;
      if (storedAt !== null) expect(Math.abs(storedAt - before)).toBeLessThan(60_000);
    });

    it('answers a ping', async () => {
      await expect(made.ping()).resolves.toBeUndefined();
    });
  });
}
