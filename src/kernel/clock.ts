/** Time as an argument: everything that asks for the time or waits for it does so through a clock. */
export interface Clock {
  /** Milliseconds since the epoch, UTC. */
  now(): number;
  /** Milliseconds since some moment, which only ever grow: for lengths of time, whatever the clock on the wall is set to. */
  monotonic(): number;
  /** Resolves after `ms` milliseconds, or at once when the signal is aborted. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Names the clock where interfaces cannot. */
export const CLOCK = Symbol('clock');

/** setTimeout fires at once beyond this many milliseconds (2^31 - 1, about 24.8 days). */
const LONGEST_TIMEOUT = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.min(Math.max(ms, 0), LONGEST_TIMEOUT));
      signal?.addEventListener('abort', wake);
    }),
};

/** Milliseconds between two ISO 8601 times; 0 when the clock went back between them. */
export const durationMs = (from: string, to: string): number => Math.max(0, Date.parse(to) - Date.parse(from));

/** ISO 8601, UTC, milliseconds. */
export const isoTime = (ms: number): string => new Date(ms).toISOString();
