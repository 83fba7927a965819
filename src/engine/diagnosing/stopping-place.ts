import type { DomainEvent } from '../../domain/events';
import type { Clock } from '../../kernel/clock';
import type { Log } from '../../kernel/log';
import type { Projection } from '../../kernel/projection';
import type { Change, ReadStore } from '../../ports/read-store';
import { EventCodec } from '../deciding/event-codec';
import type { Copy } from '../projecting/copies';
import type { FoldFailure } from '../projecting/fold-failure';
import { Folding } from '../projecting/folding';
import { pagesBetween } from '../projecting/key-folding';
import type { WholeLog } from '../projecting/key-folding';
import { entriesOf } from '../projecting/page-folding';

/** Whoever has more left than so many events was cleared rather than stopped. */
const MOST_EVENTS = 20_000;

const SILENT: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/**
 * Where a copy that nobody here folds cannot go on, as folding on shows that writes nothing; null when it gets to the end
 * of the log, or far enough.
 */
export async function stoppingPlace(
  log: WholeLog,
  reads: Pick<ReadStore, 'open'>,
  projection: Projection<object, DomainEvent>,
  copy: Copy,
  clock: Clock,
): Promise<FoldFailure | null> {
  const changed = new Map<string, Change>();
  const folding = await Folding.open(readingOnly(reads, changed), projection, copy, clock, SILENT);
  const codec = new EventCodec();
  let events = 0;
  for await (const page of pagesBetween(log, folding.position, await log.head())) {
    await folding.fold(entriesOf(page, codec), page.next, null);
    const { unwritten } = folding;
    unwritten?.write.changes.forEach((change) => changed.set(change.key, change));
    unwritten?.written();
    events += page.events.length;
    if (folding.failure !== null || events >= MOST_EVENTS) break;
  }
  return folding.failure;
}

/** A store whose documents are those that would have been written by now. */
const readingOnly = (
  reads: Pick<ReadStore, 'open'>,
  changed: ReadonlyMap<string, Change>,
): Pick<ReadStore, 'open'> => ({
  async open<Doc extends object>(shape: Parameters<ReadStore['open']>[0]) {
    const model = await reads.open<Doc>(shape);
    return {
      shape: model.shape,
      get: (keys) => model.get(keys),
      find: (query) => model.find(query),
      scan: (after, limit) => model.scan(after, limit),
      peek: (key) => model.peek(key),
      count: () => model.count(),
      checkpoint: () => model.checkpoint(),
      async lastChanges(keys) {
        const known = new Map(await model.lastChanges(keys.filter((key) => !changed.has(key))));
        for (const key of keys) {
          const change = changed.get(key);
          if (change !== undefined) known.set(key, change);
        }
        return known;
      },
    };
  },
});

function ignore(): void {
  // the finding tells it
}
