import { Turns } from '../../kernel/turns';

/**
 * What was taken over from a process that ended by it, or beside it, may end this one too. It is tried again one at a time,
 * so that only what ends one process after another is counted by how many, and not what was under way beside it.
 */
export class Suspects {
  private readonly turns = new Turns();

  /** @param work of a suspect may not wait for that of another */
  try<T>(isSuspect: boolean, work: () => Promise<T>): Promise<T> {
    return isSuspect ? this.turns.take('suspect', work) : work();
  }
}
