import type { Clock } from '../../kernel/clock';
import { START, latest, positionToBigInt } from '../../kernel/message';
import type { Position } from '../../kernel/message';
import type { Availability } from '../../ports/availability';
import type { Copy } from './copies';
import type { FoldFailure } from './fold-failure';

/** Where a read model stands when it answers. */
export interface AsOf {
  readonly position: Position;
  /** How long ago the log was last seen to hold nothing newer, in milliseconds; 0 when it has no backlog. Grows while the log is away. */
  readonly lagMs: number;
}

export interface Progress {
  readonly position: Position;
  /** When the last event folded was decided, ISO 8601; null when the log had nothing more behind it. */
  readonly behindSince: string | null;
}

/** What a projector tells after every page. */
export interface ProgressReport {
  readonly reached: ReadonlyMap<string, Progress>;
  /** The copies that readers are answered from, by the projection's name; absent: those that were told before. */
  readonly served?: ReadonlyMap<string, Copy>;
  readonly failures: readonly FoldFailure[];
  /**
   * Why nothing is folded at the moment, though it is tried again and again, in words that anybody may read; null when all
   * goes well.
   */
  readonly trouble: string | null;
}

/** The trouble of a process whose projector has not opened its stores yet. */
export const PROJECTOR_WAITS = 'the projector waits for its stores';

interface Waiter {
  readonly names: readonly string[];
  readonly position: Position;
  readonly resolve: (reached: boolean) => void;
}

/** How far every projection is folded, as its projector tells, and who waits for it. */
export class ProjectionProgress {
  private readonly current = new Map<string, Progress>();
  private readonly waiters = new Set<Waiter>();
  failures: readonly FoldFailure[] = [];
  trouble: string | null = null;
  /** Whether this process folds, and not another one, or nobody. */
  isFoldedHere = true;
  private served: ReadonlyMap<string, Copy> = new Map();

  constructor(
    private readonly clock: Clock,
    /** The log's. */
    private readonly log: Pick<Availability, 'awaySince'>,
  ) {}

  /** Whether somebody waits for a position. */
  get isAwaited(): boolean {
    return this.waiters.size > 0;
  }

  advance({ reached, served, failures, trouble }: ProgressReport): void {
    this.served = served ?? this.served;
    this.failures = failures;
    this.trouble = trouble;
    for (const [name, progress] of reached) {
      if (progress.position >= this.positionOf(name)) this.current.set(name, progress);
    }
    for (const waiter of this.waiters) {
      if (this.isReached(waiter.names, waiter.position)) waiter.resolve(true);
      else if (this.isStopped(waiter.names)) waiter.resolve(false);
    }
  }

  /** The copy of a projection that answers: as far as the progress that is told at the same time. Null before any was told. */
  servedCopy(name: string): Copy | null {
    return this.served.get(name) ?? null;
  }

  /** Before any progress was told. */
  serves(served: ReadonlyMap<string, Copy>): void {
    this.served = served;
  }

  /** Whether all of them got to the position within `timeoutMs`; what has stopped is not waited for. */
  async reached(names: readonly string[], position: Position, timeoutMs: number): Promise<boolean> {
    if (this.isReached(names, position)) return true;
    if (this.isStopped(names)) return false;
    const inTime = new AbortController();
    const waiting = new Promise<boolean>((resolve) => {
      const waiter = { names, position, resolve };
      this.waiters.add(waiter);
      void this.clock.sleep(timeoutMs, inTime.signal).then(() => {
        this.waiters.delete(waiter);
        resolve(false);
      });
    });
    const reached = await waiting;
    inTime.abort();
    return reached;
  }

  /** Where all of them hold what readers take them for; START: wherever they are. */
  wholeAt(names: readonly string[]): Position {
    return names.map((name) => this.served.get(name)?.wholeAt ?? START).reduce(latest, START);
  }

  isWhole(names: readonly string[]): boolean {
    return names.every((name) => this.positionOf(name) >= this.wholeAt([name]));
  }

  /** How much of what it is to hold is folded into a copy that is not whole, from 0 to 1. */
  partFolded(name: string): number {
    const whole = positionToBigInt(this.wholeAt([name]));
    const folded = positionToBigInt(this.positionOf(name));
    return folded >= whole ? 1 : Number(((folded + 1n) * 1_000n) / (whole + 1n)) / 1_000;
  }

  /** Resolves once all of them are whole, or one of them has stopped, or the signal is aborted. */
  async whole(names: readonly string[], signal: AbortSignal): Promise<void> {
    if (this.isWhole(names) || this.isStopped(names) || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const waiter = {
        names,
        position: this.wholeAt(names),
        resolve: () => {
          this.waiters.delete(waiter);
          resolve();
        },
      };
      this.waiters.add(waiter);
      signal.addEventListener('abort', waiter.resolve);
    });
  }

  /** The least of them. */
  asOf(names: readonly string[]): AsOf {
    const all = names.map((name) => this.current.get(name) ?? { position: START, behindSince: null });
    const position = all.map((one) => one.position).sort()[0] ?? START;
    const lags = all.map(({ behindSince }) => (behindSince === null ? 0 : this.clock.now() - Date.parse(behindSince)));
    const { awaySince } = this.log;
    return { position, lagMs: Math.max(0, ...lags, awaySince === null ? 0 : this.clock.now() - awaySince) };
  }

  private isReached(names: readonly string[], position: Position): boolean {
    return names.every((name) => this.positionOf(name) >= position);
  }

  private isStopped(names: readonly string[]): boolean {
    return this.failures.some(({ projection }) => names.includes(projection));
  }

  private positionOf(name: string): Position {
    return this.current.get(name)?.position ?? START;
  }
}
