/**
 * A call that answers many: each who asks gets the answer to a call that began after he asked. One is made at a time;
 * those who ask during it share the next.
 */
export class SharedCall<T> {
  private running: Promise<T> | undefined;
  private upcoming: Promise<T> | undefined;

  constructor(private readonly call: () => Promise<T>) {}

  ask(): Promise<T> {
    this.upcoming ??= this.next();
    return this.upcoming;
  }

  /** Whether nobody waits for it. */
  get isIdle(): boolean {
    return this.running === undefined && this.upcoming === undefined;
  }

  private async next(): Promise<T> {
    // However it ends: that is for those who asked for it.
    await this.running?.catch(() => undefined);
    this.upcoming = undefined;
    const running = this.call();
    this.running = running;
    try {
      return await running;
    } finally {
      if (this.running === running) this.running = undefined;
    }
  }
}
