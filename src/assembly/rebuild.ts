import type { DomainEvent } from '../domain/events';
import { EventCodec } from '../engine/deciding/event-codec';
import { shapeOf } from '../engine/projecting/copies';
import { foldedAlone } from '../engine/projecting/copy-changes';
import { CopyRegistry } from '../engine/projecting/copy-registry';
import { RENEW_MS, LEASE_MS } from '../engine/due-work/held-lease';
import { isAnybodyAtWork } from '../engine/due-work/presence';
import type { FoldFailure } from '../engine/projecting/fold-failure';
import { Projector } from '../engine/projecting/projector';
import type { LogSource } from '../engine/projecting/projector';
import { isoTime, systemClock } from '../kernel/clock';
import { DomainError } from '../kernel/errors';
import { newId } from '../kernel/ids';
import type { Log } from '../kernel/log';
import { positionToBigInt } from '../kernel/message';
import type { Projection } from '../kernel/projection';
import type { Leases } from '../ports/leases';
import { openStores } from './stores';
import type { StoreConfig, Stores } from './stores';

export interface Rebuilt {
  readonly events: number;
  /** Where a projection could not go on. */
  readonly failures: readonly FoldFailure[];
}

/**
 * Folds read models anew while nothing else does: the data folder's lock, or the lease of the projector, sees to that.
 *
 * @param report told how much of the log is folded, in places of the log
 * @throws what `openStores` throws; DomainError `service_running`; what a store says that fails
 */
export async function rebuild(
  config: StoreConfig,
  projections: readonly Projection<object, DomainEvent>[],
  log: Log,
  report: (done: number, total: number) => void,
): Promise<Rebuilt> {
  const stores = await openStores(config, log);
  try {
    const fold = (): Promise<Rebuilt> => foldAnew(stores, projections, log, report);
    return await (stores.leases === null ? fold() : whileNobodyFolds(stores.leases, fold));
  } finally {
    await stores.close();
  }
}

async function foldAnew(
  { events, reads }: Stores,
  projections: readonly Projection<object, DomainEvent>[],
  log: Log,
  report: (done: number, total: number) => void,
): Promise<Rebuilt> {
  const registry = new CopyRegistry(reads);
  for (const projection of projections) {
    const now = isoTime(systemClock.now());
    const { live } = await registry.change(projection, (copies) => foldedAlone(copies, projection, now));
    const shape = shapeOf(projection.name, live);
    await reads.open(shape);
    await reads.clear(shape);
  }
  const head = await events.head();
  const places = Number(positionToBigInt(head));
  const stopping = new AbortController();
  const [counted, folded] = counting(events);
  const last: { failures: readonly FoldFailure[]; trouble: string | null } = { failures: [], trouble: null };
  const projector = await Projector.open(counted, reads, projections, new EventCodec(), systemClock, log, (told) => {
    const { failures, trouble } = Object.assign(last, { failures: told.failures, trouble: told.trouble });
    const stopped = failures.map(({ projection }) => projection);
    const going = [...told.reached].filter(([name]) => !stopped.includes(name)).map(([, { position }]) => position);
    report(Math.max(0, Number(positionToBigInt(going.toSorted()[0] ?? head))), places);
    if (trouble !== null || going.every((position) => position >= head)) stopping.abort();
  });
  await projector.run(stopping.signal);
  if (last.trouble !== null) throw new DomainError('rebuild_failed', `folding the log failed: ${last.trouble}`);
  return { events: folded(), failures: last.failures };
}

function counting(events: LogSource): readonly [LogSource, () => number] {
  let count = 0;
  const source: LogSource = {
    identity: () => events.identity(),
    idAt: (position) => events.idAt(position),
    async *subscribe(after, signal) {
      for await (const page of events.subscribe(after, signal)) {
        count += page.events.length;
        yield page;
      }
    },
  };
  return [source, () => count];
}

/** @throws DomainError `service_running` */
async function whileNobodyFolds<T>(leases: Leases, work: () => Promise<T>): Promise<T> {
  const me = newId();
  const free = !(await isAnybodyAtWork(leases)) && (await leases.take('projector', me, LEASE_MS));
  if (!free)
    throw new DomainError(
      'service_running',
      'processes of this service are running: stop those with the roles engine and projector, and try again in 10 seconds',
    );
  const renewing = setInterval(() => void leases.take('projector', me, LEASE_MS).catch(() => false), RENEW_MS);
  try {
    return await work();
  } finally {
    clearInterval(renewing);
    await leases.release('projector', me);
  }
}
