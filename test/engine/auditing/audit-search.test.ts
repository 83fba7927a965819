import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { AuditSearch } from '../../../src/engine/auditing/audit-search';
import type { FoundEvents } from '../../../src/engine/auditing/audit-search';
import { START } from '../../../src/kernel/message';
import { fillLog } from '../../bench/filled-log';

const EVENTS = 6_000;
/** Longer than any page that is read at once. */
const PAGE = 400;
const RANGE = { after: START, limit: 50 };

const folder = mkdtempSync(path.join(tmpdir(), 'runledger-search-'));
let store: SqliteEventStore;
let streams: readonly string[];
beforeAll(async () => {
  fillLog(folder, { events: EVENTS });
  store = SqliteEventStore.open(folder);
  const { events } = await store.readAll(START, EVENTS);
  streams = [...new Set(events.map(({ stream }) => stream))].slice(0, 100);
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/** How often others had their turn while something was looked for that there is nothing of. */
async function turnsDuring(search: Promise<FoundEvents>): Promise<number> {
  let turns = 0;
  let isOver = false;
  const take = (): void => {
    turns += 1;
    if (!isOver) setImmediate(take);
  };
  setImmediate(take);
  expect((await search).events).toEqual([]);
  isOver = true;
  return turns;
}

describe('a search that finds nothing', () => {
  it('lets others have their turn after every page of the log', async () => {
    const search = new AuditSearch(store).inLog('acme', { type: 'RunCancelled' }, RANGE);
    expect(await turnsDuring(search)).toBeGreaterThanOrEqual(Math.floor(EVENTS / PAGE));
  });

  it('lets others have their turn between streams', async () => {
    const parts = streams.map((stream) => ({ stream, begins: START, correlationId: null }));
    const search = new AuditSearch(store).inStreams(parts, { type: 'RunCancelled' }, RANGE);
    expect(await turnsDuring(search)).toBeGreaterThanOrEqual(5);
  });
});
