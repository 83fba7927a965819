import { NO_STREAM, START } from '../../../src/kernel/message';
import type { RecordedEvent } from '../../../src/kernel/message';
import type { EventStore, LogPage } from '../../../src/ports/event-store';
import {
  appendOneByOne,
  appendTypes,
  idsOf,
  newEvent,
  newEvents,
  newStream,
  newStreams,
  positionsOf,
  readFrom,
  typesOf,
} from './sample-log';

export function readingContract(store: () => EventStore): void {
  describe('reading a stream', () => {
    it('gives events back as they were appended, with their place', async () => {
      const stream = newStream('é 😀/x%_');
      const event = newEvent('Type', {
        text: 'é😀 \u2028 \u0000 "\\',
        big: Number.MAX_SAFE_INTEGER,
        nested: { list: [1, 'a', null, true, { deep: 0.1 }] },
      });
      const { position } = await store().append(stream, NO_STREAM, [event]);
      expect(await store().readStream(stream)).toEqual([{ ...event, stream, revision: 0, position }]);
    });

    it('gives none of a missing stream, in either direction', async () => {
      const stream = newStream();
      expect(await store().readStream(stream)).toEqual([]);
      expect(await store().readStream(stream, { direction: 'backwards' })).toEqual([]);
    });

    it('goes forwards from a revision, that one included', async () => {
      const stream = newStream();
      await appendTypes(store(), stream, 'A', 'B', 'C', 'D');
      expect(typesOf(await store().readStream(stream))).toEqual(['A', 'B', 'C', 'D']);
      expect(typesOf(await store().readStream(stream, { from: 2 }))).toEqual(['C', 'D']);
      expect(typesOf(await store().readStream(stream, { from: 1, limit: 2 }))).toEqual(['B', 'C']);
      expect(typesOf(await store().readStream(stream, { from: 4 }))).toEqual([]);
    });

    it('goes backwards from the end, or from a revision, that one included', async () => {
      const stream = newStream();
      await appendTypes(store(), stream, 'A', 'B', 'C', 'D');
      const backwards = { direction: 'backwards' } as const;
      expect(typesOf(await store().readStream(stream, backwards))).toEqual(['D', 'C', 'B', 'A']);
      expect(typesOf(await store().readStream(stream, { ...backwards, limit: 2 }))).toEqual(['D', 'C']);
      expect(typesOf(await store().readStream(stream, { ...backwards, from: 2, limit: 2 }))).toEqual(['C', 'B']);
      expect(typesOf(await store().readStream(stream, { ...backwards, from: 0 }))).toEqual(['A']);
    });

    it('gives at most a thousand events when no limit is set', async () => {
      const stream = newStream();
      await store().append(stream, NO_STREAM, newEvents(1_001));
      expect(await store().readStream(stream)).toHaveLength(1_000);
      expect(await store().readStream(stream, { limit: 2_000 })).toHaveLength(1_001);
    });

    it('gives events that are the reader’s own', async () => {
      const stream = newStream();
      const list = [1];
      await store().append(stream, NO_STREAM, [newEvent('A', { list })]);
      list.push(2);
      const [read] = await store().readStream(stream);
      (read?.data as { list: number[] }).list.push(3);
      expect((await store().readStream(stream))[0]?.data).toEqual({ list: [1] });
    });
  });

  describe('reading many streams together', () => {
    it('gives of each what reading it alone gives, in the order they were asked for', async () => {
      const [first, second, missing, third] = newStreams(4) as [string, string, string, string];
      await appendTypes(store(), first, 'A', 'B', 'C');
      await appendTypes(store(), second, 'D');
      await appendOneByOne(store(), third, 12);
      const places = [third, missing, first, second].flatMap((stream) =>
        [0, 1, 3, 50].map((from) => ({ stream, from })),
      );
      for (const limit of [1, 2, 1_000]) {
        const together = await store().readStreams(places, limit);
        const alone = await Promise.all(places.map(({ stream, from }) => store().readStream(stream, { from, limit })));
        expect(together).toEqual(alone);
      }
      expect(await store().readStreams([], 10)).toEqual([]);
    });

    it('takes any names, and any number of streams', async () => {
      const names = ['"', "'", '\\', 'é 😀', '{"a":[1]}', '%', '0'].map((name) => newStream(name));
      for (const name of names) await appendTypes(store(), name, 'A');
      const many = [...names, ...newStreams(300)].map((stream) => ({ stream, from: 0 }));
      const read = await store().readStreams(many, 10);
      expect(read.map((events) => (Array.isArray(events) ? typesOf(events as RecordedEvent[]) : events))).toEqual([
        ...names.map(() => ['A']),
        ...newStreams(300).map(() => []),
      ]);
    });
  });

  describe('reading the whole log', () => {
    it('goes on after a position, that one excluded, until it has caught up', async () => {
      const before = await store().head();
      const stream = newStream();
      await appendTypes(store(), stream, 'A', 'B', 'C', 'D', 'E');
      const seen: RecordedEvent[] = [];
      let page: LogPage = { events: [], next: before, caughtUp: false };
      while (!page.caughtUp) {
        page = await store().readAll(page.next, 2);
        expect(page.events.length).toBeLessThanOrEqual(2);
        expect(page.next >= (page.events.at(-1)?.position ?? before)).toBe(true);
        seen.push(...page.events);
      }
      expect(typesOf(seen.filter((event) => event.stream === stream))).toEqual(['A', 'B', 'C', 'D', 'E']);
      expect(positionsOf(seen)).toEqual([...new Set(positionsOf(seen))].sort());
    });

    it('gives the same events as their streams, each stream in its order', async () => {
      const before = await store().head();
      const streams = newStreams(8);
      await Promise.all(streams.map((stream) => appendOneByOne(store(), stream, 10)));
      const log = await readFrom(store(), before);
      for (const stream of streams)
        expect(log.filter((event) => event.stream === stream)).toEqual(await store().readStream(stream));
    });

    it('has its head at the last event', async () => {
      const { position } = await store().append(newStream(), NO_STREAM, [newEvent(), newEvent()]);
      expect((await store().head()) >= position).toBe(true);
      expect(idsOf(await readFrom(store(), await store().head()))).toEqual([]);
    });

    it('begins with the first event of a stream', async () => {
      await appendTypes(store(), newStream(), 'A');
      let page = await store().readAll(START, 1);
      while (page.events.length === 0) page = await store().readAll(page.next, 1);
      const [first] = page.events;
      expect(first && (await store().readStream(first.stream, { limit: 1 }))).toEqual([first]);
    });
  });
}
