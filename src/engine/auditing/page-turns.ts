import { setTimeout as pauseFor } from 'node:timers/promises';

/** In milliseconds. What took longer waited for its store, and has left the processor to others meanwhile. */
const LONGEST_REST_MS = 50;
/** So many exports at once make the rests longer; more of them only share what is left. */
const MOST_COUNTED = 8;

/**
 * The pages of all exports one after the other, with a rest after each: so many times as long as it took as there are
 * exports that ask. So one uses half a core at most, five together a sixth, and less where others want it.
 */
export class PageTurns {
  private last: Promise<unknown> = Promise.resolve();
  /** Pages that are asked for and not made. */
  private asked = 0;

  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly pause: (ms: number) => Promise<unknown> = pauseFor,
  ) {}

  /** Does it when it is its turn. @returns what it gives, before the rest */
  take<T>(work: () => Promise<T>): Promise<T> {
    const before = this.last;
    this.asked += 1;
    return new Promise((resolve, reject) => {
      this.last = before.then(async () => {
        const [begun, rests] = [this.now(), Math.min(this.asked, MOST_COUNTED)];
        await work().then(resolve, reject);
        this.asked -= 1;
        await this.pause(Math.min((this.now() - begun) * rests, LONGEST_REST_MS));
      });
    });
  }
}
