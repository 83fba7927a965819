import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { projections } from '../../projections/all';
import { SqliteReadStore } from '../adapters/sqlite/read-store';
import { EventCodec } from '../engine/deciding/event-codec';
import { isAnythingToDo } from '../engine/projecting/copies';
import { CopyBuilder } from '../engine/projecting/copy-builder';
import { CopyRegistry } from '../engine/projecting/copy-registry';
import { PROJECTOR_WAITS } from '../engine/projecting/projection-progress';
import type { ProgressReport } from '../engine/projecting/projection-progress';
import { Projector } from '../engine/projecting/projector';
import { verifyCopy } from '../engine/projecting/verify-copy';
import { systemClock } from '../kernel/clock';
import type { Log } from '../kernel/log';
import { isOutage, reasonOf } from '../ports/availability';
import { CannotBeUsed } from './operator-errors';
import { openFoldingStores } from './stores';
import type { FoldingStores, StoreConfig } from './stores';

/** A `chaser` builds as well, at the priority of the others. */
export type FoldingRole = 'projector' | 'builder' | 'chaser';

/** What a thread is started with. */
export interface FoldingTask extends StoreConfig {
  readonly role: FoldingRole;
}

/** What the thread tells; `work`: there is something for a builder to do; `outrun`: the log grows too fast for it. */
export type FoldingMessage =
  | { readonly type: 'progress'; readonly report: ProgressReport }
  | { readonly type: 'work' | 'outrun' }
  | { readonly type: 'loop'; readonly lagSeconds: number }
  | { readonly type: 'log'; readonly level: keyof Log; readonly message: string; readonly fields: object };

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
 * Of the builder's thread: whoever waits for an answer goes first. A thread of that priority that others leave too little
 * for would chase the log for ever, and may not raise it again: a chaser then goes on from where it stands.
 */
const LOW_PRIORITY = 10;

/** How often it is told how late the thread's event loop is, in milliseconds, and how exactly that is measured. */
const TELL_LOOP_MS = 5_000;
const LOOP_MS = 10;

/** The p99 since it was told before: what this thread waited beyond what it asked for. */
function tellLoop(): void {
  const loop = monitorEventLoopDelay({ resolution: LOOP_MS });
  loop.enable();
  const telling = setInterval(() => {
    tell({ type: 'loop', lagSeconds: Math.max(0, loop.percentile(99) / 1e9 - LOOP_MS / 1e3) });
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
    () => openFoldingStores(config, log, role === 'projector' ? 'fast' : 'behind'),
    signal,
  );
  if (stores === null) return;
  if (role === 'builder') yieldToOthers();
  await (role === 'projector' ? project(stores, signal) : build(stores, signal));
  await stores.reads.close();
  await stores.events.close();
  parentPort?.close();
}

async function project({ events, reads }: FoldingStores, signal: AbortSignal): Promise<void> {
  tellLoop();
  const open = () => Projector.open(events, reads, projections, new EventCodec(), systemClock, log, report);
  const projector = await patiently(open, signal);
  if (projector === null) return;
  const watching = new CopyRegistry(reads).watch(projections, systemClock, log, signal, (copies) => {
    projector.seen(copies);
    if (isAnythingToDo(copies, projections, systemClock.now())) tell({ type: 'work' });
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
async function patiently<T>(open: () => Promise<T>, signal: AbortSignal): Promise<T | null> {
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof CannotBeUsed) && !isOutage(error)) throw error;
      if (isFirst) log.warn('a thread that folds waits for a store', { error: reasonOf(error) });
      report({ reached: new Map(), failures: [], trouble: PROJECTOR_WAITS });
      await systemClock.sleep(RETRY_MS, signal);
    }
  }
  return null;
}

void work(workerData as FoldingTask);
