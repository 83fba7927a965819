import {
  END,
  PARK,
  PINNED,
  RETRY,
  START,
  persistentSubscriptionToAllSettingsFromDefaults,
  persistentSubscriptionToStreamSettingsFromDefaults,
  streamNameFilter,
} from '@eventstore/db-client';
import type { PersistentSubscriptionToStreamSettings } from '@eventstore/db-client';
import { until } from '../../until';
import { GROUP } from './observations';
import { anEvent, newStream, observe } from './observed';

observe('persistent subscriptions as was observed', (observed) => {
  /** A group on a new stream with so many events. */
  const newGroup = async (events: number, settings: Partial<PersistentSubscriptionToStreamSettings> = {}) => {
    const [stream, group] = [newStream(), 'group'];
    await observed().append(
      stream,
      Array.from({ length: events }, () => anEvent()),
    );
    const all = persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START, ...settings });
    await observed().client.createPersistentSubscriptionToStream(stream, group, all);
    return { stream, group };
  };
  const consume = (stream: string, group: string) => {
    const subscription = observed().client.subscribeToPersistentSubscriptionToStream(stream, group);
    const got: { readonly revision: bigint | undefined; readonly isLinked: boolean; readonly retryCount: number }[] =
      [];
    const errors: Error[] = [];
    subscription.on('error', (error) => void errors.push(error));
    subscription.on('data', ({ event, link, retryCount }) => {
      got.push({ revision: event?.revision, isLinked: link !== undefined, retryCount });
    });
    return { subscription, got, errors };
  };

  it('made twice, missing, and full', async () => {
    const { stream, group } = await newGroup(0, { maxSubscriberCount: 1 });
    const settings = persistentSubscriptionToStreamSettingsFromDefaults();
    const again = observed().client.createPersistentSubscriptionToStream(stream, group, settings);
    await expect(again).rejects.toMatchObject(GROUP.exists);
    const nobody = consume(stream, 'nobody');
    await until('it is refused', () => nobody.errors.length > 0);
    expect(nobody.errors).toMatchObject([GROUP.missing]);
    const first = consume(stream, group);
    await new Promise((resolve) =>
      first.subscription.once('confirmation', () => {
        resolve(undefined);
      }),
    );
    const second = consume(stream, group);
    await until('it is refused', () => second.errors.length > 0);
    expect(second.errors).toMatchObject([GROUP.full]);
    await first.subscription.unsubscribe();
  });

  it('whose events are acknowledged, until it is deleted', async () => {
    const { stream, group } = await newGroup(6);
    const { subscription, got } = consume(stream, group);
    subscription.on('data', (event) => void subscription.ack(event));
    await until('all are there', () => got.length === 6);
    expect(got.map(({ revision }) => revision)).toEqual([0n, 1n, 2n, 3n, 4n, 5n]);
    await subscription.unsubscribe();
    await observed().client.deletePersistentSubscriptionToStream(stream, group);
    const after = consume(stream, group);
    await until('it is refused', () => after.errors.length > 0);
    expect(after.errors).toMatchObject([GROUP.missing]);
  });

  it('whose event is refused, parked and replayed', async () => {
    const { stream, group } = await newGroup(1);
    const { subscription, got } = consume(stream, group);
    const answers = [RETRY, PARK] as const;
    subscription.on('data', (event) => {
      const action = answers[got.length - 1];
      void (action === undefined ? subscription.ack(event) : subscription.nack(action, 'bad', event));
    });
    await until('it was refused twice', () => got.length === 2);
    await until('it comes again', async () => {
      await observed().client.replayParkedMessagesToStream(stream, group);
      return got.length === 3;
    });
    expect(got).toEqual(GROUP.refused);
    await subscription.unsubscribe();
  });

  it('whose consumer leaves without an answer, or never answers', async () => {
    const left = await newGroup(2);
    const first = consume(left.stream, left.group);
    await until('it has both', () => first.got.length === 2);
    const second = consume(left.stream, left.group);
    await first.subscription.unsubscribe();
    await until('the other has both', () => second.got.length === 2);
    expect(second.got).toEqual(GROUP.takenOver);
    await second.subscription.unsubscribe();

    const silent = await newGroup(1, { messageTimeout: 100, maxRetryCount: 2 });
    const { subscription, got } = consume(silent.stream, silent.group);
    await until('it was tried three times', () => got.length === 3);
    expect(got.map(({ retryCount }) => retryCount)).toEqual(GROUP.timedOut);
    await subscription.unsubscribe();
  });

  it('that pins each stream to one consumer, and uses both', async () => {
    const [prefix, group] = [newStream(), crypto.randomUUID()];
    const settings = persistentSubscriptionToAllSettingsFromDefaults({ startFrom: END, consumerStrategyName: PINNED });
    const filter = streamNameFilter({ prefixes: [prefix] });
    const { client } = observed();
    await client.createPersistentSubscriptionToAll(group, settings, { filter });
    const seen: { readonly stream: string | undefined; readonly by: number }[] = [];
    const subscriptions = [0, 1].map((by) => {
      const subscription = client.subscribeToPersistentSubscriptionToAll(group);
      subscription.on('error', () => undefined);
      subscription.on('data', (event) => {
        seen.push({ stream: event.event?.streamId, by });
        void subscription.ack(event);
      });
      return subscription;
    });
    await Promise.all(
      subscriptions.map(
        (subscription) =>
          new Promise((resolve) =>
            subscription.once('confirmation', () => {
              resolve(undefined);
            }),
          ),
      ),
    );
    for (let i = 0; i < 40; i++) await observed().append(`${prefix}-${i % 20}`, [anEvent()]);
    await until('all are there', () => seen.length === 40);
    expect(new Set(seen.map(({ stream, by }) => `${stream ?? ''} by ${by}`)).size).toBe(20);
    expect(new Set(seen.map(({ by }) => by)).size).toBe(2);
    await Promise.all(subscriptions.map((subscription) => subscription.unsubscribe()));
    await client.deletePersistentSubscriptionToAll(group);
  });
});
