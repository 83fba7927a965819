/**
 * turn:  a decision and whatever follows from it at once, until everything waits for something outside
 * slice: turns without a turn of the event loop between them, whose appends share a commit
 * long:  a turn that others notice; it ends its slice
 */

/** In milliseconds. */
const SLICE_MS = 5;
const LONG_MS = 5;
/** How long an account rests at most after a long turn, while a request of another one is open, in milliseconds. */
const LONGEST_REST_MS = 100;
/** So many turns of an account may wait before what can be put off joins them. */
const ROOM = 8;

/**
 * The one thread that all accounts decide on, shared fairly: a queue an account, the next turn to whoever had the least of
 * the thread while it asked for it, and a turn of the event loop after each slice. What a request needs next it asks for
 * only when the store has answered; so while requests of others are open, those whose turns are long rest between them.
 */
export class FairTurns {
  /** Those who wait, by account. */
  private readonly queues = new Map<string, (() => void)[]>();
  /** Who waits for room, by account. */
  private readonly puttingOff = new Map<string, () => void>();
  /** What each account had of the thread, in milliseconds; whoever did not ask for it has no claim for that time. */
  private readonly used = new Map<string, number>();
  /** What the account had that was served last, before that turn: who comes now begins there. */
  private level = 0;
  /** Accounts whose last turn was long. */
  private readonly slow = new Set<string>();
  /** Requests that have no answer yet, by account. */
  private readonly open = new Map<string, number>();
  private restUntil = 0;
  private sliceFrom: number | null = null;
  private sharing = false;
  /** Ends a rest early: somebody came who need not wait for it. */
  private wake: () => void = () => undefined;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Resolves when it is the account's turn. What takes the thread is to follow at once, without waiting for anything. */
  next(account: string): Promise<void> {
    return new Promise((resolve) => {
      const queue = this.queues.get(account);
      if (queue === undefined) this.join(account, resolve);
      else queue.push(resolve);
      if (!this.slow.has(account)) this.wake();
      if (!this.sharing) void this.share();
    });
  }

  /**
   * Resolves when few turns of the account wait: for work that can be put off, so that what is asked for meanwhile has its
   * turn soon. One at a time may wait for it.
   */
  room(account: string): Promise<void> {
    if ((this.queues.get(account)?.length ?? 0) < ROOM) return Promise.resolve();
    return new Promise((resolve) => this.puttingOff.set(account, resolve));
  }

  /** How much waits, and of how many accounts. */
  get waiting(): { readonly turns: number; readonly accounts: number } {
    let turns = 0;
    for (const queue of this.queues.values()) turns += queue.length;
    return { turns, accounts: this.queues.size };
  }

  /** A request of the account is open until what is returned is called. */
  request(account: string): () => void {
    this.open.set(account, (this.open.get(account) ?? 0) + 1);
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      const left = (this.open.get(account) ?? 1) - 1;
      if (left > 0) this.open.set(account, left);
      else this.open.delete(account);
      if (!this.othersAsk()) this.wake();
    };
  }

  private join(account: string, resolve: () => void): void {
    this.queues.set(account, [resolve]);
    this.used.set(account, Math.max(this.level, this.used.get(account) ?? 0));
  }

  private async share(): Promise<void> {
    this.sharing = true;
    while (this.queues.size > 0) {
      if (this.isSliceOver()) await nextTurnOfLoop();
      const account = this.choose();
      if (account === null) await this.rest();
      else await this.give(account);
    }
    this.sharing = false;
  }

  /** Null when all who wait must rest. */
  private choose(): string | null {
    const resting = this.now() < this.restUntil && this.othersAsk();
    let least: string | null = null;
    for (const account of this.queues.keys()) {
      if (resting && this.slow.has(account)) continue;
      if (least === null || this.usedBy(account) < this.usedBy(least)) least = account;
    }
    return least;
  }

  private usedBy(account: string): number {
    return this.used.get(account) ?? 0;
  }

  private othersAsk(): boolean {
    for (const account of this.open.keys()) if (!this.slow.has(account)) return true;
    return false;
  }

  private async give(account: string): Promise<void> {
    const queue = this.queues.get(account) ?? [];
    const resolve = queue.shift();
    if (queue.length === 0) this.queues.delete(account);
    if (queue.length < ROOM) this.makeRoom(account);
    this.level = this.usedBy(account);
    const from = this.now();
    resolve?.();
    await everythingWaits();
    const took = this.now() - from;
    this.used.set(account, this.level + took);
    if (took <= LONG_MS) {
      this.slow.delete(account);
      return;
    }
    this.slow.add(account);
    this.restUntil = this.now() + Math.min(took, LONGEST_REST_MS);
    // one to accept who came meanwhile, one to read what they ask
    await nextTurnOfLoop();
    await nextTurnOfLoop();
  }

  private makeRoom(account: string): void {
    this.puttingOff.get(account)?.();
    this.puttingOff.delete(account);
  }

  private isSliceOver(): boolean {
    if (this.sliceFrom === null) {
      this.sliceFrom = this.now();
      setImmediate(() => {
        this.sliceFrom = null;
      });
    }
    return this.now() - this.sliceFrom > SLICE_MS;
  }

  private rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(1, this.restUntil - this.now()));
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

export const nextTurnOfLoop = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** Node runs what was put off to the next tick when no promise is left that can go on. */
export const everythingWaits = (): Promise<void> =>
  new Promise((resolve) => {
    process.nextTick(resolve);
  });
