import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EventStoreDbEventStore } from '../../src/adapters/eventstoredb/event-store';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store';
import { copyLog } from '../../src/cli/copy-log';
import type { CopyProgress } from '../../src/cli/copy-log';
import { uuidFrom } from '../../src/kernel/ids';
import { NO_STREAM, START } from '../../src/kernel/message';
import type { NewEvent, Position, RecordedEvent } from '../../src/kernel/message';
import type { EventStore } from '../../src/ports/event-store';
import { openEventStoreDb } from '../../src/assembly/stores';
import { EventStoreDbDouble } from '../doubles/eventstoredb/server';
import { TestLog } from '../engine/test-service';
import { SourceProcess } from '../source-process';

const DOUBLE = path.join(__dirname, '../doubles/eventstoredb/main.ts');
const MAIN = path.join(process.cwd(), 'dist/src/cli/main.js');

const event = (id: string, data: object = { id }): NewEvent => ({
  id: uuidFrom(id),
  type: 'RunWaiting',
  data,
  metadata: {
    account: 'acme',
    actor: 'engine',
    correlationId: 'c',
    causationId: id,
    schemaVersion: 1,
    at: '2026-11-24T10:00:00.000Z',
  },
});

/** Runs whose events lie between each other's, alone and several in one append; one event is large. */
async function fill(store: EventStore, runs: number): Promise<void> {
  for (let step = 0; step < 5; step++) {
    for (let run = 0; run < runs; run++) {
      const events = Array.from({ length: 1 + (run % 3) }, (_, i) => event(`${run}/${step}/${i}`));
      await store.append(`run-${run}`, step * events.length - 1, events);
    }
  }
  const large = { text: 'x'.repeat(400_000), unordered: { b: 1, a: [null, { d: 2, c: 'é🙂' }] } };
  await store.append('workflow-large', NO_STREAM, [event('large-1', large), event('large-2', large)]);
}

const whole = async (store: EventStore): Promise<readonly RecordedEvent[]> =>
  (await store.readAll(START, 100_000)).events;

const content = (events: readonly RecordedEvent[]): readonly object[] =>
  events.map(({ stream, revision, id, type, data, metadata }) => ({ stream, revision, id, type, data, metadata }));

describe('copying a log', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'runledger-copy-'));
  let double: EventStoreDbDouble;
  let source: SqliteEventStore;
  let target: EventStoreDbEventStore;
  const copy = (to: EventStore = target, report: (progress: CopyProgress) => void = () => undefined) => {
    const positions: [Position, Position][] = [];
    const done = copyLog(source, to, report, (from, to) => positions.push([from, to]));
    return done.then((copied) => ({ ...copied, positions }));
  };

  beforeAll(async () => {
    source = SqliteEventStore.open(folder);
    await fill(source, 30);
  });
  beforeEach(async () => {
    double = await EventStoreDbDouble.start();
    target = await openEventStoreDb(double.url, new TestLog());
  });
  afterEach(async () => {
    await target.close();
    double.stop();
  });
  afterAll(async () => {
    await source.close();
    rmSync(folder, { recursive: true });
  });

  it('keeps streams, revisions, ids and contents, in the same order, and tells where each event is now', async () => {
    const { events, positions } = await copy();
    const [originals, copies] = [await whole(source), await whole(target)];
    expect(events).toBe(originals.length);
    expect(content(copies)).toEqual(content(originals));
    expect(positions).toEqual(originals.map(({ position }, i) => [position, copies[i]?.position]));
  });

  it('does nothing more when it is done again, and finds the same hash', async () => {
    const first = await copy();
    const phases = new Set<string>();
    const second = await copy(target, ({ phase }) => phases.add(phase));
    expect(second).toEqual(first);
    expect(phases).toEqual(new Set(['comparing', 'verifying']));
  });

  it.each([0, 1, 70, 200])('goes on where it was cut short, after %i events', async (kept) => {
    class Cut extends Error {}
    const cut = copy(target, ({ phase, events }) => {
      if (phase === 'copying' && events > kept) throw new Cut();
    });
    await expect(cut).rejects.toThrow(Cut);
    await copy();
    expect(content(await whole(target))).toEqual(content(await whole(source)));
  });

  it.each([
    ['another event where the log begins', [event('other')]],
    ['one event of its own', [event('0/0/0', { changed: true })]],
  ])('refuses a target that has %s, and leaves it alone', async (_, events) => {
    await target.append('run-0', NO_STREAM, events);
    await expect(copy()).rejects.toMatchObject({ code: 'not_a_copy' });
    expect(await whole(target)).toHaveLength(1);
  });

  it('refuses a target that goes on behind the end of the log', async () => {
    await copy();
    await target.append('run-new', NO_STREAM, [event('new')]);
    await expect(copy()).rejects.toMatchObject({ code: 'not_a_copy' });
  });
});

describe('runledger migrate', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'runledger-migrate-'));
  let double: SourceProcess;
  let url: string;
  const migrate = (env: Readonly<Record<string, string>>) =>
    spawnSync(process.execPath, [MAIN, 'migrate'], { env: { PATH: process.env['PATH'], ...env }, encoding: 'utf8' });

  beforeAll(async () => {
    const store = SqliteEventStore.open(folder);
    await fill(store, 10);
    await store.close();
    double = SourceProcess.start(DOUBLE, []);
    url = (await double.line()) ?? '';
  });
  afterAll(async () => {
    await double.kill();
    rmSync(folder, { recursive: true });
  });

  it('copies the log of the data folder, verifies it and writes down the positions', async () => {
    const { status, stdout } = migrate({ DATA_DIR: folder, EVENTSTORE_URL: url });
    expect(stdout).toMatch(/^97 events copied and verified, SHA-256 [0-9a-f]{64}; .*positions\.csv\n$/);
    expect(status).toBe(0);
    const [heading, ...lines] = readFileSync(path.join(folder, 'positions.csv'), 'utf8').trimEnd().split('\n');
    expect(heading).toBe('embedded,eventstoredb');
    const target = await openEventStoreDb(url, new TestLog());
    expect(lines.map((line) => line.split(',')[1])).toEqual((await whole(target)).map(({ position }) => position));
    await target.close();
  });

  it('is refused with one clear line while the service runs', async () => {
    const running = SqliteEventStore.open(folder);
    const { status, stderr } = migrate({ DATA_DIR: folder, EVENTSTORE_URL: url });
    await running.close();
    expect(stderr).toMatch(/^runledger: the data folder .* is in use by another process\n$/);
    expect(status).toBe(1);
  });

  it('says what is missing when it is not told where to', () => {
    const { status, stderr } = migrate({ DATA_DIR: folder });
    expect(stderr).toBe('runledger: EVENTSTORE_URL must say where to migrate to\n');
    expect(status).toBe(2);
  });
});
