import { isoTime, systemClock } from '../../kernel/clock';
import { newId } from '../../kernel/ids';
import { NO_STREAM } from '../../kernel/message';
import type { NewEvent } from '../../kernel/message';
import { WrongExpectedRevision } from '../../ports/event-store';
import type { EventStore } from '../../ports/event-store';

/** Holds one event, whose id is the log's identity; not a stream of the log itself. */
const STREAM = 'runledger-identity';

/** Read anew each time it is asked for, since the server behind a URL may be another; whoever comes first makes it. */
export async function identityOf(server: Pick<EventStore, 'append' | 'readStream'>): Promise<string> {
  const stored = await storedIdentity(server);
  if (stored !== undefined) return stored;
  const event = named();
  try {
    await server.append(STREAM, NO_STREAM, [event]);
    return event.id;
  } catch (error) {
    if (!(error instanceof WrongExpectedRevision)) throw error;
    return (await storedIdentity(server)) ?? event.id;
  }
}

async function storedIdentity(server: Pick<EventStore, 'readStream'>): Promise<string | undefined> {
  const [first] = await server.readStream(STREAM, { limit: 1 });
  return first?.id;
}

const named = (): NewEvent => {
  const id = newId();
  return {
    id,
    type: 'LogNamed',
    data: {},
    metadata: {
      account: '',
      actor: 'engine',
      correlationId: id,
      causationId: id,
      schemaVersion: 1,
      at: isoTime(systemClock.now()),
    },
  };
};
