import type { Clock } from '../kernel/clock';

/** A clock that can be behind another one, as long as a past is told by it. */
export class PastClock implements Clock {
  private behindMs = 0;

  constructor(private readonly clock: Clock) {}

  now(): number {
    return this.clock.now() - this.behindMs;
  }

  monotonic(): number {
    return this.clock.monotonic();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.clock.sleep(ms, signal);
  }

  /** From now on it is `ms`, milliseconds since the epoch; never ahead of the other one, and never back. */
  advanceTo(ms: number): void {
    this.behindMs = Math.max(0, Math.min(this.behindMs, this.clock.now() - ms));
  }

  /** It begins so many milliseconds ago. */
  beginAgo(ms: number): void {
    this.behindMs = ms;
  }

  catchUp(): void {
    this.behindMs = 0;
  }
}
