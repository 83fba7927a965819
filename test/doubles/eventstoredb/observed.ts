import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import type { AppendResult, JSONEventData } from '@eventstore/db-client';
import { EventStoreDbDouble } from './server';

/** What is observed, and how to talk to it. */
export class Observed {
  private constructor(
    readonly client: EventStoreDBClient,
    readonly stop: () => Promise<void>,
  ) {}

  static at(url: string, stop: () => void): Observed {
    const client = EventStoreDBClient.connectionString(url);
    return new Observed(client, async () => {
      await client.dispose();
      stop();
    });
  }

  append(
    stream: string,
    events: JSONEventData[],
    expectedRevision: 'no_stream' | 'any' | bigint = 'any',
  ): Promise<AppendResult> {
    return this.client.appendToStream(stream, events, { expectedRevision });
  }
}

export const newStream = (): string => `observed-${crypto.randomUUID()}`;
export const anEvent = (type = 'T', data: Record<string, unknown> = { n: 1 }): JSONEventData =>
  jsonEvent({ type, data });

/** The same observations of the double, and of a real server when EVENTSTORE_URL names one. */
export function observe(what: string, observations: (observed: () => Observed) => void): void {
  const each = (name: string, start: () => Promise<Observed>): void => {
    describe(`${name} answers ${what}`, () => {
      let observed: Observed;
      beforeAll(async () => {
        observed = await start();
      });
      afterAll(() => observed.stop());
      observations(() => observed);
    });
  };
  each('the double of EventStoreDB', async () => {
    const double = await EventStoreDbDouble.start();
    return Observed.at(double.url, () => {
      double.stop();
    });
  });
  const url = process.env['EVENTSTORE_URL'];
  if (url !== undefined) each('EventStoreDB', () => Promise.resolve(Observed.at(url, () => undefined)));
}

export async function allOf<E>(read: AsyncIterable<E>): Promise<E[]> {
  const events: E[] = [];
  for await (const event of read) events.push(event);
  return events;
}
