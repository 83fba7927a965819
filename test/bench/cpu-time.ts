import { readFileSync, readdirSync } from 'node:fs';

/** CPU time that was used, in microseconds. */
export interface CpuTime {
  /** By all threads, those of the collector and of the compiler too. */
  readonly all: number;
  /** Null where the system does not tell it thread by thread (Linux does). */
  readonly mainThread: number | null;
  /** By the busiest thread beside the main one: where this process folds, its projector. */
  readonly busiestOther: number | null;
}

const TASKS = '/proc/self/task';

/** Starts to count; what is returned answers with what was used since. */
export function countCpuTime(): () => CpuTime {
  const before = process.cpuUsage();
  const threadsBefore = readThreads();
  return () => {
    const { user, system } = process.cpuUsage(before);
    const used = [...readThreads()].map(([thread, us]) => [thread, us - (threadsBefore.get(thread) ?? 0)] as const);
    const others = used.filter(([thread]) => thread !== process.pid).map(([, us]) => us);
    return {
      all: user + system,
      mainThread: used.find(([thread]) => thread === process.pid)?.[1] ?? null,
      busiestOther: others.length === 0 ? null : Math.max(...others),
    };
  };
}

/** CPU time by thread since it began, in microseconds; a process's main thread has the process's id. */
function readThreads(): ReadonlyMap<number, number> {
  try {
    return new Map(
      readdirSync(TASKS).map((thread) => {
        const nanoseconds = readFileSync(`${TASKS}/${thread}/schedstat`, 'utf8').split(' ', 1)[0];
        return [Number(thread), Number(nanoseconds) / 1_000];
      }),
    );
  } catch {
    return new Map();
  }
}
