import type { Clock } from '../../kernel/clock';
import { Turns } from '../../kernel/turns';

/** A process that is killed again and again, by whom ever, lives less long than this, in milliseconds. */
const SETTLING_MS = 5_000;

/**
 * What was taken over from a process that ended by it, or beside it, may end this one too. It is tried again one at a time,
 * so that only what ends one process after another is counted by how many, and not what was under way beside it; and not
 * before the process has settled, so that one that is killed from outside soon after each start counts nothing.
 */
export class Suspects {
  private readonly turns = new Turns();
  private settlesAt = -Infinity;

  /** @param stopping ends the waiting */
  constructor(
    private readonly clock: Clock,
    private readonly stopping: AbortSignal,
  ) {}

  /** The process begins its work. */
  started(): void {
    this.settlesAt = this.clock.monotonic() + SETTLING_MS;
  }

  /** @param work of a suspect may not wait for that of another */
  try<T>(isSuspect: boolean, work: () => Promise<T>): Promise<T> {
    if (!isSuspect) return work();
    return this.turns.take('suspect', async () => {
      await this.clock.sleep(this.settlesAt - this.clock.monotonic(), this.stopping);
      return work();
    });
  }
}
