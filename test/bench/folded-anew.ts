import { rmSync } from 'node:fs';
import { SIDE_FILES, readModelFiles } from '../../src/adapters/sqlite/file-names';
import { createLog } from '../../src/assembly/json-log';
import { FoldingThread } from '../../src/assembly/folding-thread';
import type { StoreConfig } from '../../src/assembly/stores';

export interface Folded {
  readonly events: number;
  readonly seconds: number;
}

/** Folds a log into read models that are empty, to its end, in threads as a service that starts has them. */
export async function foldAnew(stores: StoreConfig): Promise<Folded> {
  const since = performance.now();
  let told: (folded: Folded) => void = () => undefined;
  const folded = new Promise<Folded>((resolve) => {
    told = resolve;
  });
  const log = {
    ...createLog('warn'),
    info: (_: string, fields: object = {}): void => {
      if ('eventsFolded' in fields)
        told({ events: Number(fields.eventsFolded), seconds: (performance.now() - since) / 1_000 });
    },
  };
  const thread = FoldingThread.start('projector', stores, log, () => undefined);
  const done = await Promise.race([folded, thread.ended.then(() => null)]);
  if (done === null) throw new Error('the thread ended before it had caught up');
  await thread.stop();
  return done;
}

/** Those that a data folder has in SQLite. */
export function removeReadModels(folder: string): void {
  for (const file of readModelFiles(folder))
    for (const end of ['', ...SIDE_FILES]) rmSync(`${file}${end}`, { force: true });
}
