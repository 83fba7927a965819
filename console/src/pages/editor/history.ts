/** What was, what is, and what was taken back. */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  /** What the last change was of: further ones of the same are taken back with it, as typing is. */
  readonly of: string | null;
}

const KEPT = 200;

export const begun = <T>(present: T): History<T> => ({ past: [], present, future: [], of: null });

/** @param of null: a change of its own */
export function changed<T>(history: History<T>, next: T, of: string | null = null): History<T> {
  if (Object.is(next, history.present)) return history;
  const joins = of !== null && of === history.of;
  return {
    past: joins ? history.past : [...history.past, history.present].slice(-KEPT),
    present: next,
    future: [],
    of,
  };
}

export function undone<T>(history: History<T>): History<T> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return {
    past: history.past.slice(0, -1),
    present: before,
    future: [history.present, ...history.future],
    of: null,
  };
}

export function redone<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.present], present: next, future, of: null };
}
