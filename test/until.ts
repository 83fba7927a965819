import { setTimeout as pause } from 'node:timers/promises';

/** Between two looks, in milliseconds: a twentieth of what was waited so far, so that a long wait costs few looks. */
const LOOK_AGAIN = { atLeast: 20, atMost: 250 } as const;
const betweenLooks = (waitedMs: number): number =>
  Math.min(Math.max(waitedMs / 20, LOOK_AGAIN.atLeast), LOOK_AGAIN.atMost);

/** Waits for a condition outside this process. @throws Error when it has not come true within `timeoutMs` */
export async function until(what: string, isTrue: () => boolean | Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const start = Date.now();
  while (!(await isTrue())) {
    const waited = Date.now() - start;
    if (waited > timeoutMs) throw new Error(`waited ${timeoutMs} ms in vain until ${what}`);
    await pause(betweenLooks(waited));
  }
}
