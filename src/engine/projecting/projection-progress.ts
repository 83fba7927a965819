import type { Clock } from '../../kernel/clock';
import { START } from '../../kernel/message';
import type { Position } from '../../kernel/message';
import type { Availability } from '../../ports/availability';

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

/** A projection that met an event it cannot fold, and stays there. */
export interface FoldFailure {
  readonly projection: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  /** When the event was decided, or met where that cannot be read. ISO 8601. */
  readonly at: string;
  readonly error: string;
}

/** What a projector tells after every page. */
export interface ProgressReport {
  readonly reached: ReadonlyMap<string, Progress>;
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

  constructor(
    private readonly clock: Clock,
    /** The log's. */
    private readonly log: Pick<Availability, 'awaySince'>,
  ) {}

  /** Whether somebody waits for a position. */
  get isAwaited(): boolean {
    return this.waiters.size > 0;
  }

  advance({ reached, failures, trouble }: ProgressReport): void {
    this.failures = failures;
    this.trouble = trouble;
    for (const [name, progress] of reached) {
      if (progress.position >= this.positionOf(name)) this.current.set(name, progress);
    }
    for (const waiter of this.waiters) {
      if (this.isReached(waiter.names, waiter.position)) waiter.resolve(true);
    }
  }

  /** Whether all of them got to the position within `timeoutMs`. */
  async reached(names: readonly string[], position: Position, timeoutMs: number): Promise<boolean> {
    if (this.isReached(names, position)) return true;
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

  private positionOf(name: string): Position {
    return this.current.get(name)?.position ?? START;
  }
}
