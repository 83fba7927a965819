import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import type { DomainEvent, Recorded } from '../../../src/domain/events';
import { EventCodec } from '../../../src/engine/deciding/event-codec';
import { nameOfCopy, shapeOf } from '../../../src/engine/projecting/copies';
import { CopyBuilder } from '../../../src/engine/projecting/copy-builder';
import type { Copies } from '../../../src/engine/projecting/copies';
import { beginRebuild, beginResume, beginRollback, drop, pause } from '../../../src/engine/projecting/copy-changes';
import { CopyRegistry } from '../../../src/engine/projecting/copy-registry';
import { StoreUnavailable } from '../../../src/ports/availability';
import { foldLog } from '../../../src/engine/projecting/fold-log';
import { ProjectionAdmin } from '../../../src/engine/projecting/projection-admin';
import type { ProjectionView } from '../../../src/engine/projecting/projection-admin';
import { prepareCopies } from '../../../src/engine/projecting/prepare-copies';
import { ProjectionProgress } from '../../../src/engine/projecting/projection-progress';
import { Projector } from '../../../src/engine/projecting/projector';
import type { WholeLog } from '../../../src/engine/projecting/key-folding';
import { StoredFailures } from '../../../src/engine/projecting/stored-failures';
import { isoTime, systemClock } from '../../../src/kernel/clock';
import type { Clock } from '../../../src/kernel/clock';
import { START } from '../../../src/kernel/message';
import type { LogPage } from '../../../src/ports/event-store';
import type { ReadStore, Room } from '../../../src/ports/read-store';
import { Ledger } from '../../histories/ledger';
import { RunStory } from '../../histories/run-story';
import { until } from '../../until';
import { building } from '../building';
import { counting, pagesOf, stoppingAt } from '../folding';
import { TestLog } from '../test-service';

/** A log that grows while it is read. */
class GrowingLog implements WholeLog {
  readonly ledger = new Ledger();
  readonly story = new RunStory(this.ledger);
  private readonly readers = new Set<() => void>();
  /** Told what is read of it; throws where it is to fail. */
  reading: (after: string) => void = () => undefined;

  steps(count: number): void {
    if (this.log.length === 0) this.story.starts();
    for (let i = 0; i < count; i++) {
      const id = `step-${this.log.length}`;
      this.story.sends(id);
      this.story.completes(id, 'sms');
    }
    for (const wake of this.readers) wake();
  }
  get log(): readonly Recorded[] {
    return this.ledger.log;
  }
  get end(): string {
    return this.log.at(-1)?.position ?? START;
  }
  head(): Promise<string> {
    return Promise.resolve(this.end);
  }
  identity(): Promise<string> {
    return Promise.resolve('a-log');
  }
  idAt(position: string): Promise<string | null> {
    return Promise.resolve(this.log.find((event) => event.position === position)?.id ?? null);
  }
  async *subscribe(after: string, signal: AbortSignal): AsyncGenerator<LogPage> {
    for (let first = true; !signal.aborted; first = false) {
      this.reading(after);
      const left = this.log.filter(({ position }) => position > after);
      const pages = left.length > 0 ? pagesOf(left, 100) : [{ events: [], next: after, caughtUp: true }];
      for (const page of left.length > 0 || first ? pages : []) {
        after = page.next;
        yield page;
      }
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.readers.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        this.readers.add(wake);
        signal.addEventListener('abort', wake);
        if (this.log.some(({ position }) => position > after) || signal.aborted) wake();
      });
    }
  }
}

const folder = mkdtempSync(path.join(tmpdir(), 'runledger-rebuilding-'));
let folders = 0;
let store: SqliteReadStore;
let source: GrowingLog;
let log: TestLog;
let progress: ProjectionProgress;
let stop: () => Promise<void>;
let clock: Clock & { ahead: number };
beforeEach(() => {
  store = SqliteReadStore.open(path.join(folder, String(folders++)));
  source = new GrowingLog();
  log = new TestLog();
  clock = { ...systemClock, ahead: 0, now: () => Date.now() + clock.ahead };
  progress = new ProjectionProgress(clock, { awaySince: null });
  stop = () => Promise.resolve();
});
afterEach(async () => {
  await stop();
  await store.close();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

type Counting = typeof counting;
const later = (projection: Counting, version = projection.version + 1): Counting => ({
  ...projection,
  version,
  fold: (document) => ({ count: (document?.count ?? 0) + 10 }),
});

/** As a process begins: it folds, and lets copies catch up. */
async function starts(projection: Counting = counting, isNeeded = false): Promise<void> {
  await stop();
  await prepareCopies(store, [projection], () => isNeeded, clock, log);
  progress = new ProjectionProgress(clock, { awaySince: null });
  const told = progress;
  const projector = await Projector.open(source, store, [projection], new EventCodec(), clock, log, (report) => {
    told.advance(report);
  });
  const stopping = new AbortController();
  const { signal } = stopping;
  const working = Promise.all([
    projector.run(signal),
    building(source, store, projector, log, signal, [projection], clock),
  ]);
  stop = async () => {
    stopping.abort();
    await working;
  };
}

const registry = (): CopyRegistry => new CopyRegistry(store);
const change = (decide: (copies: Copies, shape: Counting, now: string) => Copies, shape = counting): Promise<Copies> =>
  registry().change(shape, (copies) => decide(copies, shape, isoTime(clock.now())));
const copies = async (shape = counting): Promise<Copies> => registry().change(shape, (now) => now);
const idle = (shape = counting): Promise<void> =>
  until('nothing is under way', async () => (await copies(shape)).work === null);
const caughtUp = (): Promise<void> =>
  until('the read model holds all', () => progress.asOf(['counting']).position === source.end);

const admin = (over: ReadStore = store): ProjectionAdmin => {
  const log = { head: () => Promise.resolve(source.end) };
  return new ProjectionAdmin(log, over, progress, clock, [counting], () => false);
};
const viewed = (): Promise<ProjectionView> => admin().get('counting');
/** The same store on another disk. */
const withRoom = (over: ReadStore, room: Room): ReadStore => ({
  open: (shape) => over.open(shape),
  commit: (writes) => over.commit(writes),
  replaceDocument: (shape, seen, document) => over.replaceDocument(shape, seen, document),
  clear: (shape) => over.clear(shape),
  drop: (shape) => over.drop(shape),
  room: () => Promise.resolve(room),
  records: () => over.records(),
  replaceRecord: (name, revision, record) => over.replaceRecord(name, revision, record),
  time: () => over.time(),
  ping: () => over.ping(),
  close: () => over.close(),
});

/** What readers are answered. */
async function answered(shape = counting): Promise<number | undefined> {
  const copy = progress.servedCopy('counting');
  const model = await store.open<{ count: number }>(copy === null ? shape : shapeOf('counting', copy));
  return (await model.get(['all'])).get('all')?.document.count;
}
const plain = (projection: Counting = counting): number | undefined =>
  foldLog<{ count: number }, DomainEvent>(projection, source.log).get('all')?.count;

describe('a rebuild', () => {
  it.each([
    ['an empty log', 0],
    ['one event', 1],
    ['a thousand events', 500],
  ])('ends on %s, with what a plain fold of it gives, and the copy before is kept', async (_, steps) => {
    if (steps === 1) source.story.starts();
    else if (steps > 1) source.steps(steps);
    await starts();
    await caughtUp();
    const { work } = await change(beginRebuild);
    await idle();
    const { live, kept, last } = await copies();
    expect(live).toEqual(work?.copy);
    expect(kept.map(nameOfCopy)).toEqual(['v1']);
    expect(last).toMatchObject({ kind: 'rebuild', events: source.log.length });
    await until('readers follow', () => nameOfCopy(progress.servedCopy('counting') ?? live) === nameOfCopy(live));
    expect(await answered()).toBe(plain());
  });

  it('ends on a log that grows all the while; no answer fails, claims more than it holds, or goes back', async () => {
    source.steps(300);
    await starts();
    await caughtUp();
    const over = new AbortController();
    const isOver = (): boolean => over.signal.aborted;
    const growing = (async () => {
      while (!isOver()) {
        source.steps(5);
        await systemClock.sleep(5);
      }
    })();
    let asOf = START;
    let count = 0;
    const reading = (async () => {
      while (!isOver()) {
        const { position } = progress.asOf(['counting']);
        const known = plainUpTo(position);
        const read = (await answered()) ?? 0;
        expect(position >= asOf).toBe(true);
        expect(read).toBeGreaterThanOrEqual(Math.max(known, count));
        [asOf, count] = [position, read];
        await systemClock.sleep(1);
      }
    })();
    for (let i = 0; i < 2; i++) {
      await change(beginRebuild);
      await idle();
    }
    over.abort();
    await Promise.all([growing, reading]);
    await caughtUp();
    expect(await answered()).toBe(plain());
    expect(asOf).not.toBe(START);
  }, 30_000);

  const plainUpTo = (position: string): number =>
    foldLog<{ count: number }, DomainEvent>(
      counting,
      source.log.filter((event) => event.position <= position),
    ).get('all')?.count ?? 0;

  it('is refused while another is under way, and says which', async () => {
    source.steps(1);
    const { work } = await change(beginRebuild);
    await expect(change(beginRebuild)).rejects.toMatchObject({
      code: 'rebuild_running',
      details: { running: { kind: 'rebuild', status: 'queued', startedAt: work?.startedAt } },
    });
    await expect(change(beginRollback)).rejects.toMatchObject({ code: 'rebuild_running' });
    await expect(change((of, _, now) => pause(of, now))).rejects.toMatchObject({ code: 'rebuild_running' });
  });

  it('goes on by itself where the process before was stopped, and folds nothing twice', async () => {
    source.steps(200);
    await starts();
    await caughtUp();
    let pages = 0;
    const { work } = await change(beginRebuild);
    const shape = shapeOf('counting', work?.copy ?? (await copies()).live);
    await until('a part is folded', async () => (await (await store.open(shape)).checkpoint()).position !== START);
    await stop();
    stop = () => Promise.resolve();
    source.reading = () => pages++;
    source.steps(10);
    await starts();
    await idle();
    expect((await copies()).live).toEqual(work?.copy);
    await caughtUp();
    expect(await answered()).toBe(plain());
  });

  it('that is stopped on its way counts each event once, also those that were folded before', async () => {
    source.steps(1_000);
    let reached = (): void => undefined;
    const place = source.log[1_201]?.position;
    const watched: Counting = {
      ...counting,
      fold: (document, event, key) => {
        if (event.position === place) reached();
        return counting.fold(document, event, key);
      },
    };
    await starts(watched);
    await caughtUp();
    const stopped = new Promise<void>((resolve, reject) => {
      reached = () => {
        reached = () => undefined;
        stop().then(resolve, reject);
        stop = () => Promise.resolve();
      };
    });
    await change(beginRebuild);
    await stopped;
    const { status, events } = (await copies()).work ?? {};
    expect(status).toBe('building');
    expect(events).toBeGreaterThan(0);
    expect(events).toBeLessThan(source.log.length);
    await starts(watched);
    await idle();
    expect((await copies()).last).toMatchObject({ events: source.log.length });
  });

  it('stops at an event that cannot be folded, says where, and leaves the live copy alone; a resume goes on from there', async () => {
    source.steps(100);
    await starts();
    await caughtUp();
    await stop();
    stop = () => Promise.resolve();
    const poison = source.log[101];
    const broken: Counting = {
      ...counting,
      fold: (document, event, key) => {
        if (event.position === poison?.position) throw new Error('it is odd');
        return counting.fold(document, event, key);
      },
    };
    await starts(broken);
    await change(beginRebuild);
    await until('it stopped', async () => (await copies()).work?.status === 'stopped');
    const { work, live } = await copies();
    const { stream, revision, position, type } = poison ?? {};
    expect(work?.failure).toMatchObject({ stream, revision, position, type, error: 'it is odd' });
    expect(nameOfCopy(live)).toBe('v1');
    source.steps(1); // the live copy has the odd event behind it
    await caughtUp();
    expect(await answered()).toBe(plain());

    await starts();
    expect((await copies()).work?.status).toBe('stopped');
    const from: string[] = [];
    source.reading = (after) => from.push(after);
    await change((of, _, now) => beginResume(of, now));
    await idle();
    expect(from).toContain(source.log[100]?.position);
    expect(from).not.toContain(START);
    expect((await copies()).live).toEqual(work?.copy);
    await caughtUp();
    expect(await answered()).toBe(plain());
  });

  it('ends on a log of which it concerns next to nothing', async () => {
    source.steps(10_000);
    const sparse = { ...counting, types: new Set(['RunStarted'] as const) };
    await starts(sparse);
    await caughtUp();
    const { work } = await change(beginRebuild, sparse);
    await idle(sparse);
    const { live, last } = await copies(sparse);
    expect(live).toEqual(work?.copy);
    expect(last).toMatchObject({ events: source.log.length });
    expect(await answered()).toBe(1);
  }, 30_000);

  it('that makes no progress for 30 seconds is told as stalled, with the reason, until it goes on', async () => {
    source.steps(10);
    await starts();
    await caughtUp();
    let isHeldBack = true;
    source.reading = () => {
      if (isHeldBack) throw new Error('held back');
    };
    await change(beginRebuild);
    await until('it is tried', async () => (await viewed()).rebuild?.reason === 'folding the log fails');
    expect((await viewed()).status).toBe('live');
    clock.ahead += 30_000;
    const { status, rebuild } = await viewed();
    expect([status, rebuild?.status, rebuild?.reason]).toEqual(['stalled', 'stalled', 'folding the log fails']);
    isHeldBack = false;
    await idle();
    expect(await viewed()).toMatchObject({ status: 'live', rebuild: null, last: { kind: 'rebuild' } });
  });

  it('that has to wait for a store tells so once, with the reason', async () => {
    source.steps(10);
    await starts();
    await caughtUp();
    let tries = 0;
    source.reading = () => {
      if (tries++ < 3) throw new StoreUnavailable('read store', new Error('disk is full'));
    };
    await change(beginRebuild);
    await idle();
    expect(tries).toBeGreaterThan(3);
    const told = log.records.filter(({ level }) => level === 'warn' || level === 'error');
    expect(told).toEqual([
      { level: 'warn', message: 'building a copy waits for a store', fields: { error: 'disk is full' } },
    ]);
  });

  it.each<readonly [string, Partial<Counting>]>([
    ['no process that folds works on it', {}],
    ['another version of the service works on it', { version: 2 }],
  ])('that nobody works on is stalled: %s', async (reason, other) => {
    progress.isFoldedHere = false;
    await change(beginRebuild, { ...counting, ...other });
    expect((await viewed()).rebuild).toMatchObject({ status: 'queued', reason: null });
    clock.ahead += 30_000;
    expect((await viewed()).rebuild).toMatchObject({ status: 'stalled', reason });
  });

  it.each([
    ['the read store does not answer', 'the read store does not answer'],
    [null, 'how far it is could not be told: the log of this process says why'],
  ])('that the process which folds cannot tell of is stalled for the same reason: %s', async (trouble, reason) => {
    await change(beginRebuild);
    progress.trouble = trouble;
    clock.ahead += 30_000;
    expect((await viewed()).rebuild).toMatchObject({ status: 'stalled', reason });
  });

  it('that cannot be looked for, because a store is away, tells so once, with the reason', async () => {
    let tries = 0;
    const reason = new StoreUnavailable('read store', new Error('database is locked'));
    const records = () => (tries++ < 3 ? Promise.reject(reason) : store.records());
    const away = { ...withRoom(store, { needed: 0, free: 0 }), records };
    const whole = () => Promise.resolve(null);
    const codec = new EventCodec();
    const builder = new CopyBuilder(source, away, [counting], codec, clock, log, whole, () => undefined);
    await builder.run(new AbortController().signal);
    expect(tries).toBeGreaterThan(3);
    expect(log.records.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([
      { level: 'warn', message: 'building copies waits for a store', fields: { error: 'database is locked' } },
    ]);
  });

  it('is refused where the disk has no room for a copy beside the one that answers, with both numbers', async () => {
    source.steps(20);
    await starts();
    await caughtUp();
    const { needed } = (await store.room(counting)) ?? { needed: 0 };
    expect(needed).toBeGreaterThan(0);
    await expect(
      admin(withRoom(store, { needed, free: needed - 1 })).change('counting', 'rebuild'),
    ).rejects.toMatchObject({
      code: 'too_little_disk',
      details: { neededBytes: needed, freeBytes: needed - 1 },
    });
    expect((await copies()).work).toBeNull();
    await admin(withRoom(store, { needed, free: needed })).change('counting', 'rebuild');
    await idle();
  });

  it('is given up when its copy is dropped, and leaves nothing behind', async () => {
    source.steps(50);
    await change(beginRebuild);
    const { work } = await copies();
    const name = work === null ? '' : nameOfCopy(work.copy);
    await change((of, _, now) => drop(of, name, now));
    clock.ahead = 11_000;
    await starts();
    await until('it is gone', async () => (await copies()).kept.length === 0);
    expect((await copies()).live).toEqual({ version: 1, indexes: {}, madeAt: null });
  });
});

describe('a copy that was live before', () => {
  beforeEach(async () => {
    source.steps(50);
    await starts();
    await caughtUp();
    await change(beginRebuild);
    await idle();
  });

  it('is folded on until every reader has followed, then stands still, and is dropped after 7 days', async () => {
    source.steps(1);
    await caughtUp();
    const old = await store.open(counting);
    expect((await old.checkpoint()).position).toBe(source.end);
    clock.ahead = 11_000;
    await systemClock.sleep(600); // the projector looks twice in it
    const stood = source.end;
    source.steps(5);
    await caughtUp();
    expect((await old.checkpoint()).position).toBe(stood);
    clock.ahead = 7 * 86_400_000 + 60_000;
    await until('it is dropped', async () => (await copies()).kept.length === 0);
    expect(await answered()).toBe(plain());
  });

  it('is live again after a rollback, which catches it up first', async () => {
    clock.ahead = 11_000;
    await starts();
    source.steps(100);
    await caughtUp();
    const { live } = await copies();
    let asOf = progress.asOf(['counting']).position;
    await change(beginRollback);
    await until('it is live again', async () => {
      const { position } = progress.asOf(['counting']);
      expect(position >= asOf).toBe(true);
      asOf = position;
      return (await copies()).work === null;
    });
    const after = await copies();
    expect(nameOfCopy(after.live)).toBe('v1');
    expect(after.kept.map(nameOfCopy)).toEqual([nameOfCopy(live)]);
    expect(after.last?.kind).toBe('rollback');
    await caughtUp();
    expect(await answered()).toBe(plain());
  });

  it('cannot be dropped while it answers', async () => {
    const { live } = await copies();
    await expect(change((of, _, now) => drop(of, nameOfCopy(live), now))).rejects.toMatchObject({
      code: 'copy_in_use',
    });
    await expect(change((of, _, now) => drop(of, 'v7', now))).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a paused projection', () => {
  it.each(['queued', 'building', 'verifying', 'switching', 'stopped'] as const)(
    'stays so when it is paused again while it is %s to be resumed',
    async (status) => {
      source.steps(1);
      const [now, later] = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'];
      const paused = await change((of) => pause(of, now));
      const { work, ...rest } = beginResume(paused, later);
      expect(work?.kind).toBe('resume');
      const again = pause({ ...rest, work: work === null ? null : { ...work, status } }, later);
      expect(again).toEqual({ ...paused, work: null, pausedAt: now });
    },
  );

  it('stands still, says since when, and goes on from there when it is resumed', async () => {
    source.steps(10);
    await starts();
    await caughtUp();
    await change((of, _, now) => pause(of, now));
    await until('it is paused', async () => (await copies()).pausedAt !== null);
    await systemClock.sleep(600); // the projector looks twice in it
    const stood = source.end;
    source.steps(10);
    clock.ahead = 60_000;
    await systemClock.sleep(100);
    expect(progress.asOf(['counting'])).toMatchObject({ position: stood });
    expect(progress.asOf(['counting']).lagMs).toBeGreaterThanOrEqual(60_000);
    await change((of, _, now) => beginResume(of, now));
    await idle();
    expect((await copies()).pausedAt).toBeNull();
    await caughtUp();
    expect(await answered()).toBe(plain());
  });
});

describe('a projection whose version rises', () => {
  const next = later(counting);

  it('answers from the version before, as it stands, until the new one is built', async () => {
    source.steps(20);
    await starts();
    await caughtUp();
    await stop();
    stop = () => Promise.resolve();
    const before = source.end;
    source.steps(20);
    let hold = true;
    source.reading = () => {
      if (hold) throw new Error('held back');
    };
    await starts(next);
    expect(progress.asOf(['counting']).position).toBe(before);
    expect(await answered()).toBe((plain() ?? 0) - 20);
    hold = false;
    await idle(next);
    await caughtUp();
    expect(await answered()).toBe(plain(next));
    expect((await copies(next)).kept.map(nameOfCopy)).toEqual(['v1']);
  });

  it('is read in its own version again by the software before it', async () => {
    source.steps(5);
    await starts();
    await caughtUp();
    await starts(next);
    await idle(next);
    source.steps(5);
    await starts(counting);
    await caughtUp();
    expect(await answered()).toBe(plain());
    await starts(next);
    await caughtUp();
    expect(await answered()).toBe(plain(next));
  });

  it('is live at once where the engine needs it, and then folded from the beginning', async () => {
    source.steps(5);
    await starts();
    await caughtUp();
    await starts(next, true);
    expect(nameOfCopy((await copies(next)).live)).toBe('v2');
    await caughtUp();
    expect(await answered()).toBe(plain(next));
  });
});

it('a projection that stopped at an event goes on when it is resumed, once that can be folded', async () => {
  source.steps(4);
  let isOdd = true;
  const odd = stoppingAt('step-3');
  const mended: Counting = {
    ...odd,
    name: 'counting',
    fold: (document, event, key) => (isOdd ? odd : counting).fold(document, event, key),
  };
  await starts(mended);
  await until('it stopped', () => progress.failures.length > 0);
  const [failure] = progress.failures;
  await change((of, _, now) => beginResume(of, now));
  await until('it stopped again', async () => (await copies(mended)).work?.status === 'stopped');
  await until('it is told', () => progress.failures.length > 0);
  expect(progress.failures).toEqual([failure]);
  expect(await new StoredFailures(store).read()).toEqual([failure]);
  await starts(mended);
  await until('it is told again', () => progress.failures.length > 0);
  isOdd = false;
  await change((of, _, now) => beginResume(of, now));
  await idle();
  await caughtUp();
  expect(await answered()).toBe(plain());
  expect(progress.failures).toEqual([]);
  expect(await new StoredFailures(store).read()).toEqual([]);
});
