import {
  MaxAppendSizeExceededError,
  NO_STREAM as NO_DRIVER_STREAM,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { jsonEvent } from '@eventstore/db-client';
import type { AppendResult, Credentials, EventStoreDBClient, JSONEventData } from '@eventstore/db-client';
import { NO_STREAM } from '../../kernel/message';
import type { JsonObject, NewEvent } from '../../kernel/message';
import { AppendOutcomeUnknown, AppendTooLarge, MAX_APPEND_BYTES, WrongExpectedRevision } from '../../ports/event-store';
import type { Appended } from '../../ports/event-store';
import { repeatedly, within } from './patience';
import type { Patience } from './patience';
import { fromDriver, writtenMetadata } from './recorded-event';

/** Appends, each a call of its own. */
export class Appender {
  constructor(
    private readonly client: EventStoreDBClient,
    private readonly credentials: Credentials,
    private readonly patience: Patience,
  ) {}

  /**
   * Anything but a success or a conflict leaves open whether the events are stored. The identical append tells: it
   * succeeds when they are or can be, and is a conflict when they never will be.
   *
   * @throws TypeError when JSON cannot hold an event; and what the port says
   */
  async append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<Appended> {
    const proposal = propose(stream, events);
    try {
      return await repeatedly(
        this.patience,
        () => this.attempt(stream, expectedRevision, proposal),
        (error) => error instanceof WrongExpectedRevision || error instanceof AppendTooLarge,
      );
    } catch (error) {
      if (error instanceof WrongExpectedRevision || error instanceof AppendTooLarge) throw error;
      throw new AppendOutcomeUnknown(stream, error);
    }
  }

  private async attempt(stream: string, expected: number, { events, bytes }: Proposal): Promise<Appended> {
    const { appendMs } = this.patience;
    const answer = this.client.appendToStream(stream, events, {
      expectedRevision: expected === NO_STREAM ? NO_DRIVER_STREAM : BigInt(expected),
      credentials: this.credentials,
      deadline: appendMs,
    });
    try {
      return appended(await within(appendMs, `an append to ${stream}`, answer));
    } catch (error) {
      if (error instanceof WrongExpectedVersionError) {
        const { actualVersion } = error;
        throw new WrongExpectedRevision(
          stream,
          expected,
          typeof actualVersion === 'bigint' ? Number(actualVersion) : NO_STREAM,
        );
      }
      // The server counts bytes a little differently.
      if (error instanceof MaxAppendSizeExceededError) throw new AppendTooLarge(stream, bytes);
      throw error;
    }
  }
}

interface Proposal {
  readonly events: JSONEventData[];
  readonly bytes: number;
}

/** What goes to the driver is what JSON made of the events: the driver hangs for ever on what JSON cannot hold. */
function propose(stream: string, events: readonly NewEvent[]): Proposal {
  if (events.length === 0) throw new Error(`an append to ${stream} has no events`);
  let bytes = 0;
  const proposed = events.map(({ id, type, data, metadata }) => {
    const texts = { data: json(data), metadata: json(metadata) };
    bytes += Buffer.byteLength(type) + Buffer.byteLength(texts.data) + Buffer.byteLength(texts.metadata);
    return jsonEvent({ id, type, data: JSON.parse(texts.data) as JsonObject, metadata: writtenMetadata(metadata) });
  });
  if (bytes > MAX_APPEND_BYTES) throw new AppendTooLarge(stream, bytes);
  return { events: proposed, bytes };
}

/** @throws TypeError */
function json(value: object): string {
  const text: unknown = JSON.stringify(value);
  if (typeof text !== 'string') throw new TypeError('JSON cannot hold an event');
  return text;
}

function appended({ nextExpectedRevision, position }: AppendResult): Appended {
  if (position === undefined) throw new Error('the server did not say where the append is in the log');
  return { revision: Number(nextExpectedRevision), position: fromDriver(position) };
}
