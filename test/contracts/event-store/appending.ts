import { NO_STREAM } from '../../../src/kernel/message';
import type { Position } from '../../../src/kernel/message';
import type { EventStore } from '../../../src/ports/event-store';
import { AppendTooLarge, MAX_APPEND_BYTES, WrongExpectedRevision } from '../../../src/ports/event-store';
import { appendTypes, idsOf, newEvent, newEvents, newStream, newStreams, refused } from './sample-log';

export function appendingContract(store: () => EventStore): void {
  describe('appending', () => {
    it('answers with the revision and position of the last event', async () => {
      const stream = newStream();
      const first = await store().append(stream, NO_STREAM, [newEvent()]);
      const second = await store().append(stream, 0, [newEvent(), newEvent(), newEvent()]);
      expect([first.revision, second.revision]).toEqual([0, 3]);
      const events = await store().readStream(stream);
      expect([events[0]?.position, events[3]?.position]).toEqual([first.position, second.position]);
    });

    it('gives every event a position after the one before', async () => {
      const [a, b] = [newStream(), newStream()];
      const positions: Position[] = [];
      for (const revision of [-1, 0, 1])
        for (const stream of [a, b]) positions.push((await store().append(stream, revision, [newEvent()])).position);
      expect(positions).toEqual([...new Set(positions)].sort());
      expect(positions.every((position) => /^[0-9a-f]{16}$/.test(position))).toBe(true);
    });

    it('refuses a revision that is behind, ahead, or of a stream that should not be there, and names the actual one', async () => {
      const stream = newStream();
      await appendTypes(store(), stream, 'A', 'B', 'C');
      for (const expected of [NO_STREAM, 0, 1, 3, 99]) {
        const refusal = await refused(store().append(stream, expected, [newEvent()]));
        expect(refusal).toMatchObject({ stream, expected, actual: 2, code: 'wrong_expected_revision' });
      }
      expect(await store().readStream(stream)).toHaveLength(3);
    });

    it('refuses a revision of a stream that is missing, and makes none', async () => {
      const stream = newStream();
      expect(await refused(store().append(stream, 0, [newEvent()]))).toMatchObject({ actual: NO_STREAM });
      expect(await store().readStream(stream)).toEqual([]);
    });

    it('lets one of twenty win that race for a revision', async () => {
      const stream = newStream();
      await appendTypes(store(), stream, 'A');
      const events = newEvents(20);
      const results = await Promise.allSettled(events.map((event) => store().append(stream, 0, [event])));
      const lost = results.filter((result) => result.status === 'rejected').map(({ reason }): unknown => reason);
      expect(lost).toHaveLength(19);
      expect(lost.every((reason) => reason instanceof WrongExpectedRevision && reason.actual === 1)).toBe(true);
      const winner = events[results.findIndex((result) => result.status === 'fulfilled')];
      expect(idsOf(await store().readStream(stream, { from: 1 }))).toEqual([winner?.id]);
    });

    it('fails only those of many concurrent appends that are in conflict', async () => {
      const streams = newStreams(30);
      const results = await Promise.allSettled(
        streams.map((stream, i) => store().append(stream, i % 3 === 0 ? 7 : NO_STREAM, [newEvent()])),
      );
      expect(results.map(({ status }) => status === 'rejected')).toEqual(streams.map((_, i) => i % 3 === 0));
    });

    it('stores all of an append or nothing of it', async () => {
      const stream = newStream();
      const before = await appendTypes(store(), stream, 'A');
      await refused(store().append(stream, NO_STREAM, [newEvent(), newEvent()]));
      expect(idsOf(await store().readStream(stream))).toEqual(idsOf(before));
    });

    it('refuses an append without events', async () => {
      const stream = newStream();
      await expect(store().append(stream, NO_STREAM, [])).rejects.toThrow(Error);
      expect(await store().readStream(stream)).toEqual([]);
    });

    it('refuses data that JSON cannot hold', async () => {
      const stream = newStream();
      await expect(store().append(stream, NO_STREAM, [newEvent('A', { n: 1n })])).rejects.toThrow(TypeError);
      await appendTypes(store(), stream, 'A');
    });

    it('takes an append of nearly the largest size, also of many events', async () => {
      const [one, many] = [newStream(), newStream()];
      const text = 'é'.repeat((MAX_APPEND_BYTES - 4_096) / 2);
      await store().append(one, NO_STREAM, [newEvent('Big', { text })]);
      expect((await store().readStream(one))[0]?.data).toEqual({ text });
      const { revision } = await store().append(
        many,
        NO_STREAM,
        Array.from({ length: 1_000 }, (_, i) => newEvent('Small', { i })),
      );
      expect(revision).toBe(999);
    });

    it('refuses an append that is too large, and stores nothing of it', async () => {
      const stream = newStream();
      const half = 'é'.repeat(MAX_APPEND_BYTES / 4);
      const tooLarge = [newEvent('Half', { half }), newEvent('Half', { half })];
      const error = await store()
        .append(stream, NO_STREAM, tooLarge)
        .catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(AppendTooLarge);
      expect(error).toMatchObject({ stream, code: 'append_too_large' });
      expect(await store().readStream(stream)).toEqual([]);
    });
  });
}
