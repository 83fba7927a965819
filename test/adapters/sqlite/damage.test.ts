import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { SqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { readModelFiles } from '../../../src/adapters/sqlite/file-names';
import { SqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import { NOTHING_FOLDED } from '../../../src/ports/read-store';
import { changesAt, checkpointAt, newShape, read } from '../../contracts/read-store/sample-model';
import { appendTypes } from '../../contracts/event-store/sample-log';
import { temporaryFolders } from './temporary-folder';

const newFolder = temporaryFolders();
const PAGE = 4_096;

/** How a file is damaged: what its bytes become. */
const DAMAGES: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
  ['is no database', () => Buffer.from('not a database'.repeat(1_000))],
  ['has lost its header', (bytes) => bytes.fill(0, 0, 100)],
  ['is cut in half', (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2 / PAGE) * PAGE)],
  ['has a page of nothing', (bytes) => bytes.fill(0, PAGE, 2 * PAGE)],
  ['has a page of noise', (bytes) => bytes.fill(0xa7, 2 * PAGE, 3 * PAGE)],
  ['has a schema of noise', (bytes) => bytes.fill(0xff, 100, PAGE)],
];

async function folded(folder: string): Promise<ReturnType<typeof newShape>> {
  const [store, shape] = [SqliteReadStore.open(folder), newShape()];
  const documents = Array.from({ length: 200 }, (_, i) => [`key-${i}`, { order: `o-${i}`, text: 'x'.repeat(300) }]);
  await store.commit([changesAt(await store.open(shape), 5, Object.fromEntries(documents) as Record<string, object>)]);
  await store.close();
  return shape;
}

function opened(folder: string): { store: SqliteReadStore; told: [readonly string[], string][] } {
  const told: [readonly string[], string][] = [];
  return { store: SqliteReadStore.openWhole(folder, {}, (...what) => told.push(what)), told };
}

describe('a file of read models', () => {
  it.each(DAMAGES)('that %s is set aside, told once, and begun anew', async (_, damage) => {
    const folder = newFolder();
    const shape = await folded(folder);
    const file = path.join(folder, 'read.db');
    writeFileSync(file, damage(readFileSync(file)));
    const damaged = readFileSync(file);
    const { store, told } = opened(folder);
    expect(told).toEqual([[[`${file}.damaged`], expect.any(String)]]);
    expect(readFileSync(`${file}.damaged`).equals(damaged)).toBe(true);
    const model = await store.open(shape);
    expect(await model.checkpoint()).toEqual(NOTHING_FOLDED);
    await store.commit([changesAt(model, 1, { a: { order: 'x' } })]);
    await store.close();
    expect(opened(folder).told).toEqual([]);
  });

  it('that is damaged takes the other one with it', async () => {
    const folder = newFolder();
    const options = { isApart: () => true };
    const [store, shape] = [SqliteReadStore.open(folder, options), newShape()];
    await store.commit([changesAt(await store.open(shape), 5, { a: { order: 'x' } })]);
    await store.close();
    const files = readModelFiles(folder);
    writeFileSync(files[1], 'not a database'.repeat(1_000));
    const told: (readonly string[])[] = [];
    const whole = SqliteReadStore.openWhole(folder, options, (aside) => told.push(aside));
    expect(told).toEqual([files.map((file) => `${file}.damaged`)]);
    expect(await (await whole.open(shape)).checkpoint()).toEqual(NOTHING_FOLDED);
    await whole.close();
  });

  it('that is whole stays, and one that is missing is made', async () => {
    const folder = newFolder();
    const shape = await folded(folder);
    const { store, told } = opened(folder);
    expect(await (await store.open(shape)).checkpoint()).toEqual(checkpointAt(5));
    expect([told, opened(newFolder()).told]).toEqual([[], []]);
    await store.close();
  });

  it('in which damage is met while it is in use is set aside at the next start', async () => {
    const folder = newFolder();
    const shape = await folded(folder);
    const { store } = opened(folder);
    const db = new Database(path.join(folder, 'read.db'));
    db.prepare(`UPDATE "${shape.name}_v1" SET document = '{' WHERE key = 'key-7'`).run();
    db.close();
    const model = await store.open(shape);
    expect(await read(model, 'key-8')).not.toBeNull();
    await expect(read(model, 'key-7')).rejects.toMatchObject({ code: 'store_unavailable' });
    await store.close();
    const next = opened(folder);
    expect(next.told).toHaveLength(1);
    await next.store.close();
    expect(opened(folder).told).toEqual([]);
    expect(existsSync(path.join(folder, 'read.db.is-damaged'))).toBe(false);
  });
});

describe('a log', () => {
  it.each(DAMAGES.filter(([name]) => /database|header/.test(name)))(
    'that %s is named with what to do, and not touched',
    async (_, damage) => {
      const folder = newFolder();
      const store = SqliteEventStore.open(folder);
      await appendTypes(store, 'run-1', 'A');
      await store.close();
      const file = path.join(folder, 'events.db');
      writeFileSync(file, damage(readFileSync(file)));
      const damaged = readFileSync(file);
      for (let start = 0; start < 2; start++)
        expect(() => SqliteEventStore.open(folder)).toThrow(
          `the log ${file} is damaged (file is not a database): put a backup back with npx runledger restore`,
        );
      expect(readFileSync(file).equals(damaged)).toBe(true);
      expect(readdirSync(folder).toSorted()).toEqual(['events.db', 'lock.db']);
    },
  );
});
