import { isDeepStrictEqual } from 'node:util';
import { projections } from '../../projections/all';
import type { Recorded } from '../../src/domain/events';
import { foldLog } from '../../src/engine/fold-log';
import type { ReadStore } from '../../src/ports/read-store';

/** Where stored read models are not the fold of the log, in words. */
export async function readModelFaults(store: ReadStore, log: readonly Recorded[]): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const projection of projections) {
    const folded = foldLog<object, Recorded>(projection, log);
    const touched = [...new Set(log.flatMap((event) => projection.keys(event)))];
    const stored = await (await store.open(projection)).get(touched);
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
