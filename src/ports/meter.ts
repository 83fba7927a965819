import type { EffectChannelName } from '../domain/effect/effect';

/**
 * What is counted and timed of the service's own work, for whoever operates it. Labels are few and bounded: never an
 * account, a contact or a run.
 */
export interface Meter {
  appended(seconds: number, outcome: 'stored' | 'conflict' | 'failed'): void;
  /** @param outcome `completed`, `skipped` or the code of a failure */
  effect(channel: EffectChannelName, outcome: string): void;
  /** A timer was woken, so long after its time. */
  woke(kind: 'wait' | 'reminder', lateSeconds: number): void;
  /** A provider called, and this came of it. */
  providerCall(kind: ProviderCall, outcome: ProviderCallOutcome): void;
  /** What is read whenever somebody asks. Given again under the same name, it takes the place of the one before. */
  watch(watched: Watched): void;
  exposition(): Promise<Exposition>;
}

export type ProviderCall = 'status' | 'inbound';
/** `refused`: not signed by it; `unknown`: no word or no message of ours; `nothing_new`: told before, or too late. */
export type ProviderCallOutcome = 'recorded' | 'nothing_new' | 'unknown' | 'refused';

/** A figure that is read, not counted: a gauge, or a count that is kept elsewhere. */
export interface Watched {
  readonly name: string;
  readonly help: string;
  readonly kind: 'gauge' | 'counter';
  /** The name of the only label; null when there is none. */
  readonly label: string | null;
  /** By the label's value; '' without one. */
  readonly read: () => Promise<ReadonlyMap<string, number>>;
}

/** All figures in the text format of Prometheus. */
export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/** Of a process whose work nobody watches. */
export const UNMETERED: Pick<Meter, 'appended'> = { appended: () => undefined };

/** Names the meter where interfaces cannot. */
export const METER = Symbol('meter');
