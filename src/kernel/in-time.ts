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
