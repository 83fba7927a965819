import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { projections } from '../../../projections/all';
import { SqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { SqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import type { DomainEvent } from '../../../src/domain/events';
import { EventCodec } from '../../../src/engine/deciding/event-codec';
import type { ProgressReport } from '../../../src/engine/projecting/projection-progress';
import { Projector } from '../../../src/engine/projecting/projector';
import type { LogSource } from '../../../src/engine/projecting/projector';
import { StoreUnavailable } from '../../../src/ports/availability';
import { StoredFailures } from '../../../src/engine/projecting/stored-failures';
import { START } from '../../../src/kernel/message';
import type { Projection } from '../../../src/kernel/projection';
import type { LogPage } from '../../../src/ports/event-store';
import { NOTHING_FOLDED } from '../../../src/ports/read-store';
import type { ReadStore } from '../../../src/ports/read-store';
import { histories } from '../../histories/run-history';
import { readModelFaults } from '../../faults/read-model-checks';
import { tried } from '../../properties';
import { Source, counting, hurried, pagesOf, stoppingAt, threeSteps } from '../folding';
import { TestLog } from '../test-service';

const folder = mkdtempSync(path.join(tmpdir(), 'runledger-projector-'));
const closing: { close(): Promise<void> }[] = [];
let folders = 0;
afterEach(async () => {
  for (const store of closing.splice(0)) await store.close();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const newFolder = (): string => path.join(folder, String(folders++));
const newReadStore = (): SqliteReadStore => {
  const store = SqliteReadStore.open(newFolder());
  closing.push(store);
  return store;
};

const reports: ProgressReport[] = [];
let log: TestLog;
beforeEach(() => {
  reports.length = 0;
  log = new TestLog();
});
const open = (source: LogSource, store: ReadStore, folding: readonly Projection<object, DomainEvent>[]) =>
  Projector.open(source, store, folding, new EventCodec(), hurried, log, (report) => reports.push(report));

/** Until every projection stands at the end of the log, or has stopped. */
async function run(
  source: LogSource,
  store: ReadStore,
  folding: readonly Projection<object, DomainEvent>[],
  end: string,
) {
  const stopping = new AbortController();
  const projector = await Projector.open(source, store, folding, new EventCodec(), hurried, log, (report) => {
    reports.push(report);
    const stopped = report.failures.map(({ projection }) => projection);
    const going = [...report.reached].filter(([name]) => !stopped.includes(name));
    if (going.every(([, { position }]) => position >= end)) stopping.abort();
  });
  await projector.run(stopping.signal);
}

const counted = async (store: ReadStore, projection = counting): Promise<Record<string, number>> => {
  const stored = await (await store.open<{ count: number }>(projection)).get(['all', 'steps']);
  return Object.fromEntries(Array.from(stored, ([key, { document }]) => [key, document.count]));
};

describe('the read models of any log', () => {
  it('are its plain fold, however it is cut into pages and commits, repeated, and however often the projector starts again', async () => {
    const move = fc.record({ isWritten: fc.boolean(), restarts: fc.boolean(), again: fc.nat(20) });
    const moves = fc.array(move, { minLength: 1, maxLength: 8 });
    const sizes = fc.integer({ min: 1, max: 60 });
    await fc.assert(
      fc.asyncProperty(histories(), sizes, moves, async (history, size, moves) => {
        const store = newReadStore();
        const pages = pagesOf(history, size);
        let projector = await open(new Source(history), store, projections);
        let written = 0;
        for (const [i, page] of pages.entries()) {
          const { isWritten, restarts, again } = moves[i % moves.length] ?? {};
          const isLast = isWritten === true || i === pages.length - 1;
          await projector.fold(page, isLast);
          if (isLast) written = i + 1;
          if (restarts === true) {
            projector = await open(new Source(history), store, projections);
            for (const lost of pages.slice(written, i + 1)) await projector.fold(lost, false);
          }
          const repeated = pages[Math.max(0, i - (again ?? 0))];
          if (repeated !== undefined) await projector.fold(repeated, false);
        }
        expect(await readModelFaults(store, history)).toEqual([]);
      }),
      tried(15),
    );
  }, 600_000);
});

describe('a projector', () => {
  it('goes on from its checkpoint after a restart', async () => {
    const history = threeSteps();
    const store = newReadStore();
    const half = history.slice(0, 4);
    const middle = half.at(-1)?.position ?? '';
    await run(new Source(half), store, [counting], middle);
    const source = new Source(history);
    await run(source, store, [counting], history.at(-1)?.position ?? '');
    expect(source.asked).toEqual([middle]);
    expect(await counted(store)).toEqual({ all: 4, steps: 3 });
  });

  it('begins at the beginning for a projection that is new, and changes none of the others', async () => {
    const history = threeSteps();
    const end = history.at(-1)?.position ?? '';
    const store = newReadStore();
    await run(new Source(history), store, [counting], end);
    const source = new Source(history);
    await run(source, store, [counting, stoppingAt('none')], end);
    expect(source.asked[0]).toBe(START);
    expect(await counted(store)).toEqual({ all: 4, steps: 3 });
    expect(await counted(store, stoppingAt('none'))).toEqual({ all: 4, steps: 3 });
  });

  it.each([1, 2, 3, 4, 5, 6, 7])(
    'writes what comes before an event that it cannot fold, in pages of %i',
    async (size) => {
      const history = threeSteps();
      const store = newReadStore();
      const projector = await open(new Source(history), store, [counting, stoppingAt('two')]);
      for (const page of pagesOf(history, size)) await projector.fold(page, page.caughtUp);
      expect(await counted(store, stoppingAt('two'))).toEqual({ all: 2, steps: 1 });
      expect(await (await store.open(stoppingAt('two'))).checkpoint()).toMatchObject({
        position: history[2]?.position,
      });
      expect(await counted(store)).toEqual({ all: 4, steps: 3 });
    },
  );

  it('tells how far every read model is, and since when it is behind', async () => {
    const history = threeSteps();
    const [first, second] = pagesOf(history, 4);
    const projector = await open(new Source(history), newReadStore(), [counting]);
    for (const page of [first, second]) if (page) await projector.fold(page);
    const at = history[3]?.metadata.at ?? null;
    expect(reports.map(({ reached }) => reached.get('counting'))).toEqual([
      { position: history[3]?.position, behindSince: at },
      { position: history[6]?.position, behindSince: null },
    ]);
  });

  it('reads the log of SQLite as it grows', async () => {
    const events = SqliteEventStore.open(newFolder());
    closing.push(events);
    const store = newReadStore();
    const stop = new AbortController();
    const projector = await open(events, store, [counting]);
    const running = projector.run(stop.signal);
    for (const event of threeSteps()) await events.append(event.stream, event.revision - 1, [event]);
    const end = await events.head();
    while ((reports.at(-1)?.reached.get('counting')?.position ?? START) < end) await new Promise(setImmediate);
    stop.abort();
    await running;
    expect(await counted(store)).toEqual({ all: 4, steps: 3 });
  });
});

describe('an event that cannot be folded', () => {
  const at = threeSteps()[3]?.metadata.at;
  const position = threeSteps()[3]?.position;
  const failure = {
    projection: 'stopping',
    stream: 'run-run-1',
    revision: 3,
    position,
    type: 'StepStarted',
    at,
    error: 'it is odd',
  };

  it('stops its projection just before it, in plain sight, and no other', async () => {
    const history = threeSteps();
    const store = newReadStore();
    await run(new Source(history), store, [stoppingAt('two'), counting], history.at(-1)?.position ?? '');
    expect(reports.at(-1)?.failures).toEqual([failure]);
    expect(await new StoredFailures(store).read()).toEqual([failure]);
    const errors = log.records.filter(({ level }) => level === 'error');
    expect(errors).toEqual([expect.objectContaining({ fields: { ...failure, correlationId: 'correlation' } })]);
    expect(await (await store.open(stoppingAt('two'))).checkpoint()).toMatchObject({
      position: history[2]?.position,
      eventId: history[2]?.id,
    });
    expect(await counted(store)).toEqual({ all: 4, steps: 3 });
    const { reached } = reports.at(-1) as ProgressReport;
    expect([...reached.values()].map(({ behindSince }) => behindSince)).toEqual([at, null]);
  });

  it('leaves nothing behind of itself, also in documents that it could be folded into', async () => {
    const history = threeSteps();
    const store = newReadStore();
    await run(new Source(history), store, [stoppingAt('two'), counting], history.at(-1)?.position ?? '');
    expect(await counted(store, stoppingAt('two'))).toEqual({ all: 2, steps: 1 });
  });

  it('stops it there again after a restart, until it can be folded', async () => {
    const history = threeSteps();
    const end = history.at(-1)?.position ?? '';
    const store = newReadStore();
    const stored = new StoredFailures(store);
    for (let i = 0; i < 2; i++) {
      await run(new Source(history), store, [stoppingAt('two')], end);
      expect(reports.at(-1)?.failures).toEqual([failure]);
      expect(await stored.read()).toEqual([failure]);
      if (i === 0) reports.length = 0;
    }
    expect(new Set(reports.map(({ failures }) => failures.length))).toEqual(new Set([1]));
    const projector = await open(new Source(history), store, [stoppingAt('none')]);
    for (const page of pagesOf(history)) await projector.fold(page);
    expect(reports.at(-1)?.failures).toEqual([]);
    expect(await stored.read()).toEqual([]);
    expect(await counted(store, stoppingAt('none'))).toEqual({ all: 4, steps: 3 });
  });
});

describe('that a projection has stopped', () => {
  const odd = stoppingAt('three');

  it('is told until what stopped it is passed, whoever begins again and however far from there', async () => {
    const history = threeSteps();
    const store = newReadStore();
    const stored = new StoredFailures(store);
    const end = history.at(-1)?.position ?? '';
    await run(new Source(history), store, [odd], end);
    const [failure] = await stored.read();
    const told = new Set<string>();
    const restarts = async (projection: typeof odd, pages: readonly LogPage[]): Promise<void> => {
      const projector = await open(new Source(history), store, [projection, counting]);
      for (const page of pages) {
        await projector.fold(page);
        told.add(JSON.stringify(await stored.read()));
        told.add(JSON.stringify(reports.at(-1)?.failures));
      }
    };
    const pages = pagesOf(history, 1);
    const poison = pages.findIndex(({ next }) => next === failure?.position);
    await restarts(odd, pages);
    await restarts({ ...counting, name: odd.name }, pages.slice(0, poison));
    expect([...told]).toEqual([JSON.stringify([failure])]);
    await restarts({ ...counting, name: odd.name }, pages);
    expect(await stored.read()).toEqual([]);
    expect(reports.at(-1)?.failures).toEqual([]);
  });
});

describe('a store that fails', () => {
  type When = 'before' | 'half-way through' | 'after';

  /** Its first commits fail; half-way through, the documents are written and the checkpoint is not. */
  const failing = (store: ReadStore, times: number, when: When, error = new Error('disk is full')): ReadStore => ({
    open: (shape) => store.open(shape),
    async commit(writes) {
      if (times-- <= 0) return store.commit(writes);
      if (when !== 'before')
        await store.commit(
          when === 'after' ? writes : writes.map((write) => ({ ...write, checkpoint: NOTHING_FOLDED })),
        );
      throw error;
    },
    replaceDocument: (shape, seen, change) => store.replaceDocument(shape, seen, change),
    clear: (shape) => store.clear(shape),
    drop: (shape) => store.drop(shape),
    room: (shape) => store.room(shape),
    records: () => store.records(),
    replaceRecord: (name, revision, record) => store.replaceRecord(name, revision, record),
    ping: () => store.ping(),
    time: () => store.time(),
    close: () => store.close(),
  });

  it.each([
    ['before', [100, 200, 400]],
    ['half-way through', [100, 200, 400]],
    ['after', [100]],
  ] as const)('%s its commits is tried again with growing pauses, and each failure is logged', async (when, pauses) => {
    const history = threeSteps();
    const store = newReadStore();
    const end = history.at(-1)?.position ?? '';
    await run(new Source(history), failing(store, 3, when), [counting], end);
    expect(await counted(store)).toEqual({ all: 4, steps: 3 });
    const fields = pauses.map((pauseMs) => ({ error: 'disk is full', pauseMs }));
    expect(log.records.flatMap((record) => (record.level === 'error' ? [record.fields] : []))).toEqual(fields);
    const troubled = reports.filter(({ trouble }) => trouble !== null);
    expect(troubled).toHaveLength(pauses.length);
    for (const { trouble, reached } of troubled) {
      expect(trouble).toBe('folding the log fails');
      expect(reached.get('counting')?.behindSince).toBe('1970-01-01T00:00:00.000Z');
    }
    expect(reports.at(-1)).toMatchObject({ trouble: null });
    expect(reports.at(-1)?.reached.get('counting')?.behindSince).toBeNull();
  });

  it('that takes no writes is told in one line with the reason, though it answers when it is asked', async () => {
    const history = threeSteps();
    const store = newReadStore();
    const away = new StoreUnavailable('read store', new Error('disk is full'));
    await run(new Source(history), failing(store, 3, 'before', away), [counting], history.at(-1)?.position ?? '');
    expect(await counted(store)).toEqual({ all: 4, steps: 3 });
    const told = log.records.filter(({ level }) => level === 'warn' || level === 'error');
    expect(told).toEqual([{ level: 'warn', message: 'folding waits for a store', fields: { error: 'disk is full' } }]);
    const troubles = new Set(reports.flatMap(({ trouble }) => trouble ?? []));
    expect([...troubles]).toEqual(['the read store does not answer']);
  });

  it('does not keep a projection from what comes before the event that it stops at', async () => {
    const history = threeSteps();
    const store = newReadStore();
    const end = history.at(-1)?.position ?? '';
    await run(new Source(history), failing(store, 1, 'before'), [stoppingAt('two'), counting], end);
    expect(await counted(store, stoppingAt('two'))).toEqual({ all: 2, steps: 1 });
    expect(reports.at(-1)?.failures).toMatchObject([{ projection: 'stopping', revision: 3 }]);
    const troubled = reports.find(({ trouble }) => trouble !== null);
    expect(troubled?.failures).toMatchObject([{ projection: 'stopping', revision: 3 }]);
  });
});
