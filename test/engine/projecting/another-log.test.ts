import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MongoReadStore } from '../../../src/adapters/mongodb/read-store';
import { SqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import type { Recorded } from '../../../src/domain/events';
import { EventCodec } from '../../../src/engine/deciding/event-codec';
import { clearWhatIsOfAnotherLog } from '../../../src/engine/projecting/fold-anew';
import { Projector } from '../../../src/engine/projecting/projector';
import { newId } from '../../../src/kernel/ids';
import { START } from '../../../src/kernel/message';
import type { ReadStore } from '../../../src/ports/read-store';
import { withMongoDB } from '../../doubles/mongodb/with-mongodb';
import { Source, counting, hurried, threeSteps } from '../folding';
import { TestLog } from '../test-service';

const other = { ...counting, name: 'other' };
const FOLDED = [counting, other];

/** The same events, as another process would have appended them. */
const again = (log: readonly Recorded[]): readonly Recorded[] => log.map((event) => ({ ...event, id: newId() }));
/** As many events as that, and one of them another. */
const withAnother = (log: readonly Recorded[], at: number): readonly Recorded[] =>
  log.map((event, i) => (i === at ? { ...event, id: newId() } : event));

const whole = threeSteps();
const half = whole.slice(0, 4);

/** What the read models were folded from, what the log is now, and whether they may stay. */
const MIXES: readonly (readonly [string, Source, Source, 'stays' | 'goes'])[] = [
  ['the same log', new Source(whole), new Source(whole), 'stays'],
  ['a newer log beside older read models', new Source(half), new Source(whole), 'stays'],
  ['an older log beside newer read models', new Source(whole), new Source(half), 'goes'],
  ['an older log that went on otherwise, not as far', new Source(whole), new Source(withAnother(half, 3)), 'goes'],
  ['an older log that went on otherwise, as far', new Source(whole), new Source(withAnother(whole, 6)), 'goes'],
  ['an older log that went on otherwise, further', new Source(half), new Source(withAnother(whole, 3)), 'goes'],
  ['another log', new Source(whole), new Source(again(whole), 'another'), 'goes'],
  ['another log that holds the same events', new Source(whole), new Source(whole, 'another'), 'goes'],
  ['an empty log', new Source(whole), new Source([]), 'goes'],
  ['an empty log of another name', new Source(whole), new Source([], 'another'), 'goes'],
  ['a log beside empty read models', new Source([]), new Source(whole), 'stays'],
  ['another log beside empty read models', new Source([]), new Source(whole, 'another'), 'stays'],
  ['two that are empty', new Source([]), new Source([]), 'stays'],
];

const end = (log: Source): string => log.log.at(-1)?.position ?? START;

/** Until every projection is as far as the log, or has trouble; what it tells first is how it found the read models. */
async function fold(log: Source, store: ReadStore, folding = FOLDED): Promise<TestLog> {
  const [stopping, told] = [new AbortController(), new TestLog()];
  let reports = 0;
  const projector = await Projector.open(log, store, folding, new EventCodec(), hurried, told, (report) => {
    const isThere = [...report.reached.values()].every(({ position }) => position === end(log));
    if (reports++ > 0 && (isThere || report.trouble !== null)) stopping.abort();
  });
  await projector.run(stopping.signal);
  return told;
}

const counted = async (store: ReadStore, projection = counting): Promise<number> =>
  (await (await store.open<{ count: number }>(projection)).get(['all'])).get('all')?.document.count ?? 0;
const countOf = (log: Source): number => log.log.filter(({ type }) => counting.types.has(type)).length;

function suite(open: () => Promise<ReadStore>): void {
  const clear = async (log: Source, store: ReadStore, mayClear = true): Promise<TestLog> => {
    const told = new TestLog();
    await clearWhatIsOfAnotherLog(log, store, FOLDED, mayClear, told);
    return told;
  };

  it.each(MIXES)('are folded anew when need be, and only then: %s', async (_, before, now, verdict) => {
    const store = await open();
    await fold(before, store);
    const told = await clear(now, store);
    expect(told.records).toHaveLength(verdict === 'goes' ? 1 : 0);
    await fold(now, store);
    for (const projection of FOLDED) expect(await counted(store, projection)).toBe(countOf(now));
    expect((await clear(now, store)).records).toEqual([]);
  });

  it.each(MIXES.filter(([, , , verdict]) => verdict === 'goes'))(
    'are refused on servers, with the command that folds them anew: %s',
    async (_, before, now) => {
      const store = await open();
      await fold(before, store);
      await expect(clear(now, store, false)).rejects.toMatchObject({
        code: 'other_log',
        message: expect.stringMatching(/^the read model counting .*npx runledger projections rebuild --all$/) as string,
      });
      expect(await counted(store)).toBe(countOf(before));
    },
  );

  it.each(MIXES.filter(([, , , verdict]) => verdict === 'goes'))(
    'are never folded on by a projector that was started nevertheless: %s',
    async (_, before, now) => {
      const store = await open();
      await fold(before, store);
      const told = await fold(now, store);
      expect(told.records).toMatchObject([
        { level: 'error', fields: { error: expect.stringContaining('npx runledger projections rebuild') as string } },
      ]);
      expect(await counted(store)).toBe(countOf(before));
    },
  );

  it('are folded anew each by itself', async () => {
    const store = await open();
    await fold(new Source(whole), store, [counting]);
    await fold(new Source(half), store, [other]);
    const told = await clear(new Source(half), store);
    expect(told.records.map(({ fields }) => Object.keys(fields))).toEqual([['counting']]);
    expect([await counted(store, counting), await counted(store, other)]).toEqual([0, countOf(new Source(half))]);
  });

  it('are adopted when an older version folded them, where the log has an event at their place', async () => {
    const store = await open();
    await fold(new Source(half), store);
    const unknown = { position: end(new Source(half)), eventId: null, log: null };
    await store.commit([{ model: await store.open(counting), changes: [], checkpoint: unknown }]);
    expect((await clear(new Source(whole, 'its-log'), store)).records).toMatchObject([
      { fields: { other: expect.anything() as string } },
    ]);
    const now = new Source(half, 'its-log');
    await fold(now, store, [counting]);
    expect(await (await store.open(counting)).checkpoint()).toEqual({
      position: end(now),
      eventId: now.log.at(-1)?.id,
      log: 'its-log',
    });
  });

  it('of an older version are folded anew when the log ends before them', async () => {
    const store = await open();
    await fold(new Source(whole), store);
    const model = await store.open(counting);
    await store.commit([
      { model, changes: [], checkpoint: { position: end(new Source(whole)), eventId: null, log: null } },
    ]);
    const told = await clear(new Source(half), store);
    expect(told.records.map(({ fields }) => Object.keys(fields))).toEqual([['counting', 'other']]);
  });
}

describe('read models beside a log', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'runledger-'));
  const opened: ReadStore[] = [];
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  suite(() => {
    const store = SqliteReadStore.open(mkdtempSync(path.join(folder, 'reads-')));
    opened.push(store);
    return Promise.resolve(store);
  });
});

withMongoDB((newDatabase) => {
  const opened: ReadStore[] = [];
  afterAll(async () => {
    for (const store of opened) await store.close();
  });
  describe('read models in MongoDB beside a log', () => {
    suite(async () => {
      const store = await MongoReadStore.open(newDatabase());
      opened.push(store);
      return store;
    });

    it('that are being cleared are of no log until that is done', async () => {
      const store = await MongoReadStore.open(newDatabase());
      opened.push(store);
      await fold(new Source(whole), store);
      const model = await store.open(counting);
      const { position, eventId } = await model.checkpoint();
      await store.commit([{ model, changes: [], checkpoint: { position, eventId, log: '' } }]);
      const clearing = clearWhatIsOfAnotherLog(new Source(whole), store, FOLDED, false, new TestLog());
      await expect(clearing).rejects.toThrow('projections rebuild counting');
    });
  });
});
