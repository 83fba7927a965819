import { readlinkSync } from 'node:fs';
import { availableParallelism, setPriority } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { projections, shares } from '../../projections/all';
import type { DomainEvent } from '../domain/events';
import { SqliteReadStore } from '../adapters/sqlite/read-store';
import { EventCodec } from '../engine/deciding/event-codec';
import { isAnythingToDo } from '../engine/projecting/copies';
import { CopyBuilder } from '../engine/projecting/copy-builder';
import { CopyRegistry } from '../engine/projecting/copy-registry';
import { areFarBehind } from '../engine/projecting/far-behind';
import { PROJECTOR_WAITS } from '../engine/projecting/projection-progress';
import type { ProgressReport } from '../engine/projecting/projection-progress';
import { Projector } from '../engine/projecting/projector';
import { SharedReport } from '../engine/projecting/shared-report';
import { verifyCopy } from '../engine/projecting/verify-copy';
import { systemClock } from '../kernel/clock';
import type { Log } from '../kernel/log';
import type { Projection } from '../kernel/projection';
import { isOutage, reasonOf } from '../ports/availability';
import type { FoldingMessage, FoldingTask } from './folding-task';
import { FoldingThread } from './folding-thread';
import { CannotBeUsed } from './operator-errors';
import { openFoldingStores } from './stores';
import type { FoldingStores, StoreConfig } from './stores';

const tell = (message: FoldingMessage): void => parentPort?.postMessage(message);

const at =
  (level: keyof Log) =>
  (message: string, fields: object = {}): void => {
    tell({ type: 'log', level, message, fields });
  };
const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };

/** How long until stores that were away are tried again, in milliseconds. */
const RETRY_MS = 500;
/**
 * Of the builder's thread, and of a second one: whoever waits for an answer goes first. A thread of that priority that
 * others leave too little for would chase the log for ever, and may not raise it again: a chaser then goes on from where
 * it stands.
 */
const LOW_PRIORITY = 10;

/** Events behind the log from which on a second thread pays: half a second goes by until it folds. */
const FAR_BEHIND = 30_000;

/** How often it is told how late the thread's event loop is, in milliseconds. */
const TELL_LOOP_MS = 5_000;
/** Between two looks at that: each wakes a thread that has nothing to do. */
const LOOK_AT_LOOP_MS = 50;

/** The p99 since it was told before: what this thread waited beyond what it asked for. */
function tellLoop(): void {
  const loop = monitorEventLoopDelay({ resolution: LOOK_AT_LOOP_MS });
  loop.enable();
  const telling = setInterval(() => {
    tell({ type: 'loop', lagSeconds: Math.max(0, loop.percentile(99) / 1e9 - LOOK_AT_LOOP_MS / 1e3) });
    loop.reset();
  }, TELL_LOOP_MS);
  telling.unref();
}

/** Folds on connections of its own until it is told to stop. */
async function work({ role, ...config }: FoldingTask): Promise<void> {
  const stopping = new AbortController();
  parentPort?.once('message', () => {
    stopping.abort();
  });
  const { signal } = stopping;
  const stores = await patiently(
    () => openFoldingStores(config, log, role === 'projector' || role === 'second' ? 'fast' : 'behind'),
    signal,
  );
  if (stores === null) return;
  if (role === 'builder' || role === 'second') yieldToOthers();
  if (role === 'projector') await project(stores, config, signal);
  else if (role === 'second') await projectSecondShare(stores, signal);
  else await build(stores, signal);
  await stores.reads.close();
  await stores.events.close();
  parentPort?.close();
}

async function project(stores: FoldingStores, config: StoreConfig, signal: AbortSignal): Promise<void> {
  tellLoop();
  const isShared = availableParallelism() > 1 && config.eventStoreUrl === null;
  const isFar = (): Promise<boolean> => areFarBehind(stores.events, stores.reads, shares, FAR_BEHIND);
  const eventsBefore = isShared && (await patiently(isFar, signal)) ? await catchUpByTwo(stores, config, signal) : 0;
  await follow(stores, projections, report, signal, (events) => {
    log.info('the read models are up to date', { eventsFolded: eventsBefore + events });
  });
}

/**
 * Two threads read the log and fold a share of the projections each, until both have caught up: a fifth more work in all,
 * and a third sooner done.
 *
 * @returns the events folded
 */
async function catchUpByTwo(stores: FoldingStores, config: StoreConfig, signal: AbortSignal): Promise<number> {
  log.info('the read models are far behind the log: two threads fold it');
  const both = new SharedReport(report);
  const done = new AbortController();
  let [behind, events] = [2, 0];
  const caughtUp = (): void => {
    behind -= 1;
    if (behind === 0) done.abort();
  };
  const second = FoldingThread.start('second', config, log, (message) => {
    if (message.type === 'progress') both.tellSecond(message.report);
    else if (message.type === 'caught up') caughtUp();
    else tell(message);
  });
  const tellFirst = (report: ProgressReport): void => {
    both.tellFirst(report);
  };
  const first = follow(stores, shares[0], tellFirst, AbortSignal.any([signal, done.signal]), (folded) => {
    events = folded;
    caughtUp();
  });
  try {
    await Promise.race([first, second.ended]);
  } finally {
    await second.stop();
  }
  await first;
  return events;
}

async function projectSecondShare(stores: FoldingStores, signal: AbortSignal): Promise<void> {
  await follow(stores, shares[1], report, signal, () => {
    tell({ type: 'caught up' });
  });
}

/** Folds these projections until the signal is aborted. @param caughtUp told the events folded, for the first time */
async function follow(
  { events, reads }: FoldingStores,
  share: readonly Projection<object, DomainEvent>[],
  report: (report: ProgressReport) => void,
  signal: AbortSignal,
  caughtUp: (events: number) => void,
): Promise<void> {
  const others = projections.filter((projection) => !share.includes(projection));
  const open = () => Projector.open(events, reads, share, new EventCodec(), systemClock, log, report, others);
  const projector = await patiently(open, signal, report);
  if (projector === null) return;
  void projector.caughtUp.then(caughtUp);
  const watching = new CopyRegistry(reads).watch(share, systemClock, log, signal, (copies) => {
    projector.seen(copies);
    if (isAnythingToDo(copies, share, systemClock.now())) tell({ type: 'work' });
  });
  await Promise.all([projector.run(signal), watching]);
}

async function build({ events, reads }: FoldingStores, signal: AbortSignal): Promise<void> {
  const verify = verifyCopy(events, reads, () => SqliteReadStore.scratch(), systemClock);
  const outrun = (): void => {
    tell({ type: 'outrun' });
  };
  await new CopyBuilder(events, reads, projections, new EventCodec(), systemClock, log, verify, outrun).run(signal);
}

/** Linux gives each thread a priority of its own; elsewhere it stays as it is. */
function yieldToOthers(): void {
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    if (thread !== process.pid) setPriority(thread, LOW_PRIORITY);
  } catch {
    log.debug('the priority of the thread stays as it is');
  }
}

const report = (report: ProgressReport): void => {
  tell({ type: 'progress', report });
};

/**
 * The process has opened the same stores before, so that one of them cannot be used now passes: a thread that begins while
 * a store is away must not end the process. Null when it was told to stop before.
 */
async function patiently<T>(open: () => Promise<T>, signal: AbortSignal, tellProgress = report): Promise<T | null> {
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof CannotBeUsed) && !isOutage(error)) throw error;
      if (isFirst) log.warn('a thread that folds waits for a store', { error: reasonOf(error) });
      tellProgress({ reached: new Map(), failures: [], trouble: PROJECTOR_WAITS });
      await systemClock.sleep(RETRY_MS, signal);
    }
  }
  return null;
}

void work(workerData as FoldingTask);
