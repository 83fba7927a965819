import type { Clock } from './clock';

/** One deadline over all of the work: its signal is aborted when so many milliseconds have passed by the clock. */
export async function inTime<T>(clock: Clock, ms: number, work: (timeUp: AbortSignal) => Promise<T>): Promise<T> {
  const [ended, late] = [new AbortController(), new AbortController()];
  void clock.sleep(ms, ended.signal).then(() => {
    late.abort();
  });
  try {
    return await work(late.signal);
  } finally {
    ended.abort();
  }
}

/** What cannot be given up, or not at once, is left with the signal. @throws the signal's reason then */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const giveUp = (): void => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) giveUp();
    promise
      .finally(() => {
        signal.removeEventListener('abort', giveUp);
      })
      .then(resolve, reject);
  });
}
