import { DomainError } from '../../kernel/errors';
import type { Clock } from '../../kernel/clock';
import type { ReadStore } from '../../ports/read-store';
import { EventCodec } from '../deciding/event-codec';
import { shapeOf } from './copies';
import type { Verify } from './copy-builder';
import type { WholeLog } from './key-folding';
import { verify } from './verify';

/** A new copy must be what the log comes to when it is folded once more, before anybody is answered from it. */
export const verifyCopy =
  (log: WholeLog, store: ReadStore, openScratch: () => ReadStore, clock: Clock): Verify =>
  async (projection, copy, signal, moved) => {
    const live = await store.open(shapeOf(projection.name, copy));
    const scratch = openScratch();
    try {
      const asked = { log, codec: new EventCodec(), projection, live, clock };
      const { checkpoint, different, missing, extra, damaged } = await verify(asked, scratch, async (phase, done) => {
        moved(phase === 'folding' ? done : null);
        await clock.sleep(0);
        if (signal.aborted) throw new DomainError('interrupted', 'it was stopped');
      });
      if (checkpoint !== null) return checkpoint;
      if (different + missing + extra + damaged === 0) return null;
      return `it is not the fold of the log: ${different + damaged} documents differ, ${missing} are missing, ${extra} should not be there`;
    } catch (error) {
      if (error instanceof DomainError) return error.message;
      throw error;
    } finally {
      await scratch.close();
    }
  };
