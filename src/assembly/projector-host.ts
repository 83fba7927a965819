import { projections } from '../../projections/all';
import { PROJECTOR_WAITS, ProjectionProgress } from '../engine/projecting/projection-progress';
import { StoredProgress } from '../engine/projecting/stored-progress';
import { whileHeld } from '../engine/due-work/held-lease';
import { systemClock } from '../kernel/clock';
import { messageOf } from '../kernel/errors';
import type { Log } from '../kernel/log';
import type { Availability } from '../ports/availability';
import type { Leases } from '../ports/leases';
import { FoldingThreads } from './folding-threads';
import type { StoreConfig, Stores } from './stores';

/** Read models that are being folded, somewhere, and how far they are. */
export interface Projecting {
  readonly progress: ProjectionProgress;
  /** How late the event loop of the thread that folds is, p99; null where none does. */
  readonly loopLagSeconds: () => number | null;
  /** Lets a process fold that is not alone, once all else of it is there: who takes the work is to be able to do it. */
  readonly begin: () => void;
  /** Rejects when folding has died. */
  readonly failed: Promise<void>;
  stop(): Promise<void>;
}

/** In a process that is alone: its own threads fold, and tell how far they are. */
export function projectAlone(config: StoreConfig, events: Availability, log: Log): Projecting {
  const progress = new ProjectionProgress(systemClock, events);
  progress.trouble = PROJECTOR_WAITS;
  const threads = new FoldingThreads(config, log, (report) => {
    progress.advance(report);
  });
  return {
    progress,
    loopLagSeconds: () => threads.loopLagSeconds,
    begin: () => undefined,
    failed: threads.ended,
    stop: () => threads.stop(),
  };
}

/**
 * Among several processes: one of those with the role folds, the others stand by, and every one asks the stores how far
 * the read models are.
 *
 * @param holder null: this process never folds
 */
export function projectTogether(
  config: StoreConfig,
  { events, reads, availability }: Stores,
  leases: Leases,
  holder: string | null,
  log: Log,
): Projecting {
  const progress = new ProjectionProgress(systemClock, availability.events);
  progress.isFoldedHere = false;
  const stopping = new AbortController();
  const watching = new StoredProgress(events, reads, projections, progress, systemClock, log).run(stopping.signal);
  let takings = 0;
  let folding: FoldingThreads | null = null;
  const fold = async (signal: AbortSignal): Promise<void> => {
    Object.assign(progress, { isFoldedHere: true, trouble: PROJECTOR_WAITS });
    const told = takings++ === 0 ? log : withoutNews(log);
    const threads = new FoldingThreads(config, told, ({ trouble }) => {
      progress.trouble = trouble;
    });
    folding = threads;
    await Promise.race([aborted(signal), threads.ended]);
    await threads.stop();
    folding = null;
    standBy();
  };
  const standBy = (): void => {
    Object.assign(progress, { isFoldedHere: false, trouble: null });
  };
  if (holder !== null) progress.trouble = PROJECTOR_WAITS;
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const done =
    holder === null
      ? Promise.resolve()
      : begun.then(() => whileHeld(leases, 'projector', holder, systemClock, log, stopping.signal, fold, standBy));
  return {
    progress,
    loopLagSeconds: () => folding?.loopLagSeconds ?? null,
    begin,
    failed: done,
    stop: async () => {
      stopping.abort();
      begin();
      await watching;
      await done.catch((error: unknown) => {
        log.error('folding did not end in order', { error: messageOf(error) });
      });
    },
  };
}

/** That folding goes on after an outage was told by whoever watches the store. */
const withoutNews = (log: Log): Log => ({
  ...log,
  info: (message, fields) => {
    log.debug(message, fields);
  },
});

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener('abort', () => {
        resolve();
      });
  });
