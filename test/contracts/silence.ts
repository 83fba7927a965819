import { START } from '../../src/kernel/message';
import { StoreUnavailable } from '../../src/ports/availability';
import type { EventStore } from '../../src/ports/event-store';
import type { ReadModel, ReadStore } from '../../src/ports/read-store';
import { newStream } from './event-store/sample-log';
import { change, changesAt, newShape } from './read-store/sample-model';

type Calls<Store> = readonly (readonly [string, (store: Store) => Promise<unknown>])[];

const OF_EVENTS: Calls<EventStore> = [
  ['readStream', (store) => store.readStream(newStream())],
  ['readAll', (store) => store.readAll(START, 1)],
  ['head', (store) => store.head()],
  ['ping', (store) => store.ping()],
];

const OF_MODELS: Calls<{ readonly store: ReadStore; readonly model: ReadModel }> = [
  ['get', ({ model }) => model.get(['a'])],
  ['lastChanges', ({ model }) => model.lastChanges(['a'])],
  ['find', ({ model }) => model.find({ index: 'byOrder', equals: [], limit: 1 })],
  ['scan', ({ model }) => model.scan(null, 1)],
  ['count', ({ model }) => model.count()],
  ['checkpoint', ({ model }) => model.checkpoint()],
  ['open', ({ store }) => store.open(newShape())],
  ['commit', ({ store, model }) => store.commit([changesAt(model, 1, { a: { order: 'x' } })])],
  ['replaceDocument', ({ store, model }) => store.replaceDocument(model.shape, null, change('a', 1, {}))],
  ['clear', ({ store, model }) => store.clear(model.shape)],
  ['records', ({ store }) => store.records()],
  ['replaceRecord', ({ store }) => store.replaceRecord('a-record', 0, {})],
  ['drop', ({ store, model }) => store.drop(model.shape)],
  ['ping', ({ store }) => store.ping()],
];

/** Whatever it asks for, a caller learns that the store does not answer, and nothing of where it is. */
function silenceContract<Store>(name: string, calls: Calls<Store>, fallSilent: () => Promise<Store>): void {
  describe(`${name} tells that it does not answer`, () => {
    let outcomes: readonly PromiseSettledResult<unknown>[];
    beforeAll(async () => {
      const store = await fallSilent();
      outcomes = await Promise.allSettled(calls.map(([, call]) => call(store)));
    });

    it.each(calls.map(([call], i) => [call, i] as const))('to %s', (_call, i) => {
      const outcome = outcomes[i];
      const reason: unknown = outcome?.status === 'rejected' ? outcome.reason : outcome;
      expect(reason).toBeInstanceOf(StoreUnavailable);
      expect(reason).toMatchObject({
        code: 'store_unavailable',
        message: expect.stringMatching(/^the (event|read) store does not answer$/) as string,
      });
    });
  });
}

/** @param fallSilent answers with a store that answers no more; it is the caller's to close */
export const silentEventStoreContract = (name: string, fallSilent: () => Promise<EventStore>): void => {
  silenceContract(name, OF_EVENTS, fallSilent);
};

/** @param fallSilent likewise, with a model that was opened before */
export const silentReadStoreContract = (
  name: string,
  fallSilent: () => Promise<{ readonly store: ReadStore; readonly model: ReadModel }>,
): void => {
  silenceContract(name, OF_MODELS, fallSilent);
};
