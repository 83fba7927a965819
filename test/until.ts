import { setTimeout as pause } from 'node:timers/promises';

const LOOK_AGAIN_MS = 20;

/** Waits for a condition outside this process. @throws Error when it has not come true within `timeoutMs` */
export async function until(what: string, isTrue: () => boolean | Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms in vain until ${what}`);
    await pause(LOOK_AGAIN_MS);
  }
}
