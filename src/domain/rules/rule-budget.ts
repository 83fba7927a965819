import { ConditionError } from './condition-error';

/** About a nanosecond each on an ordinary machine, but counted: characters and items by what is done with them. */
const MAX_WORK = 50_000_000;

/** What one character, or one item, takes. */
export const COST = {
  comparison: 1_000,
  read: 1,
  searched: 20,
  normalised: 250,
  folded: 100,
  item: 800,
  member: 1_600,
  time: 100_000,
} as const;

/**
 * The work that the conditions of one decision may make of their data. It is counted, never measured: the same values
 * are within it, or beyond it, on every machine and at every replay.
 */
export class RuleBudget {
  private done = 0;

  /** Units of work so far. */
  get spent(): number {
    return this.done;
  }

  /**
   * Called before the work is done.
   * @throws ConditionError
   */
  spend(cost: number, count: number): void {
    this.done += cost * count;
    if (this.done > MAX_WORK)
      throw new ConditionError('the conditions compare more characters and items than they may');
  }
}
