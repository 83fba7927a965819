import type { ChildProcess } from 'node:child_process';

declare global {
  /** Of the environment that a test file runs in (ending-environment.js); elsewhere there is none. */
  var startedByTests: Set<ChildProcess> | undefined;
}

/** A child process that ends with the tests of its file, at the latest. */
export function endsWithTests<Child extends ChildProcess>(child: Child): Child {
  globalThis.startedByTests?.add(child);
  child.once('exit', () => globalThis.startedByTests?.delete(child));
  return child;
}
