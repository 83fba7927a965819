import { systemClock } from '../../kernel/clock';
import type { Timings } from './timings';

export class TimedOut extends Error {
  readonly code = 'timed_out';
  constructor(what: string, ms: number) {
    super(`${what} got no answer within ${ms} ms`);
    this.name = 'TimedOut';
  }
}

/** What a promise answers, unless it stays silent. @throws TimedOut */
export async function within<T>(ms: number, what: string, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new TimedOut(what, ms));
    }, ms);
  });
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer);
  }
}

/** How long calls are waited for, and how often they are made. */
export interface Patience extends Timings {
  /** Once it is aborted nothing is made again. */
  readonly ending: AbortSignal;
}

/**
 * Makes a call again when it fails, a bounded number of times.
 * @throws the last error, or at once one that is an answer
 */
export async function repeatedly<T>(
  patience: Patience,
  call: () => Promise<T>,
  isAnswer: (error: unknown) => boolean,
): Promise<T> {
  const { attempts, ending } = patience;
  let pause: Pause | undefined;
  for (let attempt = 1; ; attempt++) {
    try {
      ending.throwIfAborted();
      return await call();
    } catch (error) {
      if (attempt >= attempts || isAnswer(error) || ending.aborted) throw error;
    }
    pause ??= new Pause(patience);
    await pause.next(ending);
  }
}

/** Longer each time. */
export class Pause {
  private ms: number;

  constructor(private readonly timings: Pick<Timings, 'pauseMs' | 'longestPauseMs'>) {
    this.ms = timings.pauseMs;
  }

  async next(signal?: AbortSignal): Promise<void> {
    await systemClock.sleep(this.ms, signal);
    this.ms = Math.min(this.ms * 2, this.timings.longestPauseMs);
  }

  reset(): void {
    this.ms = this.timings.pauseMs;
  }
}
