import { appendFileSync, chmodSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { backUpLog } from '../../../src/adapters/sqlite/backup';
import { SqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { readModelFiles } from '../../../src/adapters/sqlite/file-names';
import { restoreLog } from '../../../src/adapters/sqlite/restore';
import { START } from '../../../src/kernel/message';
import type { RecordedEvent } from '../../../src/kernel/message';
import {
  appendOneByOne,
  appendTypes,
  newEvent,
  newStream,
  range,
  readFrom,
} from '../../contracts/event-store/sample-log';
import { temporaryFolders } from './temporary-folder';

const newFolder = temporaryFolders();
const quietly = (): void => undefined;
const NOW = '2026-11-27T10:20:30.456Z';

async function filled(streams: number): Promise<{ folder: string; store: SqliteEventStore }> {
  const folder = newFolder();
  const store = SqliteEventStore.open(folder);
  for (const i of range(0, streams)) await appendTypes(store, `run-${i}`, 'A', 'B', 'C');
  return { folder, store };
}

async function eventsOf(folder: string): Promise<readonly RecordedEvent[]> {
  const store = SqliteEventStore.open(folder);
  try {
    return await readFrom(store, START);
  } finally {
    await store.close();
  }
}

describe('a backup', () => {
  it('is made while events are appended, ends, and is the log as it was at one moment', async () => {
    const { folder, store } = await filled(200);
    const target = path.join(newFolder(), 'backup');
    const load = { over: false };
    const appending = range(0, 4).map(async () => {
      while (!load.over) await appendOneByOne(store, newStream(), 20);
    });
    const before = await store.head();
    const whole = await backUpLog(folder, target, quietly);
    load.over = true;
    await Promise.all(appending);
    expect(whole.events).toBeGreaterThanOrEqual(600);
    expect(whole.head >= before).toBe(true);
    expect((await store.head()) > whole.head).toBe(true);
    const original = (await readFrom(store, START)).filter(({ position }) => position <= whole.head);
    await store.close();
    const copied = await eventsOf(target);
    expect(copied).toEqual(original);
    expect(whole).toMatchObject({ events: copied.length, unreadable: { count: 0, first: null } });
  });

  it('is one file for this user only, with nothing beside it, also where nothing can be written', async () => {
    const { folder, store } = await filled(3);
    const target = path.join(newFolder(), 'a', 'b');
    await backUpLog(folder, target, quietly);
    await store.close();
    expect(readdirSync(target)).toEqual(['events.db']);
    expect(statSync(path.join(target, 'events.db')).mode & 0o777).toBe(0o600);
    chmodSync(target, 0o500);
    const copy = new Database(path.join(target, 'events.db'), { readonly: true });
    expect(copy.prepare('SELECT count(*) FROM events').pluck().get()).toBe(9);
    copy.close();
    chmodSync(target, 0o700);
  });

  it('is the same when nothing was appended since, and refuses to replace one', async () => {
    const { folder, store } = await filled(5);
    const [one, other] = [newFolder(), newFolder()];
    const first = await backUpLog(folder, one, quietly);
    expect(await backUpLog(folder, other, quietly)).toEqual(first);
    await expect(backUpLog(folder, one, quietly)).rejects.toMatchObject({ code: 'backup_exists' });
    await expect(backUpLog(folder, folder, quietly)).rejects.toMatchObject({ code: 'backup_exists' });
    await store.close();
  });

  it('of a folder that has no log is refused, and makes none', async () => {
    const folder = path.join(newFolder(), 'copy');
    await expect(backUpLog(newFolder(), folder, quietly)).rejects.toMatchObject({ code: 'event_log_missing' });
    expect(existsSync(folder)).toBe(false);
  });

  it('of an empty log is one', async () => {
    const { folder, store } = await filled(0);
    expect(await backUpLog(folder, newFolder(), quietly)).toMatchObject({ events: 0, head: START });
    await store.close();
  });

  it('tells how far it is, and which events cannot be read', async () => {
    const { folder, store } = await filled(50);
    await store.close();
    const db = new Database(path.join(folder, 'events.db'));
    db.exec(`UPDATE events SET data = data || ' ' WHERE position IN (7, 9)`);
    db.close();
    const phases: string[] = [];
    const whole = await backUpLog(folder, newFolder(), ({ phase, done, total }) => {
      phases.push(phase);
      expect(done).toBeLessThanOrEqual(total);
    });
    expect([...new Set(phases)]).toEqual(['reading', 'copying', 'verifying']);
    expect(whole.unreadable).toEqual({
      count: 2,
      first: expect.stringContaining('revision 0 of run-2 (position 0000000000000007)') as string,
    });
  });

  it.each([
    ['where there is no log', (folder: string) => folder, 'there is no event log'],
    [
      'of a log that is none',
      (folder: string) => {
        writeFileSync(path.join(folder, 'events.db'), 'not a database'.repeat(1_000));
        return folder;
      },
      'not a database',
    ],
  ])('is refused %s, and leaves nothing behind', async (_, given, message) => {
    const target = newFolder();
    // told by its words: another file's test may have loaded SQLite's errors before, which are then of another class
    await expect(backUpLog(given(newFolder()), target, quietly)).rejects.toMatchObject({
      message: expect.stringContaining(message) as string,
    });
    expect(readdirSync(target)).toEqual([]);
  });
});

describe('restoring', () => {
  async function backedUp(): Promise<{ backup: string; events: readonly RecordedEvent[]; identity: string }> {
    const { folder, store } = await filled(20);
    const backup = newFolder();
    await backUpLog(folder, backup, quietly);
    const [events, identity] = [await readFrom(store, START), await store.identity()];
    await store.close();
    return { backup, events, identity };
  }

  it.each(['a folder that is missing', 'a folder that is empty', 'a ledger that has no event'])(
    'fills %s',
    async (which) => {
      const { backup, events } = await backedUp();
      const target = which.endsWith('missing') ? path.join(newFolder(), 'new') : newFolder();
      if (which.endsWith('event')) await SqliteEventStore.open(target).close();
      expect(restoreLog(backup, target, false, NOW, quietly)).toMatchObject({ events: 60 });
      expect(await eventsOf(target)).toEqual(events);
      expect(statSync(path.join(target, 'events.db')).mode & 0o777).toBe(0o600);
    },
  );

  it('gives the log an identity of its own, and leaves the backup as it was', async () => {
    const { backup, identity } = await backedUp();
    const before = readFileSync(path.join(backup, 'events.db'));
    const target = newFolder();
    restoreLog(backup, target, false, NOW, quietly);
    const store = SqliteEventStore.open(target);
    expect(await store.identity()).not.toBe(identity);
    await store.append('run-0', 2, [newEvent()]);
    await store.close();
    expect(readFileSync(path.join(backup, 'events.db')).equals(before)).toBe(true);
    expect(readdirSync(backup)).toEqual(['events.db']);
  });

  it('replaces a log only when it is told to, and keeps that one', async () => {
    const { backup, events } = await backedUp();
    const { folder, store } = await filled(1);
    await store.close();
    expect(() => restoreLog(backup, folder, false, NOW, quietly)).toThrow('--force');
    expect(await eventsOf(folder)).toHaveLength(3);
    for (const file of readModelFiles(folder))
      for (const end of ['', '-wal', '-shm']) writeFileSync(`${file}${end}`, 'of the log before');
    const { setAside } = restoreLog(backup, folder, true, NOW, quietly);
    expect(setAside).toBe(path.join(folder, 'events.db.before-20261127T102030Z'));
    expect(await eventsOf(folder)).toEqual(events);
    expect(readdirSync(folder).filter((name) => name.startsWith('read'))).toEqual([]);
    const kept = new Database(setAside ?? '', { readonly: true });
    expect(kept.prepare('SELECT count(*) FROM events').pluck().get()).toBe(3);
    kept.close();
  });

  it('replaces a log that cannot be opened any more, with what is beside it', async () => {
    const { backup, events } = await backedUp();
    const folder = newFolder();
    for (const end of ['', '-wal']) writeFileSync(path.join(folder, `events.db${end}`), 'damaged'.repeat(2_000));
    expect(() => restoreLog(backup, folder, false, NOW, quietly)).toThrow('--force');
    restoreLog(backup, folder, true, NOW, quietly);
    expect(await eventsOf(folder)).toEqual(events);
    expect(existsSync(path.join(folder, 'events.db.before-20261127T102030Z'))).toBe(true);
  });

  it('takes a copy of a folder as a killed process left it', async () => {
    const { folder, store } = await filled(10);
    const copy = newFolder();
    for (const name of ['events.db', 'events.db-wal'])
      writeFileSync(path.join(copy, name), readFileSync(path.join(folder, name)));
    await store.close();
    const target = newFolder();
    expect(restoreLog(copy, target, false, NOW, quietly)).toMatchObject({ events: 30 });
    expect(await eventsOf(target)).toHaveLength(30);
  });

  it('is refused while the folder is in use', async () => {
    const { backup } = await backedUp();
    const { folder, store } = await filled(1);
    expect(() => restoreLog(backup, folder, true, NOW, quietly)).toThrow('is in use by another process');
    await store.append('run-0', 2, [newEvent()]);
    await store.close();
    expect(await eventsOf(folder)).toHaveLength(4);
  });

  it.each([
    ['no file', (_: string) => undefined, /^there is no .*events\.db$/],
    [
      'a file that is none',
      (file: string) => {
        writeFileSync(file, 'x'.repeat(9_000));
      },
      /^the backup is damaged: .*not a database$/,
    ],
    [
      'a page that is overwritten',
      (file: string) => {
        const bytes = readFileSync(file);
        bytes.fill(0xff, 8_192 * 3, 8_192 * 4);
        writeFileSync(file, bytes);
      },
      /^the backup is damaged: /,
    ],
    [
      'half of the file',
      (file: string) => {
        writeFileSync(file, readFileSync(file).subarray(0, 8_192 * 2));
      },
      /^the backup is damaged: /,
    ],
  ])('is refused from a backup with %s, and leaves the folder as it was', async (what, damage, message) => {
    const { backup } = await backedUp();
    const source = newFolder();
    const file = path.join(source, 'events.db');
    if (what !== 'no file') {
      appendFileSync(file, readFileSync(path.join(backup, 'events.db')));
      damage(file);
    }
    const { folder, store } = await filled(1);
    await store.close();
    expect(() => restoreLog(source, folder, true, NOW, quietly)).toThrow(message);
    expect(await eventsOf(folder)).toHaveLength(3);
    expect(readdirSync(folder).toSorted()).toEqual(['events.db', 'lock.db']);
  });

  it('brings a log of an older version up to date', async () => {
    const { backup } = await backedUp();
    const db = new Database(path.join(backup, 'events.db'));
    db.exec('ALTER TABLE events DROP COLUMN checksum; DROP TABLE meta; PRAGMA user_version = 1;');
    db.close();
    const target = newFolder();
    expect(restoreLog(backup, target, false, NOW, quietly)).toMatchObject({ events: 60, setAside: null });
    expect(await eventsOf(target)).toHaveLength(60);
  });
});
