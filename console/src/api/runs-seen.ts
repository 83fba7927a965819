import { useSyncExternalStore } from 'react';
import type { components } from './schema';

export type Run = components['schemas']['Run'];

/**
 * The newest state of each run that this page has seen, whatever told it: a list, a detail, the stream. Nothing that is
 * older than what was shown is ever shown again, in whichever order answers come.
 */
export class RunsSeen {
  private readonly newest = new Map<string, Run>();
  private readonly listeners = new Set<() => void>();
  private changes = 0;

  /** @returns the newest known of that run */
  see(run: Run): Run {
    const known = this.newest.get(run.runId);
    if (known !== undefined && known.revision >= run.revision) return known;
    this.newest.set(run.runId, run);
    this.changes += 1;
    for (const listener of this.listeners) listener();
    return run;
  }

  latest(run: Run): Run {
    const known = this.newest.get(run.runId);
    return known !== undefined && known.revision > run.revision ? known : run;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Grows with every change. */
  readonly version = (): number => this.changes;
}

export const runsSeen = new RunsSeen();

/** Runs as an answer had them, each as new as it is known by now. */
export function useLatest(runs: readonly Run[]): readonly Run[] {
  useSyncExternalStore(runsSeen.subscribe, runsSeen.version);
  return runs.map((run) => runsSeen.latest(run));
}
