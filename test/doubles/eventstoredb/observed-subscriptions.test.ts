import { START, eventTypeFilter, streamNameFilter } from '@eventstore/db-client';
import type { AllStreamSubscription } from '@eventstore/db-client';
import { until } from '../../until';
import { CAUGHT_UP_AND_ENDED } from './observations';
import { anEvent, newStream, observe } from './observed';

observe('subscriptions as was observed', (observed) => {
  it('to a stream: its events after a revision, that it caught up, and what comes', async () => {
    const stream = newStream();
    await observed().append(stream, [anEvent('A'), anEvent('B')]);
    const seen: string[] = [];
    const subscription = observed().client.subscribeToStream(stream, { fromRevision: 0n });
    for (const name of ['confirmation', 'caughtUp', 'end', 'close'] as const)
      subscription.on(name, () => void seen.push(name));
    subscription.on('data', ({ event }) => void seen.push(event?.type ?? ''));
    await until('it caught up', () => seen.includes('caughtUp'));
    await observed().append(stream, [anEvent('C')], 1n);
    await until('the new event is there', () => seen.includes('C'));
    await subscription.unsubscribe();
    await until('it is closed', () => seen.includes('close'));
    expect(seen).toEqual(CAUGHT_UP_AND_ENDED);
  });

  it('to the log: the streams that were asked for, after a position, in the order of the log', async () => {
    const streams = [newStream(), newStream()];
    const [first = '', second = ''] = streams;
    const { position } = await observed().append(first, [anEvent('A')]);
    const subscription = observed().client.subscribeToAll({
      fromPosition: position ?? START,
      filter: streamNameFilter({ prefixes: streams }),
    });
    const seen = typesOf(subscription, 4);
    for (const [i, type] of ['B', 'C', 'D', 'E'].entries())
      await observed().append(i % 2 ? second : first, [anEvent(type)]);
    expect(await seen).toEqual(['B', 'C', 'D', 'E']);
  });

  it('that leave out system events', async () => {
    const filter = eventTypeFilter({ regex: '^[^$].*' });
    for (let i = 0; i < 20; i++) await observed().append(newStream(), [anEvent()]);
    const types = await typesOf(observed().client.subscribeToAll({ fromPosition: START, filter }), 20);
    expect(types.some((type) => type.startsWith('$'))).toBe(false);
  });

  it('that find nothing: how far it looked', async () => {
    for (let i = 0; i < 40; i++) await observed().append(newStream(), [anEvent()]);
    const checkpoints: bigint[] = [];
    const subscription = observed().client.subscribeToAll({
      fromPosition: START,
      filter: streamNameFilter({
        prefixes: ['nobody-'],
        checkpointInterval: 1,
        maxSearchWindow: 32,
        checkpointReached: (_, { commit }) => void checkpoints.push(commit),
      }),
    });
    subscription.on('error', () => undefined);
    await until('it tells', () => checkpoints.length > 0);
    await subscription.unsubscribe();
  });
});

async function typesOf(subscription: AllStreamSubscription, count: number): Promise<string[]> {
  const types: string[] = [];
  for await (const { event } of subscription) {
    types.push(event?.type ?? '');
    if (types.length === count) break;
  }
  subscription.on('error', () => undefined);
  await subscription.unsubscribe();
  return types;
}
