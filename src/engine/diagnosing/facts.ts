import type { EffectChannelName, MessageChannel } from '../../domain/effect/effect';
import type { Position } from '../../kernel/message';
import type { StoreName } from '../../ports/availability';
import type { DueTimers, TimerKind } from '../due-work/overdue';
import type { FoldFailure } from '../projecting/fold-failure';
import type { ProjectionView } from '../projecting/projection-admin';

/**
 * fact:      what was looked up of a service, its stores and its machine, without an opinion
 * finding:   what is wrong by the facts, and what to do about it
 * diagnosis: a rule that makes findings of facts
 *
 * Times are milliseconds since the epoch.
 */
export interface Facts {
  readonly now: number;
  /** Whether the service itself was asked; else its stores were, while none works on them or none was named. */
  readonly isService: boolean;
  readonly silentStores: readonly StoreName[];
  readonly projections: readonly ProjectionView[];
  /** Why this process folds nothing at the moment; null when all goes well. */
  readonly trouble: string | null;
  /** Where projections stop that nobody here folds. */
  readonly stops: readonly FoldFailure[];
  /** By projection, why what answers is not the fold of the log. */
  readonly otherLog: ReadonlyMap<string, string>;
  readonly timers: readonly (DueTimers & { readonly kind: TimerKind })[];
  readonly clocks: readonly ClockFacts[];
  /** Those whose provider cannot be used, and why. */
  readonly channels: readonly { readonly channel: EffectChannelName; readonly trouble: string }[];
  /** Those that somebody's active workflows send by, while nobody says whom that comes from. */
  readonly senderless: readonly Senderless[];
  readonly ledger: {
    readonly head: Position;
    /** When somebody first did something in it, the sample aside; null: nobody did. */
    readonly since: number | null;
  };
  readonly machine: MachineFacts;
}

/** A channel that has a provider, but no sender of the service. */
export interface Senderless {
  readonly channel: MessageChannel;
  /** Those that have none of their own either. */
  readonly accounts: readonly string[];
}

/** A clock that the service's own is compared with. */
export interface ClockFacts {
  readonly of: StoreName | 'ledger';
  /** How far the service's own is before it, in milliseconds; negative: behind. */
  readonly aheadMs: number;
}

/** Of the machine and the configuration that the process runs with. */
export interface MachineFacts {
  /** Why the service cannot run on the Node that there is; null when it can. */
  readonly nodeRefusal: string | null;
  /** Channels that have a provider. */
  readonly providers: readonly MessageChannel[];
  /** Channels whose messages come from somebody where an account says nothing. */
  readonly senders: readonly MessageChannel[];
  /** Where people and providers reach the service; null: nowhere. */
  readonly publicUrl: string | null;
  /** That the service writes to. */
  readonly disks: readonly DiskFacts[];
  readonly backups: {
    /** False: the log is in a server, whose operators back it up with its own tools. */
    readonly areOurs: boolean;
    readonly last: LastBackup | null;
  };
}

export interface DiskFacts {
  readonly folder: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
}

export interface LastBackup {
  readonly at: number;
  /** Of the last event in it. */
  readonly position: Position;
}
