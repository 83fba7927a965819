import type { Clock } from '../src/kernel/clock';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** Time that passes only when a test says so. */
export class TestClock implements Clock {
  private readonly sleepers = new Set<Sleeper>();

  private passed = 0;

  constructor(private time = Date.parse('2026-11-24T10:00:00.000Z')) {}

  now(): number {
    return this.time;
  }

  monotonic(): number {
    return this.passed;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted || ms <= 0) {
        resolve();
        return;
      }
      const wake = (): void => {
        this.sleepers.delete(sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { until: this.time + ms, wake };
      this.sleepers.add(sleeper);
      signal?.addEventListener('abort', wake);
    });
  }

  /** Moves time on and wakes whoever has slept long enough. */
  advance(ms: number): void {
    this.setTo(this.time + ms);
  }

  /** Time that is set back has not passed. */
  setTo(time: number): void {
    this.passed += Math.max(0, time - this.time);
    this.time = time;
    for (const { until, wake } of [...this.sleepers]) if (until <= time) wake();
  }
}
