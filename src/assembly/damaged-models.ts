import { knownDamage } from '../adapters/sqlite/damage';
import type { Clock } from '../kernel/clock';
import { DomainError } from '../kernel/errors';

/** How often it is looked whether damage was met, in milliseconds. */
const LOOK_MS = 1_000;

/**
 * Whoever of the process's threads met it, damage in embedded read models ends the process: the file can be set aside only
 * by a process that begins, before anything else has it open.
 * @throws DomainError `read_models_damaged`
 */
export async function untilDamaged(dataDir: string, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if (knownDamage(dataDir) !== null)
      throw new DomainError(
        'read_models_damaged',
        `the read models in ${dataDir} are damaged: start again, and they are set aside and folded anew`,
      );
    await clock.sleep(LOOK_MS, signal);
  }
}
