import type { Clock } from '../../kernel/clock';

/** How long it is watched before it is judged, in milliseconds. */
const WINDOW_MS = 5_000;
/** How many times as fast as the log grows it is to get on: it then takes at most twice as long as if the log stood still. */
const LEAST_TIMES = 2;

interface Seen {
  readonly at: number;
  readonly done: number;
  readonly end: number;
}

/** Whether somebody who reads the log gains on it while it grows. Places are those of the log. */
export class Chase {
  private begun: Seen | null = null;

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  /**
   * @param done the place that is reached; null while it is not read. Less than before: it is read from the beginning
   * @param end the last place that there is
   * @returns whether it gained so little since it was judged last that it would chase the end for long
   */
  isOutrun(done: number | null, end: number): boolean {
    const at = this.clock.monotonic();
    const { begun } = this;
    if (done === null || begun === null || done < begun.done) {
      this.begun = done === null ? null : { at, done, end };
      return false;
    }
    if (at - begun.at < WINDOW_MS) return false;
    this.begun = { at, done, end };
    return done < end && done - begun.done < LEAST_TIMES * (end - begun.end);
  }
}
