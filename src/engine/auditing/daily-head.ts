import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import { messageOf } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import { isOutage } from '../../ports/availability';
import type { Exports } from './exports';

/** How often it is looked whether another day has begun, in milliseconds. */
const LOOK_MS = 60_000;

/**
 * Puts the head of the ledger into the log once in each day (UTC) that begins, until the signal is aborted: whoever keeps the
 * log elsewhere can tell later that nothing of before was changed. While a store is away it waits.
 *
 * @param isOurs whether it is this process that tells it, of those that share the ledger
 */
export async function tellHeadDaily(
  exports: Pick<Exports, 'whole'>,
  clock: Clock,
  log: Log,
  isOurs: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  const isOver = (): boolean => signal.aborted;
  let told = dayOf(clock);
  while (!isOver()) {
    const today = dayOf(clock);
    if (today !== told) {
      try {
        if (isOurs()) log.info('the head of the ledger', await exports.whole(null, signal));
        told = today;
      } catch (error) {
        if (!isOver() && !isOutage(error))
          log.warn('the head of the ledger could not be told', { error: messageOf(error) });
      }
    }
    await clock.sleep(LOOK_MS, signal);
  }
}

const dayOf = (clock: Clock): string => isoTime(clock.now()).slice(0, 10);
