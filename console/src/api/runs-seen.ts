import { useLayoutEffect, useSyncExternalStore } from 'react';
import type { components } from './schema';

export type Run = components['schemas']['Run'];
export type RunWithSteps = components['schemas']['RunWithTimeline'];

/** A run as it is shown. */
export interface RunShown {
  /** Null while nothing is known of it. */
  readonly run: Run | null;
  /** Of the very revision that `run` has; null while they are not there. */
  readonly steps: RunWithSteps | null;
}

interface Opened {
  /** By how many parts of the page. */
  readonly by: number;
  readonly steps: RunWithSteps | null;
}

/**
 * The newest state of each run that this page has seen, whatever told it: a list, a detail, the stream. Nothing that is
 * older than what was shown is ever shown again, in whichever order answers come. A run whose steps are shown goes on
 * together with them: news of it waits for the steps that belong to it.
 */
export class RunsSeen {
  private readonly newest = new Map<string, Run>();
  private readonly opened = new Map<string, Opened>();
  private readonly listeners = new Set<() => void>();
  private changes = 0;

  /** @returns the newest known of that run */
  see(run: Run): Run {
    const known = this.newest.get(run.runId);
    if (known !== undefined && known.revision >= run.revision) return known;
    this.newest.set(run.runId, run);
    this.changed();
    return run;
  }

  latest(run: Run): Run {
    return this.shown(run.runId).run ?? run;
  }

  shown(runId: string): RunShown {
    const steps = this.opened.get(runId)?.steps ?? null;
    return { run: steps ?? this.newest.get(runId) ?? null, steps };
  }

  /** Its steps are shown from now on. @returns what to call when they are not any more */
  open(runId: string): () => void {
    const { by, steps } = this.opened.get(runId) ?? { by: 0, steps: null };
    this.opened.set(runId, { by: by + 1, steps });
    return () => {
      this.close(runId);
    };
  }

  /** Steps of a run that is open; those of before what is shown are left. */
  seeSteps(steps: RunWithSteps): void {
    this.see(steps);
    const opened = this.opened.get(steps.runId);
    const shown = this.shown(steps.runId);
    if (opened === undefined || opened.steps === steps || steps.revision < (shown.run?.revision ?? 0)) return;
    this.opened.set(steps.runId, { ...opened, steps });
    this.changed();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Grows with every change. */
  readonly version = (): number => this.changes;

  private close(runId: string): void {
    const opened = this.opened.get(runId);
    if (opened === undefined) return;
    if (opened.by > 1) this.opened.set(runId, { ...opened, by: opened.by - 1 });
    else this.opened.delete(runId);
    this.changed();
  }

  private changed(): void {
    this.changes += 1;
    for (const listener of this.listeners) listener();
  }
}

export const runsSeen = new RunsSeen();

/** Runs as an answer had them, each as new as it is known by now. */
export function useLatest(runs: readonly Run[]): readonly Run[] {
  useSyncExternalStore(runsSeen.subscribe, runsSeen.version);
  return runs.map((run) => runsSeen.latest(run));
}

/** One run with its steps, as they go together. @param answered the newest answer about it, as far as there is one */
export function useShown(runId: string, answered: RunWithSteps | undefined): RunShown {
  useLayoutEffect(() => runsSeen.open(runId), [runId]);
  useLayoutEffect(() => {
    if (answered?.runId === runId) runsSeen.seeSteps(answered);
  }, [runId, answered]);
  useSyncExternalStore(runsSeen.subscribe, runsSeen.version);
  return runsSeen.shown(runId);
}
