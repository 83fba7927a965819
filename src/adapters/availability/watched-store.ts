import type { Clock } from '../../kernel/clock';
import type { Log } from '../../kernel/log';
import { AppendOutcomeUnknown } from '../../ports/event-store';
import { StoreUnavailable, isOutage, reasonOf } from '../../ports/availability';
import type { Availability, StoreName } from '../../ports/availability';

/** How long a store may take to answer a ping, in milliseconds. */
const PING_MS = 1_500;
/** How often it is asked while it answers, and while it does not. */
const ANSWERING_MS = 2_000;
const SILENT_MS = 500;

/**
 * Whether a store answers: pings say it, one at a time, every few seconds and as soon as a call has failed. While it is
 * known to be away calls fail at once, and those that wait for it are let go. It is told in one line when it goes, and in
 * one when it is back.
 */
export class WatchedStore implements Availability {
  awaySince: number | null = null;
  private asking: Promise<void> | null = null;
  private readonly waiting = new Set<(reason: StoreUnavailable) => void>();
  private readonly listeners = new Set<() => void>();
  private readonly ending = new AbortController();

  constructor(
    private readonly store: StoreName,
    private readonly ping: () => Promise<void>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Until it is closed. */
  async watch(): Promise<void> {
    const { signal } = this.ending;
    for (;;) {
      await this.clock.sleep(this.awaySince === null ? ANSWERING_MS : SILENT_MS, signal);
      if (signal.aborted) return;
      await this.ask();
    }
  }

  close(): void {
    this.ending.abort();
  }

  /** A call that changes nothing: nobody waits for it longer than until the store is known to be away. @throws StoreUnavailable */
  async read<T>(call: () => Promise<T>): Promise<T> {
    this.refuseWhileAway();
    let letGo: (reason: StoreUnavailable) => void = () => undefined;
    const away = new Promise<never>((_, reject) => {
      letGo = reject;
    });
    this.waiting.add(letGo);
    try {
      return await Promise.race([call(), away]);
    } catch (error) {
      this.failed(error);
      throw error;
    } finally {
      this.waiting.delete(letGo);
    }
  }

  /**
   * A call that changes something: once it has begun it is waited for, because it alone can tell what became of it.
   * @param about what is logged of it when nobody can tell
   * @throws StoreUnavailable
   */
  async write<T>(call: () => Promise<T>, about: object = {}): Promise<T> {
    this.refuseWhileAway();
    try {
      return await call();
    } catch (error) {
      this.failed(error, about);
      throw error;
    }
  }

  /** @throws StoreUnavailable */
  async check(): Promise<void> {
    this.refuseWhileAway();
    await this.ask();
    this.refuseWhileAway();
  }

  back(signal?: AbortSignal): Promise<void> {
    return this.until(() => this.awaySince === null, signal);
  }

  away(signal?: AbortSignal): Promise<void> {
    return this.until(() => this.awaySince !== null, signal);
  }

  private refuseWhileAway(): void {
    if (this.awaySince !== null) throw new StoreUnavailable(this.store, 'it was away before');
  }

  /** Whether it is away is for the ping to say: one call may fail for reasons of its own. */
  private failed(error: unknown, about: object = {}): void {
    if (!isOutage(error) || this.awaySince !== null) return;
    void this.ask().then(() => {
      if (this.awaySince === null && error instanceof AppendOutcomeUnknown)
        this.log.warn('the outcome of an append is unknown', { ...about, error: reasonOf(error) });
    });
  }

  private ask(): Promise<void> {
    this.asking ??= this.askOnce().finally(() => {
      this.asking = null;
    });
    return this.asking;
  }

  private async askOnce(): Promise<void> {
    const answered = new AbortController();
    const silence = this.clock.sleep(PING_MS, answered.signal).then(() => {
      throw new StoreUnavailable(this.store, `no answer within ${PING_MS} ms`);
    });
    try {
      await Promise.race([this.ping(), silence]);
      this.answers();
    } catch (error) {
      this.goes(error);
    } finally {
      answered.abort();
    }
  }

  private answers(): void {
    if (this.awaySince === null) return;
    const awayMs = this.clock.now() - this.awaySince;
    this.awaySince = null;
    this.log.info(`the ${this.store} answers again`, { awayMs });
    this.tell();
  }

  private goes(error: unknown): void {
    if (this.awaySince !== null || this.ending.signal.aborted) return;
    this.awaySince = this.clock.now();
    this.log.error(`the ${this.store} does not answer`, { error: reasonOf(error) });
    for (const reject of this.waiting) reject(new StoreUnavailable(this.store, error));
    this.waiting.clear();
    this.tell();
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }

  private async until(isTrue: () => boolean, signal?: AbortSignal): Promise<void> {
    const isOver = (): boolean => signal?.aborted === true || isTrue();
    if (isOver()) return;
    await new Promise<void>((resolve) => {
      const listener = (): void => {
        if (!isOver()) return;
        this.listeners.delete(listener);
        signal?.removeEventListener('abort', listener);
        resolve();
      };
      this.listeners.add(listener);
      signal?.addEventListener('abort', listener);
    });
  }
}
