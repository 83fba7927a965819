import { EventStoreDBClient } from '@eventstore/db-client';
import type { Log } from '../../kernel/log';

/**
 * The driver's client. Of its own accord it reconnects after an error, and leaves the promise of that to nobody: while no
 * node of a cluster can be found it rejects, which would end the process. The call that met the error has it anyway.
 */
export function openClient(url: string, log: Log): EventStoreDBClient {
  const client = EventStoreDBClient.connectionString(url);
  const reconnect: unknown = Reflect.get(client, 'handleError');
  if (typeof reconnect !== 'function') throw new Error('this version of the driver reconnects in another way');
  Reflect.set(client, 'handleError', (...args: unknown[]) =>
    (Reflect.apply(reconnect, client, args) as Promise<void>).catch((error: unknown) => {
      log.debug('the event store cannot be reached', { error: String(error) });
    }),
  );
  return client;
}
