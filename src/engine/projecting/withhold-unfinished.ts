import type { DomainEvent } from '../../domain/events';
import type { Log } from '../../kernel/log';
import { START, positionToBigInt } from '../../kernel/message';
import type { Position } from '../../kernel/message';
import type { Projection } from '../../kernel/projection';
import type { ReadStore } from '../../ports/read-store';
import { shapeOf } from './copies';
import { answersFrom } from './copy-changes';
import { CopyRegistry, servedCopies } from './copy-registry';
import { StoredFailures } from './stored-failures';

/** What is folded within a second or so, in places of the log. */
const NEAR = 20_000n;

/**
 * Before anything is folded: a copy that readers would be answered from, and that is to be folded from the beginning, does
 * not answer before it has got to where the log ends now. Nor does one that is far behind, where nobody else folds: it is
 * from an older backup. One that only stopped is as it was.
 *
 * @param isAlone whether the copies stand still while this process does not work
 */
export async function withholdUnfinished(
  reads: ReadStore,
  projections: readonly Projection<object, DomainEvent>[],
  head: Position,
  isAlone: boolean,
  log: Log,
): Promise<void> {
  if (head === START) return;
  const registry = new CopyRegistry(reads);
  const served = await servedCopies(reads, projections);
  const stopped = new Set((await new StoredFailures(reads).read()).map(({ projection }) => projection));
  const far = positionToBigInt(head) - NEAR;
  const withheld: string[] = [];
  for (const shape of projections) {
    const copy = served.get(shape.name);
    if (copy === undefined) continue;
    const { position } = await (await reads.open(shapeOf(shape.name, copy))).checkpoint();
    const isBehind = isAlone && !stopped.has(shape.name) && positionToBigInt(position) < far;
    if (position !== START && !isBehind) continue;
    await registry.change(shape, (copies) => answersFrom(copies, copy, head));
    withheld.push(shape.name);
  }
  if (withheld.length > 0) log.info('read models do not answer before they are folded', { readModels: withheld, head });
}
