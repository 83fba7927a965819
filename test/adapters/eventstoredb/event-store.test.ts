import { EventStoreDbEventStore } from '../../../src/adapters/eventstoredb/event-store';
import { NO_STREAM, START } from '../../../src/kernel/message';
import type { LogPage } from '../../../src/ports/event-store';
import { eventStoreContract } from '../../contracts/event-store';
import { appendTypes, eventsOf, newEvent, newEvents, newStream, typesOf } from '../../contracts/event-store/sample-log';
import { EventStoreDbDouble } from '../../doubles/eventstoredb/server';
import { NAMES, storesOnDoubles } from './on-a-double';
import { RecordingLog } from './recording-log';

const contractDouble = EventStoreDbDouble.start();
afterAll(async () => {
  (await contractDouble).stop();
});
eventStoreContract('EventStoreDB’s double', async () =>
  EventStoreDbEventStore.open((await contractDouble).url, NAMES, new RecordingLog()),
);

const realServer = process.env['EVENTSTORE_URL'];
if (realServer !== undefined)
  eventStoreContract('EventStoreDB', () => EventStoreDbEventStore.open(realServer, NAMES, new RecordingLog()));

describe('the event store on EventStoreDB', () => {
  const open = storesOnDoubles();
  const foreign = (type: string) => ({
    id: crypto.randomUUID(),
    type,
    contentType: 'application/octet-stream',
    data: Buffer.from('not ours'),
    metadata: Buffer.alloc(0),
  });

  it('leaves out what belongs to others', async () => {
    const { double, store } = await open();
    const stream = newStream();
    double.log.append('invoice-1', 'any', [foreign('InvoiceSent')]);
    const { position } = await store.append(stream, NO_STREAM, [newEvent('A')]);
    double.log.append('invoice-1', 'any', [foreign('InvoicePaid')]);
    const page = await store.readAll(START, 10);
    expect([typesOf(page.events), page.next, page.caughtUp]).toEqual([['A'], position, true]);
    expect(await store.head()).toBe(position);
    const [first] = await typesFrom(store, stream, 1);
    expect(first).toBe('A');
  });

  it('finds its head however much others wrote since, and none in a log of others', async () => {
    const { double, store } = await open();
    const others = Array.from({ length: 1_200 }, () => foreign('InvoiceSent'));
    double.log.append('invoice-1', 'any', others);
    expect(await store.head()).toBe(START);
    const { position } = await store.append(newStream(), NO_STREAM, [newEvent()]);
    double.log.append('invoice-2', 'any', others);
    expect(await store.head()).toBe(position);
  });

  it('gives a long history in full pages', async () => {
    const { store } = await open({ appendMs: 10_000 });
    const stream = newStream();
    for (let revision = NO_STREAM; revision < 4_499; revision += 900)
      await store.append(stream, revision, newEvents(900));
    const [sizes, aborting] = [Array<number>(), new AbortController()];
    for await (const { events, caughtUp } of store.subscribe(START, aborting.signal)) {
      sizes.push(events.length);
      if (caughtUp) break;
    }
    expect(sizes.slice(0, 2)).toEqual([2_000, 2_000]);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(4_500);
  });

  it('writes metadata that EventStoreDB’s own tools understand', async () => {
    const { double, store } = await open();
    const [stream, event] = [newStream(), newEvent()];
    await store.append(stream, NO_STREAM, [event]);
    const { correlationId, causationId, ...rest } = event.metadata;
    const [stored] = double.log.visible(stream) ?? [];
    expect(JSON.parse(Buffer.from(stored?.metadata ?? []).toString())).toEqual({
      ...rest,
      $correlationId: correlationId,
      $causationId: causationId,
    });
    expect((await store.readStream(stream))[0]?.metadata).toEqual(event.metadata);
  });

  it.each([
    ['data that is not JSON', '{"a":', '{}', 'its data is not a JSON object'],
    ['data that is not an object', '"text"', '{}', 'its data is not a JSON object'],
    ['metadata that is not JSON', '{}', '{"a":', 'its metadata is not that of this software'],
    ['metadata of another software', '{}', '{"account":"acme"}', 'its metadata is not that of this software'],
    ['no metadata', '{}', '', 'its metadata is not that of this software'],
  ])('says which event it cannot read: %s', async (_, data, metadata, reason) => {
    const { double, store } = await open();
    const stream = newStream();
    await appendTypes(store, stream, 'A');
    const unreadable = { ...foreign('B'), contentType: 'application/json' };
    double.log.append(stream, 0, [{ ...unreadable, data: Buffer.from(data), metadata: Buffer.from(metadata) }]);
    const [position, revision] = [await store.head(), 1];
    const message = `the event at revision 1 of ${stream} (position ${position}) cannot be read: ${reason}`;
    await expect(store.readStream(stream)).rejects.toThrow(message);
    await expect(store.readAll(START, 10)).rejects.toThrow(message);
    await store.append(stream, 1, [newEvent('C')]);
    const pages = store.subscribe(START, new AbortController().signal)[Symbol.asyncIterator]();
    const page = (await pages.next()).value as LogPage;
    await pages.return?.();
    expect([typesOf(page.events), page.unreadable]).toEqual([
      ['A', 'C'],
      [expect.objectContaining({ code: 'event_unreadable', stream, revision, position, type: 'B', reason })],
    ]);
  });

  it('finishes what is pending when it is closed, ends its subscriptions, and refuses what comes after', async () => {
    const { double, store } = await open();
    const pending = store.append(newStream(), NO_STREAM, [newEvent()]);
    const aborting = new AbortController();
    const waiting = eventsOf(store.subscribe(START, aborting.signal), []).next();
    await store.close();
    expect(await pending).toMatchObject({ revision: 0 });
    expect(await waiting).toMatchObject({ done: true });
    await expect(store.append(newStream(), NO_STREAM, [newEvent()])).rejects.toThrow('the event store is closed');
    await expect(store.ping()).rejects.toThrow('the event store is closed');
    expect(double.log.all.filter(({ stream }) => stream.startsWith('contract-'))).toHaveLength(1);
  });

  it('is not opened when there is no server', async () => {
    const double = await EventStoreDbDouble.start();
    const { url } = double;
    double.stop();
    const timings = { appendMs: 100, readMs: 1_000, attempts: 2, pauseMs: 1, longestPauseMs: 1, quietMs: 1_000 };
    await expect(EventStoreDbEventStore.open(url, NAMES, new RecordingLog(), timings)).rejects.toThrow('UNAVAILABLE');
  });
});

async function typesFrom(store: EventStoreDbEventStore, stream: string, count: number): Promise<string[]> {
  const [types, aborting] = [Array<string>(), new AbortController()];
  for await (const event of eventsOf(store.subscribe(START, aborting.signal), [stream])) {
    types.push(event.type);
    if (types.length === count) break;
  }
  return types;
}
