import { NO_STREAM } from '../../../src/kernel/message';
import type { EventStore } from '../../../src/ports/event-store';
import { idsOf, newEvent, newStream, refused } from './sample-log';

export function repeatingContract(store: () => EventStore): void {
  describe('the identical append again', () => {
    it('succeeds with the same answer, whatever came after it', async () => {
      const stream = newStream();
      const [first, second] = [[newEvent()], [newEvent(), newEvent(), newEvent()]];
      const answers = [await store().append(stream, NO_STREAM, first), await store().append(stream, 0, second)];
      await store().append(stream, 3, [newEvent()]);
      const again = [await store().append(stream, NO_STREAM, first), await store().append(stream, 0, second)];
      expect(again).toEqual(answers);
      expect(await store().readStream(stream)).toHaveLength(5);
    });

    it('succeeds with the same answer while the first is under way', async () => {
      const stream = newStream();
      const events = [newEvent(), newEvent()];
      const [one, other] = await Promise.all([
        store().append(stream, NO_STREAM, events),
        store().append(stream, NO_STREAM, events),
      ]);
      expect(one).toEqual(other);
      expect(await store().readStream(stream)).toHaveLength(2);
    });

    it('is told by its ids, not by its data', async () => {
      const stream = newStream();
      const event = newEvent('A', { n: 1 });
      const answer = await store().append(stream, NO_STREAM, [event]);
      expect(await store().append(stream, NO_STREAM, [{ ...event, data: { n: 2 } }])).toEqual(answer);
      expect((await store().readStream(stream))[0]?.data).toEqual({ n: 1 });
    });

    it('succeeds for a part of it that lines up', async () => {
      const stream = newStream();
      const [a, b, c] = [newEvent(), newEvent(), newEvent()];
      await store().append(stream, NO_STREAM, [a, b, c]);
      expect(await store().append(stream, NO_STREAM, [a, b])).toMatchObject({ revision: 1 });
      expect(await store().append(stream, 0, [b, c])).toMatchObject({ revision: 2 });
      expect(await store().readStream(stream)).toHaveLength(3);
    });

    it('is a conflict with another event more, in another order, or at another revision', async () => {
      const stream = newStream();
      const [a, b, c] = [newEvent(), newEvent(), newEvent()];
      await store().append(stream, NO_STREAM, [a, b, c]);
      for (const [expected, events] of [
        [NO_STREAM, [a, b, c, newEvent()]],
        [NO_STREAM, [b, a, c]],
        [1, [a, b]],
        [1, [b, c]],
      ] as const)
        expect(await refused(store().append(stream, expected, events))).toMatchObject({ expected, actual: 2 });
      expect(await store().readStream(stream)).toHaveLength(3);
    });

    it('stores the same ids a second time at the current revision', async () => {
      const stream = newStream();
      const events = [newEvent(), newEvent()];
      await store().append(stream, NO_STREAM, events);
      expect(await store().append(stream, 1, events)).toMatchObject({ revision: 3 });
      expect(idsOf(await store().readStream(stream))).toEqual([...idsOf(events), ...idsOf(events)]);
    });

    it('may use an id twice, within an append and in two streams', async () => {
      const [a, b] = [newStream(), newStream()];
      const event = newEvent();
      expect(await store().append(a, NO_STREAM, [event, event])).toMatchObject({ revision: 1 });
      expect(await store().append(b, NO_STREAM, [event])).toMatchObject({ revision: 0 });
    });
  });
}
