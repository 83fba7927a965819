import { projections as all } from '../../projections/all';
import type { DomainEvent } from '../../src/domain/events';
import { EventCodec } from '../../src/engine/deciding/event-codec';
import { isAnythingToDo } from '../../src/engine/projecting/copies';
import { CopyBuilder } from '../../src/engine/projecting/copy-builder';
import type { Verify } from '../../src/engine/projecting/copy-builder';
import { CopyRegistry } from '../../src/engine/projecting/copy-registry';
import type { WholeLog } from '../../src/engine/projecting/key-folding';
import type { Projector } from '../../src/engine/projecting/projector';
import { systemClock } from '../../src/kernel/clock';
import type { Clock } from '../../src/kernel/clock';
import type { Log } from '../../src/kernel/log';
import type { Projection } from '../../src/kernel/projection';
import type { ReadStore } from '../../src/ports/read-store';

/** What the threads beside a projector do, in this one: they watch the registry and let copies catch up. */
export async function building(
  source: WholeLog,
  reads: ReadStore,
  projector: Projector,
  log: Log,
  signal: AbortSignal,
  projections: readonly Projection<object, DomainEvent>[] = all,
  clock: Clock = systemClock,
  verify: Verify = () => Promise.resolve(null),
  outrun: () => void = () => undefined,
): Promise<void> {
  const builder = new CopyBuilder(source, reads, projections, new EventCodec(), clock, log, verify, outrun);
  const working = new Set<Promise<void>>();
  await new CopyRegistry(reads).watch(projections, clock, log, signal, (copies) => {
    projector.seen(copies);
    if (working.size > 0 || !isAnythingToDo(copies, projections, clock.now())) return;
    const work = builder.run(signal).finally(() => working.delete(work));
    working.add(work);
  });
  await Promise.all(working);
}
