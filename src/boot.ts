import { projections } from '../projections/all';
import { SqliteEventStore } from './adapters/sqlite/event-store';
import { SqliteReadStore } from './adapters/sqlite/read-store';
import type { Config } from './config';
import { ProjectionProgress } from './engine/projection-progress';
import { systemClock } from './kernel/clock';
import type { Log } from './kernel/log';
import { START } from './kernel/message';
import { ProjectorThread } from './projector-thread';
import { Service } from './service';

export interface Booted {
  readonly service: Service;
  /** The ledger had no event before. */
  readonly isNew: boolean;
  /** Rejects when a part of the service died. */
  readonly failed: Promise<never>;
  /** After the last request: finishes what is in flight and closes the stores. */
  stop(): Promise<void>;
}

/** How long the read models may take to catch up at the start before work begins without them, in milliseconds. */
const CATCH_UP_MS = 60_000;

/** The service on the embedded stores. @throws DomainError `data_folder_in_use` */
export async function boot({ dataDir }: Config, log: Log): Promise<Booted> {
  const clock = systemClock;
  const events = SqliteEventStore.open(dataDir);
  const head = await events.head();
  const reads = SqliteReadStore.open(dataDir);
  const progress = new ProjectionProgress(clock);
  const service = await Service.assemble({ events, reads, progress, clock, log }, head);
  const projector = ProjectorThread.start(dataDir, log, (report) => {
    progress.advance(report);
  });
  const names = projections.map(({ name }) => name);
  if (!(await progress.reached(names, head, CATCH_UP_MS))) log.warn('the read models are still catching up', { head });
  service.startEngine();
  return {
    service,
    isNew: head === START,
    failed: projector.ended.then(() => new Promise<never>(() => undefined)),
    stop: async () => {
      await service.stopEngine();
      await projector.stop();
      await reads.close();
      await events.close();
    },
  };
}
