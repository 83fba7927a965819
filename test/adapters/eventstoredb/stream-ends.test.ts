import fc from 'fast-check';
import { EventStoreDbEventStore } from '../../../src/adapters/eventstoredb/event-store';
import { NO_STREAM, positionToBigInt } from '../../../src/kernel/message';
import { UnreadableEvent } from '../../../src/ports/event-store';
import type { EventStore } from '../../../src/ports/event-store';
import {
  appendOneByOne,
  appendTypes,
  newEvent,
  newEvents,
  newStream,
  newStreams,
  range,
  typesOf,
} from '../../contracts/event-store/sample-log';
import type { EventStoreDbDouble } from '../../doubles/eventstoredb/server';
import { until } from '../../until';
import { NAMES, QUICK, storesOnDoubles } from './on-a-double';
import { RecordingLog } from './recording-log';

const open = storesOnDoubles();

/** Another process on the same server. */
async function withAnother<T>(double: EventStoreDbDouble, use: (store: EventStore) => Promise<T>): Promise<T> {
  const store = await EventStoreDbEventStore.open(double.url, NAMES, new RecordingLog(), QUICK);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

const readsOf = (double: EventStoreDbDouble, stream: string): number =>
  double.reads.filter((read) => read === stream).length;

describe('a stream of an EventStoreDB that was read to its end', () => {
  it('is not read again while nothing comes to it', async () => {
    const { double, store } = await open();
    const [stream, missing, other] = [newStream(), newStream(), newStream()];
    await appendTypes(store, stream, 'A');
    await store.readStream(stream);
    await store.readStream(missing);
    const reads = [readsOf(double, stream), readsOf(double, missing)];
    for (let i = 0; i < 10; i++) {
      await store.append(other, i - 1, [newEvent()]);
      expect(await store.readStream(stream, { from: 1 })).toEqual([]);
      expect(await store.readStream(missing)).toEqual([]);
    }
    expect([readsOf(double, stream), readsOf(double, missing)]).toEqual(reads);
  });

  it('is looked at together with all the others that are asked for at the time', async () => {
    const { double, store } = await open();
    const streams = newStreams(50);
    await store.readStreams(
      streams.map((stream) => ({ stream, from: 0 })),
      10,
    );
    const before = double.reads.length;
    await Promise.all(streams.map((stream) => store.readStream(stream)));
    expect(double.reads.slice(before).every((read) => read === '$all')).toBe(true);
    expect(double.reads.length - before).toBeLessThanOrEqual(4);
  });

  it('has what another process appended, as soon as that was acknowledged', async () => {
    const { double, store } = await open();
    const stream = newStream();
    await withAnother(double, async (another) => {
      for (const revision of range(0, 20)) {
        expect(await store.readStream(stream, { from: revision })).toEqual([]);
        expect(await store.readStream(stream, { from: revision })).toEqual([]);
        await another.append(stream, revision - 1, [newEvent()]);
        expect(await store.readStream(stream, { from: revision })).toMatchObject([{ revision }]);
      }
    });
  });

  it('is known by one look with all others, until another process appends to it', async () => {
    const { double, store } = await open();
    const streams = newStreams(50);
    await store.readStream(newStream()); // the first look there is has only begun to watch
    await Promise.all(streams.map((stream) => store.readStream(stream)));
    const [changed = '', ...others] = streams;
    await withAnother(double, (another) => another.append(changed, NO_STREAM, [newEvent()]));
    const before = double.reads.length;
    const ends = await store.look();
    expect(double.reads.slice(before).every((read) => read === '$all')).toBe(true);
    expect(others.every((stream) => ends.endsBefore(stream, 0))).toBe(true);
    expect(ends.endsBefore(changed, 0)).toBe(false);
  });

  it('is where an append of ours left it', async () => {
    const { double, store } = await open();
    const stream = newStream();
    await store.readStream(stream);
    await appendOneByOne(store, stream, 3);
    const reads = readsOf(double, stream);
    expect(await store.readStream(stream, { from: 3 })).toEqual([]);
    expect(readsOf(double, stream)).toBe(reads);
  });

  it('has what came before a late answer to an append of ours', async () => {
    const { double, store } = await open({ appendMs: 1_000 });
    const [stream, other] = [newStream(), newStream()];
    await store.readStream(other);
    double.faults.unansweredAppends = 1;
    const late = store.append(stream, NO_STREAM, [newEvent()]);
    await until('it is stored', () => double.log.visible(stream)?.length === 1);
    await withAnother(double, (another) => another.append(stream, 0, [newEvent()]));
    expect(await store.readStream(other)).toEqual([]); // a look that sees both
    await late;
    expect(await store.readStream(stream, { from: 1 })).toMatchObject([{ revision: 1 }]);
  });

  it('has it also when more came than is looked at', async () => {
    const { double, store } = await open();
    const [stream, other] = [newStream(), newStream()];
    expect(await store.readStream(stream)).toEqual([]);
    expect(await store.readStream(stream)).toEqual([]);
    await withAnother(double, async (another) => {
      await another.append(other, NO_STREAM, newEvents(600));
      await another.append(other, 599, newEvents(600));
      await another.append(stream, NO_STREAM, [newEvent('A')]);
    });
    expect(typesOf(await store.readStream(stream))).toEqual(['A']);
  });

  it('is read again when the log was replaced by an older one', async () => {
    const { double, store } = await open();
    const [stream, other] = [newStream(), newStream()];
    const { position } = await store.append(other, NO_STREAM, [newEvent()]);
    await store.append(other, 0, [newEvent()]);
    expect(await store.readStream(stream)).toEqual([]);
    double.log.rewind(positionToBigInt(position));
    double.log.append(stream, 'no_stream', [
      { id: newEvent().id, type: 'A', data: Buffer.from('{}'), metadata: Buffer.from('{}') } as never,
    ]);
    const read = (): Promise<unknown> => store.readStream(stream).catch((error: unknown) => error);
    await until('it is read', async () => (await read()) instanceof UnreadableEvent);
  });

  it('is never said to end before what was acknowledged, whoever appends and reads beside', async () => {
    const { double, store } = await open();
    const step = fc.record({
      by: fc.boolean(),
      on: fc.nat({ max: 2 }),
      does: fc.constantFrom('append', 'read', 'look'),
    });
    await withAnother(double, (another) =>
      fc.assert(
        fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { maxLength: 8 }), async (rounds) => {
          const streams = newStreams(3);
          const acknowledged = [NO_STREAM, NO_STREAM, NO_STREAM];
          for (const round of rounds)
            await Promise.all(
              round.map(async ({ by, on, does }) => {
                const [who, stream, revision] = [
                  by ? store : another,
                  streams[on] ?? '',
                  acknowledged[on] ?? NO_STREAM,
                ];
                if (does === 'append') {
                  const appended = await who.append(stream, revision, [newEvent()]).catch(() => null); // in a race one loses
                  acknowledged[on] = Math.max(acknowledged[on] ?? NO_STREAM, appended?.revision ?? NO_STREAM);
                  return;
                }
                if (does === 'look') {
                  expect((await who.look()).endsBefore(stream, revision)).toBe(false);
                  return;
                }
                const from = Math.max(0, revision);
                const last = (await who.readStream(stream, { from })).at(-1)?.revision ?? from - 1;
                expect(last).toBeGreaterThanOrEqual(revision);
              }),
            );
        }),
        { numRuns: 60 },
      ),
    );
  });
});
