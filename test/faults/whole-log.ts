import { SqliteEventStore } from '../../src/adapters/sqlite/event-store';
import type { Recorded } from '../../src/domain/events';
import { START } from '../../src/kernel/message';

/** Of a service that has ended. */
export async function wholeLog(folder: string): Promise<readonly Recorded[]> {
  const store = SqliteEventStore.open(folder);
  const { events } = await store.readAll(START, Number.MAX_SAFE_INTEGER);
  await store.close();
  return events as readonly Recorded[];
}
