import { isDeepStrictEqual } from 'node:util';
import { projections } from '../../projections/all';
import type { Recorded } from '../../src/domain/events';
import { foldLog } from '../../src/engine/projecting/fold-log';
import { START } from '../../src/kernel/message';
import type { ReadStore } from '../../src/ports/read-store';

/** Where stored read models are not the fold of the log up to their checkpoint, in words. */
export async function readModelFaults(store: ReadStore, log: readonly Recorded[]): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const projection of projections) {
    const model = await store.open(projection);
    const { position: checkpoint } = await model.checkpoint();
    if (checkpoint === START) faults.push(`${projection.name} was never folded`);
    const events = log.filter(({ position }) => position <= checkpoint);
    const folded = foldLog<object, Recorded>(projection, events);
    const touched = [...new Set(events.flatMap((event) => projection.keys(event)))];
    const stored = await model.get(touched);
    for (const key of touched) {
      const [is, should] = [stored.get(key)?.document ?? null, folded.get(key) ?? null];
      if (!isDeepStrictEqual(is, plain(should)))
        faults.push(`${projection.name} ${key} is ${JSON.stringify(is)}, and should be ${JSON.stringify(should)}`);
    }
  }
  return faults;
}

/** As JSON keeps it: without the fields that are undefined. */
const plain = (document: object | null): unknown => JSON.parse(JSON.stringify(document));
