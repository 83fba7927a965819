import { NO_STREAM, START } from '../../../src/kernel/message';
import type { EventStore } from '../../../src/ports/event-store';
import {
  appendOneByOne,
  appendTypes,
  eventsOf,
  newEvent,
  newEvents,
  newStream,
  newStreams,
  positionsOf,
  range,
  take,
  typesOf,
} from './sample-log';

export function subscribingContract(store: () => EventStore): void {
  describe('subscribing', () => {
    const aborting = new Set<AbortController>();
    afterEach(() => {
      for (const controller of aborting) controller.abort();
      aborting.clear();
    });
    const signal = (): AbortSignal => {
      const controller = new AbortController();
      aborting.add(controller);
      return controller.signal;
    };

    it('gives what is there, then what comes', async () => {
      const stream = newStream();
      const before = await store().head();
      await appendTypes(store(), stream, 'A', 'B');
      const events = eventsOf(store().subscribe(before, signal()), [stream]);
      expect(typesOf(await take(events, 2))).toEqual(['A', 'B']);
      await store().append(stream, 1, [newEvent('C')]);
      expect(typesOf(await take(events, 1))).toEqual(['C']);
      const waiting = take(events, 1);
      await store().append(stream, 2, [newEvent('D')]);
      expect(typesOf(await waiting)).toEqual(['D']);
    });

    it('begins after a position, that one excluded', async () => {
      const stream = newStream();
      const { position } = await store().append(stream, NO_STREAM, [newEvent('A')]);
      await store().append(stream, 0, [newEvent('B')]);
      expect(typesOf(await take(eventsOf(store().subscribe(position, signal()), [stream]), 1))).toEqual(['B']);
    });

    it('goes on where a page ended', async () => {
      const stream = newStream();
      let next = await store().head();
      await appendOneByOne(store(), stream, 3);
      const revisions: number[] = [];
      while (revisions.length < 3)
        for await (const page of store().subscribe(next, signal())) {
          revisions.push(...page.events.filter((event) => event.stream === stream).map(({ revision }) => revision));
          next = page.next;
          break;
        }
      expect(revisions).toEqual([0, 1, 2]);
    });

    it('ends when it is aborted, whether waiting or not', async () => {
      const controller = new AbortController();
      const waiting = eventsOf(store().subscribe(await store().head(), controller.signal), []);
      const end = waiting.next();
      controller.abort();
      expect(await end).toMatchObject({ done: true });
      expect(await eventsOf(store().subscribe(START, AbortSignal.abort()), []).next()).toMatchObject({ done: true });
    });

    it('gives two subscribers the same', async () => {
      const stream = newStream();
      const before = await store().head();
      const one = eventsOf(store().subscribe(before, signal()), [stream]);
      const other = eventsOf(store().subscribe(before, signal()), [stream]);
      const both = Promise.all([take(one, 5), take(other, 5)]);
      await appendOneByOne(store(), stream, 5);
      const [first, second] = await both;
      expect(first).toEqual(second);
      expect(first).toEqual(await store().readStream(stream));
    });

    it('loses nothing while its consumer is slow', async () => {
      const [before, stream, later] = [await store().head(), newStream(), newStream()];
      const events = eventsOf(store().subscribe(before, signal()), [stream, later]);
      await store().append(stream, NO_STREAM, newEvents(1_500));
      const [first] = await take(events, 1);
      expect(first?.revision).toBe(0);
      await appendOneByOne(store(), later, 20);
      const rest = await take(events, 1_519);
      const revisions = rest.map(({ revision }) => revision);
      expect(revisions).toEqual([...range(1, 1_500), ...range(0, 20)]);
    });

    it('keeps the order of the log under concurrent appends', async () => {
      const streams = newStreams(16);
      const before = await store().head();
      const seen = take(eventsOf(store().subscribe(before, signal()), streams), 160);
      await Promise.all(streams.map((stream) => appendOneByOne(store(), stream, 10)));
      const events = await seen;
      expect(positionsOf(events)).toEqual([...new Set(positionsOf(events))].sort());
      for (const stream of streams) {
        const revisions = events.filter((event) => event.stream === stream).map(({ revision }) => revision);
        expect(revisions).toEqual(range(0, 10));
      }
    });
  });
}
