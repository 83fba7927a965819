/** The pause before something that failed is tried again doubles from one second up to five minutes. */
const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 300_000;

/** What failed lately in this process, by its key, and when each may be tried again. Times are in milliseconds. */
export class Backoff {
  private readonly failures = new Map<string, { readonly tries: number; readonly again: number }>();

  mayTry(key: string, now: number): boolean {
    return (this.failures.get(key)?.again ?? 0) <= now;
  }

  /** @returns how often it has failed by now */
  failed(key: string, now: number): number {
    const tries = (this.failures.get(key)?.tries ?? 0) + 1;
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LAST_PAUSE_MS);
    this.failures.set(key, { tries, again: now + pause });
    return tries;
  }

  succeeded(key: string): void {
    this.failures.delete(key);
  }
}
