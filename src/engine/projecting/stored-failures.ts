import type { ReadStore } from '../../ports/read-store';
import type { FoldFailure } from './fold-failure';

const RECORD = 'stopped';

/** Where projections have stopped, as the read store keeps it: whoever folds tells it to every process. */
export class StoredFailures {
  /** As it was told last, as JSON; null: not yet. */
  private told: string | null = null;

  /** @param others projections that somebody else folds at the same time, and tells of */
  constructor(
    private readonly store: Pick<ReadStore, 'records' | 'replaceRecord'>,
    private readonly others: ReadonlySet<string> = new Set(),
  ) {}

  async read(): Promise<readonly FoldFailure[]> {
    return (await this.stored()).failures;
  }

  /** Writes only what is news. */
  async tell(failures: readonly FoldFailure[]): Promise<void> {
    const news = JSON.stringify(failures);
    if (news === this.told) return;
    let isStored = false;
    while (!isStored) {
      const stored = await this.stored();
      const all = [...stored.failures.filter(({ projection }) => this.others.has(projection)), ...failures];
      isStored =
        JSON.stringify(stored.failures) === JSON.stringify(all) ||
        (await this.store.replaceRecord(RECORD, stored.revision, { failures: all }));
    }
    this.told = news;
  }

  private async stored(): Promise<{ readonly revision: number; readonly failures: readonly FoldFailure[] }> {
    const stored = (await this.store.records()).get(RECORD);
    if (stored === undefined) return { revision: 0, failures: [] };
    return { revision: stored.revision, ...(stored.record as { readonly failures: readonly FoldFailure[] }) };
  }
}
