import type { Clock } from '../../kernel/clock';
import { collectionName } from '../../kernel/projection';
import type { ReadModelShape } from '../../kernel/projection';
import { Recent } from '../../kernel/recent';
import type { ReadStore } from '../../ports/read-store';

/** A count that took so long, times this, is told again for as long: whoever looks all the time costs a hundredth of it. */
const TOLD_FOR = 100;
/** More copies than there are at a time. */
const COPIES = 200;

interface Count {
  readonly documents: number;
  /** On the monotonic clock, in milliseconds. */
  readonly at: number;
  readonly tookMs: number;
}

interface Counted {
  last: Count | null;
  counting: Promise<Count> | null;
}

/** How many documents copies hold: counted when asked for, but not again while that would take much of the time. */
export class DocumentCounts {
  private readonly copies = new Recent<string, Counted>(COPIES);

  constructor(
    private readonly store: Pick<ReadStore, 'open'>,
    private readonly clock: Clock,
  ) {}

  /** As many as there are now where they are few; of a million in SQLite, as many as there were some 10 seconds ago. */
  async of(shape: ReadModelShape): Promise<number> {
    const name = collectionName(shape);
    const copy = this.copies.get(name) ?? { last: null, counting: null };
    this.copies.set(name, copy);
    const { last } = copy;
    if (last !== null && this.clock.monotonic() - last.at < last.tookMs * TOLD_FOR) return last.documents;
    copy.counting ??= this.count(shape, copy);
    return (await copy.counting).documents;
  }

  private async count(shape: ReadModelShape, copy: Counted): Promise<Count> {
    const begun = this.clock.monotonic();
    try {
      const documents = await (await this.store.open(shape)).count();
      const at = this.clock.monotonic();
      copy.last = { documents, at, tookMs: at - begun };
      return copy.last;
    } finally {
      copy.counting = null;
    }
  }
}
