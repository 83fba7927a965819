import type { DomainEvent } from '../../domain/events';
import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import type { Log } from '../../kernel/log';
import { START } from '../../kernel/message';
import type { Projection } from '../../kernel/projection';
import type { ReadStore } from '../../ports/read-store';
import { firstCopy, isOurs, servedCopy, shapeOf } from './copies';
import type { Copies } from './copies';
import { beginFirst, beginUpgrade, upgradeAtOnce } from './copy-changes';
import { CopyRegistry } from './copy-registry';

/**
 * Before anything is folded: what this software's projections lack in a log that others are folded from already, a new
 * version or all of it, is built beside them. The engine reads nothing of an older version, whose documents it might take
 * for something else: of what it needs, the new version is live at once and is folded before its work begins.
 */
export async function prepareCopies(
  store: ReadStore,
  projections: readonly Projection<object, DomainEvent>[],
  isNeeded: (name: string) => boolean,
  clock: Clock,
  log: Log,
): Promise<void> {
  const registry = new CopyRegistry(store);
  const unknown = new Set((await registry.unknown(projections)).map(({ name }) => name));
  const copies = await registry.read(projections);
  const positionOf = async (shape: Projection<object, DomainEvent>): Promise<string> => {
    const of = copies.get(shape.name);
    const served = of === undefined ? firstCopy(shape) : servedCopy(of, shape);
    return (await (await store.open(shapeOf(shape.name, served))).checkpoint()).position;
  };
  const positions = new Map<string, string>();
  for (const shape of projections) positions.set(shape.name, await positionOf(shape));
  const isAnyFolded = [...positions.values()].some((position) => position !== START);
  const now = isoTime(clock.now());
  for (const shape of projections) {
    const { name, version } = shape;
    const isNew = isAnyFolded && unknown.has(name) && positions.get(name) === START && !isNeeded(name);
    const decide = (of: Copies): Copies => {
      if (of.live.version >= version) return isNew && of.work === null ? beginFirst(of, now) : of;
      if (isNeeded(name)) return upgradeAtOnce(of, shape, now);
      return isOurs(of.work, shape) ? of : beginUpgrade(of, shape, now);
    };
    const { live, work } = await registry.change(shape, decide);
    if (live.version < version)
      log.info('a new version of a projection is built while the one before answers', {
        projection: name,
        version,
        before: live.version,
        status: work?.status,
      });
  }
}
