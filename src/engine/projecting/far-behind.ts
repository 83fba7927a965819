import { placesBetween } from '../../kernel/message';
import type { ReadModelShape } from '../../kernel/projection';
import type { EventStore } from '../../ports/event-store';
import type { ReadStore } from '../../ports/read-store';
import { shapeOf } from './copies';
import { servedCopies } from './copy-registry';

/**
 * Whether some read model of each share is so far behind the log.
 *
 * @param shares projections, each in one of them
 * @param places of the log
 */
export async function areFarBehind(
  events: Pick<EventStore, 'head'>,
  reads: ReadStore,
  shares: readonly (readonly ReadModelShape[])[],
  places: number,
): Promise<boolean> {
  const head = await events.head();
  const served = await servedCopies(reads, shares.flat());
  for (const share of shares) {
    const copies = [...served].filter(([name]) => share.some((shape) => shape.name === name));
    const models = await Promise.all(copies.map(([name, copy]) => reads.open(shapeOf(name, copy))));
    const checkpoints = await Promise.all(models.map((model) => model.checkpoint()));
    if (checkpoints.every(({ position }) => placesBetween(position, head) < places)) return false;
  }
  return true;
}
