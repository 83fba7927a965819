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
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
    promise.then(resolve, reject);
  });
}
