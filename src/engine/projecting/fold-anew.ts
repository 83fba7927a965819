import type { DomainEvent } from '../../domain/events';
import type { Log } from '../../kernel/log';
import type { Projection } from '../../kernel/projection';
import type { ReadStore } from '../../ports/read-store';
import { shapeOf } from './copies';
import { servedCopies } from './copy-registry';
import { LogPlaces, otherLog } from './same-log';
import type { IdentifiedLog } from './same-log';

/**
 * Before anything is folded or read: read models that were folded from another log, or from more than this one has, are
 * cleared, so that they are folded anew.
 *
 * @param mayClear whether nobody else can have a use for them as they are
 * @throws DomainError `other_log` when it may not
 */
export async function clearWhatIsOfAnotherLog(
  log: IdentifiedLog,
  reads: ReadStore,
  projections: readonly Projection<object, DomainEvent>[],
  mayClear: boolean,
  logger: Log,
): Promise<void> {
  const places = await LogPlaces.of(log);
  const reasons = new Map<string, string>();
  const served = await servedCopies(reads, projections);
  for (const [name, copy] of served) {
    const model = await reads.open(shapeOf(name, copy));
    const reason = await places.difference(await model.checkpoint());
    if (reason !== null) reasons.set(name, reason);
  }
  if (reasons.size === 0) return;
  if (!mayClear) throw otherLog(reasons);
  logger.warn('read models are not the fold of this log, and are folded anew', Object.fromEntries(reasons));
  for (const [name, copy] of served) if (reasons.has(name)) await reads.clear(shapeOf(name, copy));
}
