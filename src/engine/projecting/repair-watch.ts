import type { Clock } from '../../kernel/clock';
import type { ReadStore } from '../../ports/read-store';

/** What the names of the records begin with that tell of it. */
export const RECORDS = 'verification/';

/** The part of such a record that concerns whoever folds. */
export interface Repairs {
  /** How many were begun. */
  readonly repairs: number;
  /** What is under way; the key of a document that is repaired, null: none is. */
  readonly running: { readonly key: string | null } | null;
}

/** How often it is looked whether a document is being repaired, in milliseconds. */
const LOOK_MS = 250;
/** How long after a repair was begun everybody who folds has heard of it, in milliseconds. */
export const HEARD_MS = 3 * LOOK_MS;

/** For whoever folds, and keeps in mind what was touched last: while documents are repaired it must read them again. */
export class RepairWatch {
  private lookedAt = Number.NEGATIVE_INFINITY;
  private repairs = 0;
  private isRepairing = false;

  constructor(
    private readonly store: Pick<ReadStore, 'records'>,
    private readonly clock: Clock,
  ) {}

  /** Whether a repair has begun or gone on since it was asked before, as far as was heard. */
  async heard(): Promise<boolean> {
    const now = this.clock.monotonic();
    if (now - this.lookedAt < LOOK_MS) return this.isRepairing;
    this.lookedAt = now;
    const known = [...(await this.store.records())].filter(([name]) => name.startsWith(RECORDS));
    const all = known.map(([, { record }]) => record as Repairs);
    const repairs = all.reduce((sum, one) => sum + one.repairs, 0);
    this.isRepairing = repairs !== this.repairs || all.some(({ running }) => (running?.key ?? null) !== null);
    this.repairs = repairs;
    return this.isRepairing;
  }
}
