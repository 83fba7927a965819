import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { NO_STREAM, START, positionFrom, positionToBigInt } from '../../../src/kernel/message';
import { AppendOutcomeUnknown, LogReplaced } from '../../../src/ports/event-store';
import {
  appendOneByOne,
  appendTypes,
  eventsOf,
  idsOf,
  newEvent,
  newEvents,
  newStream,
  range,
  take,
  typesOf,
} from '../../contracts/event-store/sample-log';
import { silentEventStoreContract } from '../../contracts/silence';
import { until } from '../../until';
import { QUICK, storesOnDoubles } from './on-a-double';

const open = storesOnDoubles();

/** Reads whatever comes to its end. */
async function drained(pages: AsyncIterable<unknown>): Promise<void> {
  const reading = pages[Symbol.asyncIterator]();
  while ((await reading.next()).done !== true);
}

describe('an append to an EventStoreDB', () => {
  it('whose answer is lost is repeated, and stored once', async () => {
    const { double, store } = await open();
    const [stream, events] = [newStream(), newEvents(2)];
    double.faults.unansweredAppends = 1;
    expect(await store.append(stream, NO_STREAM, events)).toMatchObject({ revision: 1 });
    expect(idsOf(await store.readStream(stream))).toEqual(idsOf(events));
  });

  it('that is lost itself is repeated', async () => {
    const { double, store } = await open();
    const [stream, event] = [newStream(), newEvent()];
    double.faults.lostAppends = 2;
    expect(await store.append(stream, NO_STREAM, [event])).toMatchObject({ revision: 0 });
    expect(idsOf(await store.readStream(stream))).toEqual([event.id]);
  });

  it('whose answer is lost and that another overtook is still known to be stored', async () => {
    const { double, store } = await open({ appendMs: 1_000 });
    const [stream, first, second] = [newStream(), newEvent(), newEvent()];
    double.faults.unansweredAppends = 1;
    const pending = store.append(stream, NO_STREAM, [first]);
    await until('the first append is stored', () => double.log.visible(stream)?.length === 1);
    expect(await store.append(stream, 0, [second])).toMatchObject({ revision: 1 });
    expect(await pending).toMatchObject({ revision: 0 });
  });

  it('that is lost and that another forestalled is a conflict', async () => {
    const { double, store } = await open({ appendMs: 1_000 });
    const [stream, mine, theirs] = [newStream(), newEvent(), newEvent()];
    double.faults.lostAppends = 1;
    const pending = store.append(stream, NO_STREAM, [mine]);
    await until('the first append is lost', () => double.faults.lostAppends === 0);
    await store.append(stream, NO_STREAM, [theirs]);
    await expect(pending).rejects.toMatchObject({ code: 'wrong_expected_revision', actual: 0 });
  });

  it('has an unknown outcome when it never gets an answer, and the identical one settles it', async () => {
    const { double, store } = await open({ attempts: 3 });
    const [stream, event] = [newStream(), newEvent()];
    double.faults.unansweredAppends = 3;
    await expect(store.append(stream, NO_STREAM, [event])).rejects.toThrow(AppendOutcomeUnknown);
    expect(await store.append(stream, NO_STREAM, [event])).toMatchObject({ revision: 0 });
    expect(await store.readStream(stream)).toHaveLength(1);
  });

  it('waits for a slow answer', async () => {
    const { double, store } = await open({ appendMs: 10_000, attempts: 1 });
    double.faults.answerDelayMs = 100;
    expect(await store.append(newStream(), NO_STREAM, [newEvent()])).toMatchObject({ revision: 0 });
  });

  it('that is only slow is not repeated while others are answered', async () => {
    const { double, store } = await open();
    const [slow, other] = [newStream(), newStream()];
    let sent = 0;
    double.log.onAppend(() => sent++);
    double.faults.heldAppends = 1;
    const pending = store.append(slow, NO_STREAM, [newEvent()]);
    const begun = performance.now();
    let others = 0;
    while (performance.now() - begun < 3 * QUICK.appendMs) await store.append(other, others++ - 1, [newEvent()]);
    double.faults.release();
    expect(await pending).toMatchObject({ revision: 0 });
    expect(sent).toBe(others + 1);
  });

  it('that alone is never answered is repeated in the end, others going on', async () => {
    const { double, store } = await open({ appendMs: 50 });
    const [lost, other] = [newStream(), newStream()];
    double.faults.lostAppends = 1;
    let answered: unknown;
    const pending = store.append(lost, NO_STREAM, [newEvent()]).then((appended) => (answered = appended));
    for (let others = 0; answered === undefined; others++) await store.append(other, others - 1, [newEvent()]);
    expect(await pending).toMatchObject({ revision: 0 });
  });

  it('that the server cannot read harms no other, when it is answered a second time either', async () => {
    const { double, store } = await open({ attempts: 2 });
    const stream = newStream();
    const bad = store.append(newStream(), NO_STREAM, [{ ...newEvent(), id: 'no UUID' }]);
    await expect(bad).rejects.toThrow(AppendOutcomeUnknown);
    expect(double.faults.secondAnswers).toBe(0);
    await until('the second answers are there', () => double.faults.secondAnswers === 2);
    expect(await store.append(stream, NO_STREAM, [newEvent()])).toMatchObject({ revision: 0 });
  });

  it('gives up on a connection that is accepted and never answered, and goes on when there is an answer', async () => {
    const { double, store } = await open({ attempts: 2 });
    double.stop();
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket)).listen(double.port, '127.0.0.1');
    await once(silent, 'listening');
    const [stream, event] = [newStream(), newEvent()];
    await expect(store.append(stream, NO_STREAM, [event])).rejects.toThrow(AppendOutcomeUnknown);
    for (const socket of sockets) socket.destroy();
    silent.close();
    await double.listen();
    await until('the store answers', () => store.append(stream, NO_STREAM, [event]).then(Boolean, () => false));
    expect(await store.readStream(stream)).toHaveLength(1);
  });

  it('outlives a restart of the server', async () => {
    const { double, store } = await open({ appendMs: 5_000, attempts: 100 });
    const stream = newStream();
    await store.append(stream, NO_STREAM, [newEvent()]);
    double.stop();
    const pending = store.append(stream, 0, [newEvent()]);
    await double.listen();
    expect(await pending).toMatchObject({ revision: 1 });
  });
});

describe('a subscription to an EventStoreDB', () => {
  it.each(['error', 'end'] as const)(
    'loses nothing and gives nothing twice when the server drops it (%s)',
    async (how) => {
      const { double, store, log } = await open();
      const [streams, aborting] = [[newStream(), newStream(), newStream()], new AbortController()];
      const seen = take(eventsOf(store.subscribe(START, aborting.signal), streams), 60);
      for (const stream of streams) {
        await appendOneByOne(store, stream, 20);
        double.dropSubscriptions(how);
      }
      const events = await seen;
      for (const stream of streams) {
        const revisions = events.filter((event) => event.stream === stream).map(({ revision }) => revision);
        expect(revisions).toEqual(range(0, 20));
      }
      expect(log.told).toContain('the subscription to the log broke off and is made anew');
      aborting.abort();
    },
  );

  it('gets on with a history however often it is dropped', async () => {
    const { double, store } = await open({ appendMs: 10_000 });
    const stream = newStream();
    await store.append(stream, NO_STREAM, newEvents(1_000));
    await store.append(stream, 999, newEvents(1_000));
    await store.append(stream, 1_999, newEvents(1_000));
    const [revisions, aborting] = [Array<number>(), new AbortController()];
    for await (const page of store.subscribe(START, aborting.signal)) {
      revisions.push(...page.events.map(({ revision }) => revision));
      double.dropSubscriptions('error');
      if (revisions.length >= 3_000) break;
    }
    expect(revisions).toEqual(range(0, 3_000));
  });

  it('is made anew when nothing comes any more', async () => {
    const { double, store } = await open({ quietMs: 100 });
    const [stream, aborting] = [newStream(), new AbortController()];
    const events = eventsOf(store.subscribe(START, aborting.signal), [stream]);
    await appendTypes(store, stream, 'A');
    expect(typesOf(await take(events, 1))).toEqual(['A']);
    double.stallSubscriptions();
    await store.append(stream, 0, [newEvent('B')]);
    expect(typesOf(await take(events, 1))).toEqual(['B']);
    aborting.abort();
  });

  it('is made anew when it is never answered', async () => {
    const { double, store, log } = await open({ quietMs: 100 });
    const [stream, aborting] = [newStream(), new AbortController()];
    await appendTypes(store, stream, 'A');
    double.faults.frozen = true;
    const events = take(eventsOf(store.subscribe(START, aborting.signal), [stream]), 1);
    await until('the silence is noticed', () => log.told.length > 0);
    double.faults.frozen = false;
    expect(typesOf(await events)).toEqual(['A']);
    aborting.abort();
  });

  it.each([0, 1, 3, 10, 100])('ends when it is aborted, %d turns of the event loop after it began', async (turns) => {
    const { store } = await open({ quietMs: 3_600_000 });
    const [stream, aborting] = [newStream(), new AbortController()];
    await appendTypes(store, stream, 'A');
    const end = drained(store.subscribe(START, aborting.signal));
    for (let i = 0; i < turns; i++) await nextTurn();
    aborting.abort();
    await end;
  });

  it('ends when it is aborted while nothing is answered', async () => {
    const { double, store, log } = await open({ readMs: 100, quietMs: 100 });
    await appendTypes(store, newStream(), 'A');
    double.faults.frozen = true;
    const aborting = new AbortController();
    const end = drained(store.subscribe(START, aborting.signal));
    await nextTurn();
    aborting.abort();
    await end;
    expect(log.told).toEqual([]); // nor is it waited for until it would be made anew
  });

  it('is closed while nothing is answered', async () => {
    const { double, store } = await open({ readMs: 3_600_000, quietMs: 3_600_000 });
    double.faults.frozen = true;
    const pending = [
      store.append(newStream(), NO_STREAM, [newEvent()]),
      store.readStream(newStream()),
      store.head(),
      drained(store.subscribe(START, new AbortController().signal)),
    ].map((call) => call.catch(() => undefined));
    await store.close();
    await Promise.all(pending);
  });

  it('says nothing while there is nothing', async () => {
    const { double, store } = await open({ quietMs: 20 });
    const aborting = new AbortController();
    const pages = store.subscribe(await store.head(), aborting.signal)[Symbol.asyncIterator]();
    expect((await pages.next()).value).toMatchObject({ events: [], caughtUp: true });
    const next = pages.next();
    const before = double.subscriptionsStarted;
    await until('it was made anew a few times', () => double.subscriptionsStarted > before + 3);
    const { position } = await store.append(newStream(), NO_STREAM, [newEvent()]);
    expect((await next).value).toMatchObject({ next: position });
    aborting.abort();
  });

  it.each([
    ['ends before what was read last', 0],
    ['has gone on, not as far', 1],
    ['has gone on, and further', 20],
  ])('ends when the server comes back from an older backup that %s', async (_, appended) => {
    const { double, store } = await open({ attempts: 100 });
    const [stream, aborting] = [newStream(), new AbortController()];
    await appendTypes(store, stream, 'A', 'B', 'C');
    const events = eventsOf(store.subscribe(START, aborting.signal), [stream]);
    const [, lost] = await take(events, 3);
    double.stop();
    double.log.rewind(positionToBigInt(lost?.position ?? START));
    await double.listen();
    for (let i = 0; i < appended; i++) await store.append(stream, i, [newEvent('Another')]);
    double.dropSubscriptions('error');
    await expect(take(events, 1)).rejects.toThrow(LogReplaced);
  });

  it('ends when the server comes back empty', async () => {
    const { double, store } = await open({ attempts: 100 });
    const [stream, aborting] = [newStream(), new AbortController()];
    const pages = store.subscribe(START, aborting.signal)[Symbol.asyncIterator]();
    expect((await pages.next()).value).toMatchObject({ events: [] });
    double.stop();
    double.log.rewind(0n);
    await double.listen();
    await appendTypes(store, stream, 'A');
    await expect(pages.next()).rejects.toThrow(LogReplaced);
    aborting.abort();
  });

  it('does not begin at a place that the log has not', async () => {
    const { store } = await open();
    await appendTypes(store, newStream(), 'A');
    const behind = positionFrom(positionToBigInt(await store.head()) + 7n);
    const pages = store.subscribe(behind, new AbortController().signal)[Symbol.asyncIterator]();
    await expect(pages.next()).rejects.toThrow(LogReplaced);
  });

  it('goes on after a restart of the server', async () => {
    const { double, store } = await open({ attempts: 100 });
    const [stream, aborting] = [newStream(), new AbortController()];
    const events = eventsOf(store.subscribe(START, aborting.signal), [stream]);
    await appendTypes(store, stream, 'A');
    expect(typesOf(await take(events, 1))).toEqual(['A']);
    double.stop();
    const waiting = take(events, 1);
    await double.listen();
    await store.append(stream, 0, [newEvent('B')]);
    expect(typesOf(await waiting)).toEqual(['B']);
    aborting.abort();
  });
});

describe('a read of an EventStoreDB', () => {
  it('is repeated while the server starts or stops', async () => {
    const { double, store } = await open({ attempts: 1_000 });
    const stream = newStream();
    await appendTypes(store, stream, 'A');
    double.faults.notReady = true;
    const reads = Promise.all([store.readStream(stream), store.readAll(START, 10), store.head()]);
    await until('the reads are refused', () => double.faults.callsRefused >= 3);
    double.faults.notReady = false;
    const [events, page, head] = await reads;
    expect([typesOf(events), typesOf(page.events), head]).toEqual([['A'], ['A'], events[0]?.position]);
  });
});

const IMPATIENT = { readMs: 50, attempts: 2 };
silentEventStoreContract('EventStoreDB that is frozen', async () => {
  const { double, store } = await open(IMPATIENT);
  double.faults.frozen = true;
  return store;
});
silentEventStoreContract('EventStoreDB that was killed', async () => {
  const { double, store } = await open(IMPATIENT);
  double.stop();
  return store;
});

describe('the connection to a cluster', () => {
  it('leaves no rejection unhandled while no node can be found', async () => {
    const { double, store, log } = await open({ attempts: 1_000 }, 'esdb+discover:');
    const unhandled: unknown[] = [];
    const keep = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', keep);
    const [stream, aborting] = [newStream(), new AbortController()];
    const events = eventsOf(store.subscribe(START, aborting.signal), [stream]);
    const waiting = take(events, 1);
    await until('the subscription is there', () => double.subscriptionsStarted > 0);
    double.faults.notReady = true;
    const pending = Promise.all([store.append(stream, NO_STREAM, [newEvent('A')]), store.head()]);
    await until('the driver looks for another node', () => double.faults.callsRefused > 2);
    double.dropSubscriptions('error');
    await until('the driver gave up', () => log.told.includes('the event store cannot be reached'));
    double.faults.notReady = false;
    await pending;
    expect(typesOf(await waiting)).toEqual(['A']);
    expect(unhandled).toEqual([]);
    process.off('unhandledRejection', keep);
    aborting.abort();
  });
});
