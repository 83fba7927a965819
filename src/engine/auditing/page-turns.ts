import { setTimeout as pauseFor } from 'node:timers/promises';

/** In milliseconds. What took longer waited for its store, and has left the processor to others meanwhile. */
const LONGEST_REST_MS = 50;

/**
 * The pages of all exports one after the other, with a rest after each as long as it took: whoever makes them uses half a
 * core at most, and the less the more others want of it.
 */
export class PageTurns {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly pause: (ms: number) => Promise<unknown> = pauseFor,
  ) {}

  /** Does it when it is its turn. @returns what it gives, before the rest */
  take<T>(work: () => Promise<T>): Promise<T> {
    const before = this.last;
    return new Promise((resolve, reject) => {
      this.last = before.then(async () => {
        const begun = this.now();
        await work().then(resolve, reject);
        await this.pause(Math.min(this.now() - begun, LONGEST_REST_MS));
      });
    });
  }
}
