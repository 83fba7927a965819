import type { Clock } from '../../kernel/clock';
import type { AtOnce } from '../../ports/effect-channel';

/** Room for one sending, until it is left. */
export interface Place {
  /** It was not free at once: what was decided before may have changed. */
  readonly hasWaited: boolean;
  leave(): void;
}

/** Called with a place, or with null. */
type Waiting = (place: Place | null) => void;

/** So many at a time. Within an account in the order of asking, among accounts to whoever has the fewest. */
export class Places {
  /** By account; whoever was served last comes last. */
  private readonly queues = new Map<string, Set<Waiting>>();
  private readonly taken = new Map<string, number>();
  private all = 0;
  private isClosed = false;

  constructor(
    private readonly atOnce: AtOnce,
    private readonly clock: Clock,
  ) {}

  /** Null when none comes free within so many milliseconds, or there are none any more. */
  take(account: string, patienceMs: number): Promise<Place | null> {
    if (this.isClosed) return Promise.resolve(null);
    if (this.hasRoom(account)) return Promise.resolve(this.place(account, false));
    return new Promise((resolve) => {
      const queue = this.queues.get(account) ?? new Set();
      this.queues.set(account, queue);
      const ended = new AbortController();
      const waiting: Waiting = (place) => {
        queue.delete(waiting);
        if (queue.size === 0) this.queues.delete(account);
        ended.abort();
        resolve(place);
      };
      queue.add(waiting);
      void this.clock.sleep(patienceMs, ended.signal).then(() => {
        if (queue.has(waiting)) waiting(null);
      });
    });
  }

  /** Whoever waits is told that there is none. */
  close(): void {
    this.isClosed = true;
    for (const queue of this.queues.values()) for (const waiting of [...queue]) waiting(null);
  }

  private hasRoom(account: string): boolean {
    return this.all < this.atOnce.all && this.takenBy(account) < this.atOnce.ofAccount;
  }

  private takenBy(account: string): number {
    return this.taken.get(account) ?? 0;
  }

  private place(account: string, hasWaited: boolean): Place {
    this.all += 1;
    this.taken.set(account, this.takenBy(account) + 1);
    const leave = (): void => {
      this.all -= 1;
      const left = this.takenBy(account) - 1;
      if (left > 0) this.taken.set(account, left);
      else this.taken.delete(account);
      this.serve();
    };
    return { hasWaited, leave };
  }

  private serve(): void {
    const accounts = [...this.queues.keys()].filter((account) => this.hasRoom(account));
    const [first, ...others] = accounts;
    if (first === undefined) return;
    const next = others.reduce((one, other) => (this.takenBy(other) < this.takenBy(one) ? other : one), first);
    const queue = this.queues.get(next) ?? new Set<Waiting>();
    this.queues.delete(next);
    this.queues.set(next, queue);
    for (const waiting of queue) {
      waiting(this.place(next, true));
      return;
    }
  }
}
