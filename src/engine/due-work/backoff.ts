import type { Clock } from '../../kernel/clock';

/** The pause before something that failed is tried again doubles from one second up to five minutes. */
const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 300_000;
/** Before what did not fail, and is still there, is looked at again. */
const REST_MS = 250;

/** What failed lately in this process, by its key, and when each may be tried again, in the clock's monotonic milliseconds. */
export class Backoff {
  private readonly failures = new Map<string, { readonly tries: number; readonly again: number }>();

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  mayTry(key: string): boolean {
    const known = this.failures.get(key);
    if (known === undefined) return true;
    const isOver = known.again <= this.clock.monotonic();
    if (isOver && known.tries === 0) this.failures.delete(key);
    return isOver;
  }

  /** @returns how often it has failed by now */
  failed(key: string): number {
    const tries = (this.failures.get(key)?.tries ?? 0) + 1;
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LAST_PAUSE_MS);
    this.failures.set(key, { tries, again: this.clock.monotonic() + pause });
    return tries;
  }

  /** It is as it should be, and not to be tried again at once. */
  rest(key: string): void {
    const { tries } = this.failures.get(key) ?? { tries: 0 };
    this.failures.set(key, { tries, again: this.clock.monotonic() + REST_MS });
  }

  succeeded(key: string): void {
    this.failures.delete(key);
  }
}
