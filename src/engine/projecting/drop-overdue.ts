import type { DomainEvent } from '../../domain/events';
import type { Clock } from '../../kernel/clock';
import type { Log } from '../../kernel/log';
import type { Projection } from '../../kernel/projection';
import type { ReadStore } from '../../ports/read-store';
import { droppable, isSameCopy, nameOfCopy, shapeOf } from './copies';
import type { CopyRegistry } from './copy-registry';

/** Drops the kept copies whose time is over. */
export async function dropOverdue(
  registry: CopyRegistry,
  store: Pick<ReadStore, 'drop'>,
  projections: readonly Projection<object, DomainEvent>[],
  clock: Clock,
  log: Log,
): Promise<void> {
  const copies = await registry.read(projections);
  for (const projection of projections) {
    const of = copies.get(projection.name);
    for (const copy of of === undefined ? [] : droppable(of, clock.now())) {
      await store.drop(shapeOf(projection.name, copy));
      await registry.change(projection, (now) => ({
        ...now,
        kept: now.kept.filter((one) => !isSameCopy(one, copy)),
      }));
      log.info('a copy of a projection was dropped', { projection: projection.name, copy: nameOfCopy(copy) });
    }
  }
}
