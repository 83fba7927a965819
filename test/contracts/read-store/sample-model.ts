import { newId } from '../../../src/kernel/ids';
import { positionFrom } from '../../../src/kernel/message';
import type { Position } from '../../../src/kernel/message';
import type { ReadModelShape } from '../../../src/kernel/projection';
import type { Change, Checkpoint, ModelWrite, ReadModel, ReadStore, Stored } from '../../../src/ports/read-store';

/** The stores of one suite: two processes over the same place. */
export type Stores = () => { readonly store: ReadStore; readonly other: ReadStore };

const INDEXES = {
  byOrder: ['order'],
  byLane: ['lane', 'order'],
  byAccount: ['account', 'lane', 'order'],
  byWord: ['account', 'words[]'],
} as const;

export const newShape = (): ReadModelShape => ({ name: `sample-${newId()}`, version: 1, indexes: INDEXES });

export const newModel = (store: ReadStore): Promise<ReadModel> => store.open(newShape());

export const at = (n: number): Position => positionFrom(BigInt(n));

export const checkpointAt = (n: number): Checkpoint => ({ position: at(n), eventId: `event-${n}`, log: 'a-log' });

export const change = (key: string, n: number, document: object | null): Change => ({
  key,
  position: at(n),
  document,
});

/** Changes of one position, and the checkpoint there. */
export const changesAt = (
  model: ReadModel,
  n: number,
  documents: Readonly<Record<string, object | null>>,
): ModelWrite => ({
  model,
  changes: Object.entries(documents).map(([key, document]) => change(key, n, document)),
  checkpoint: checkpointAt(n),
});

/** One document, null when there is none. */
export const read = async (model: ReadModel, key: string): Promise<Stored<object> | null> =>
  (await model.get([key])).get(key) ?? null;

export const keysOf = (found: readonly { readonly key: string }[]): readonly string[] => found.map(({ key }) => key);
