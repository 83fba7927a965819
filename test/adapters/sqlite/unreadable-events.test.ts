import path from 'node:path';
import Database from 'better-sqlite3';
import { SqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { NO_STREAM, START } from '../../../src/kernel/message';
import type { LogPage } from '../../../src/ports/event-store';
import { appendTypes, newEvent, readFrom, typesOf } from '../../contracts/event-store/sample-log';
import { temporaryFolders } from './temporary-folder';

const newFolder = temporaryFolders();

/** Three streams, the second with two events; then the file is changed behind the store's back. */
async function damaged(sql: string): Promise<SqliteEventStore> {
  const folder = newFolder();
  const store = SqliteEventStore.open(folder);
  await appendTypes(store, 'run-1', 'A');
  await appendTypes(store, 'run-2', 'B', 'C');
  await appendTypes(store, 'run-3', 'D');
  await store.close();
  const db = new Database(path.join(folder, 'events.db'));
  db.exec(sql);
  db.close();
  return SqliteEventStore.open(folder);
}

async function firstPage(store: SqliteEventStore): Promise<LogPage> {
  for await (const page of store.subscribe(START, new AbortController().signal)) return page;
  throw new Error('there was no page');
}

const CHECKSUM = 'it is not what was appended, by its checksum';

describe('an event that was changed behind the store’s back', () => {
  it.each([
    ['a letter of its data', `data = replace(data, '{', '[')`],
    ['a byte more in its data', `data = data || ' '`],
    ['a number in its metadata', `metadata = replace(metadata, '"schemaVersion":1', '"schemaVersion":2')`],
    ['its id', `id = replace(id, '-', '_')`],
    ['its type', `type = 'b'`],
    ['its revision', `revision = 7`],
    ['its data is another event’s', `data = (SELECT data || '' FROM events WHERE position = 1), id = 'x'`],
    ['its checksum', `checksum = checksum + 1`],
    ['a byte that is no UTF-8', `data = CAST(x'7bff7d' AS TEXT)`],
    ['its data is cut short', `data = substr(data, 1, length(data) - 1)`],
    ['its data is gone', `data = ''`],
  ])('is told by stream, revision and position, to whoever reads it: %s', async (_, change) => {
    const store = await damaged(`UPDATE events SET ${change} WHERE position = 2`);
    try {
      const place = { code: 'event_unreadable', stream: 'run-2', position: '0000000000000002', reason: CHECKSUM };
      const reading = store.readStream('run-2');
      await expect(reading).rejects.toMatchObject(place);
      await expect(reading).rejects.toThrow(/revision \d of run-2 \(position 0000000000000002\) cannot be read/);
      await expect(store.readStream('run-2', { direction: 'backwards' })).rejects.toMatchObject(place);
      await expect(store.readAll(START, 10)).rejects.toMatchObject(place);
      const places = ['run-1', 'run-2', 'run-3'].map((stream) => ({ stream, from: 0 }));
      const [first, second, third] = await store.readStreams(places, 10);
      expect([first, third]).toMatchObject([[{ type: 'A' }], [{ type: 'D' }]]);
      expect(second).toMatchObject(place);
      const { events, unreadable, next, caughtUp } = await firstPage(store);
      expect(unreadable).toEqual([expect.objectContaining(place)]);
      expect([typesOf(events), next, caughtUp]).toEqual([['A', 'C', 'D'], '0000000000000004', true]);
    } finally {
      await store.close();
    }
  });

  it('leaves everything else as it was', async () => {
    const store = await damaged(`UPDATE events SET data = '{}  ' WHERE position = 2`);
    expect(typesOf(await store.readStream('run-1'))).toEqual(['A']);
    expect(typesOf(await store.readStream('run-2', { from: 1 }))).toEqual(['C']);
    expect(typesOf(await readFrom(store, '0000000000000002'))).toEqual(['C', 'D']);
    await expect(store.append('run-3', 0, [newEvent('E')])).resolves.toMatchObject({ revision: 1 });
    await store.close();
  });

  it('is followed by what comes after it, also at the end of the log', async () => {
    const store = await damaged(`UPDATE events SET data = '{}  ' WHERE position = 4`);
    const pages = store.subscribe(START, new AbortController().signal)[Symbol.asyncIterator]();
    expect((await pages.next()).value).toMatchObject({ next: '0000000000000004', unreadable: [{ stream: 'run-3' }] });
    await store.append('run-4', NO_STREAM, [newEvent('E')]);
    expect((await pages.next()).value).toMatchObject({ next: '0000000000000005', events: [{ type: 'E' }] });
    await store.close();
  });
});

describe('a log of an older version', () => {
  const older = `ALTER TABLE events DROP COLUMN checksum; DROP TABLE meta; PRAGMA user_version = 1;`;

  it('is read as it is, gets an identity, and checksums from then on', async () => {
    const store = await damaged(older);
    expect(typesOf(await readFrom(store, START))).toEqual(['A', 'B', 'C', 'D']);
    expect(await store.identity()).toMatch(/^[0-9a-f]{32}$/);
    await store.append('run-3', 0, [newEvent('E')]);
    expect(typesOf(await readFrom(store, START))).toEqual(['A', 'B', 'C', 'D', 'E']);
    await store.close();
  });

  it('says what is not even JSON', async () => {
    const store = await damaged(`${older} UPDATE events SET data = '{' WHERE position = 2`);
    await expect(store.readStream('run-2')).rejects.toThrow(
      'the event at revision 0 of run-2 (position 0000000000000002) cannot be read: it is not JSON',
    );
    await store.close();
  });
});

describe('the identity of a log', () => {
  it('goes with the file, and no two logs have the same', async () => {
    const [one, other] = [SqliteEventStore.open(newFolder()), SqliteEventStore.open(newFolder())];
    expect(await one.identity()).not.toBe(await other.identity());
    await one.close();
    await other.close();
  });
});
