import type { Clock } from '../../kernel/clock';
import { messageOf } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import { isOutage } from '../../ports/availability';
import type { Leases } from '../../ports/leases';

/** How long a lease lasts after the process that holds it fell silent, in milliseconds, and how often it is renewed. */
export const LEASE_MS = 10_000;
export const RENEW_MS = 2_500;

/**
 * Does something as long as this process holds the lease, in one process at a time for all that holders can know. A
 * process that was paused may go on for a moment after its lease is over: what it does must be harmless then.
 *
 * A lease that is lost because its store is away, and taken again, is not told: that the store is away is.
 *
 * @param work until its signal is aborted; when it fails, so does this
 * @param standsBy called whenever another is found to hold it
 */
export async function whileHeld(
  leases: Leases,
  name: string,
  holder: string,
  clock: Clock,
  log: Log,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
  standsBy: () => void = () => undefined,
): Promise<void> {
  const over = new AbortController();
  const ending = AbortSignal.any([signal, over.signal]);
  let until = 0;
  let isToldOf = true;
  let working: { readonly stop: AbortController; readonly done: Promise<void> } | null = null;
  try {
    while (!signal.aborted) {
      const asked = clock.now();
      const taken = await takes(leases, name, holder, log);
      if (taken === true) until = asked + LEASE_MS;
      const isHeld = clock.now() < until;
      if (isHeld && working === null) {
        if (isToldOf) log.info('this process took a lease', { lease: name });
        isToldOf = true;
        const stop = new AbortController();
        working = { stop, done: work(AbortSignal.any([signal, stop.signal])) };
      } else if (!isHeld && working !== null) {
        isToldOf = taken !== 'away';
        if (isToldOf) log.warn('this process lost a lease', { lease: name });
        working.stop.abort();
        await working.done;
        working = null;
      }
      if (taken === false && working === null) standsBy();
      const pause = clock.sleep(RENEW_MS, ending);
      await (working === null ? pause : Promise.race([pause, working.done]));
    }
    if (working === null) return;
    await working.done;
    await leases.release(name, holder);
  } finally {
    over.abort();
  }
}

async function takes(leases: Leases, name: string, holder: string, log: Log): Promise<boolean | 'away' | 'failed'> {
  try {
    return await leases.take(name, holder, LEASE_MS);
  } catch (error) {
    if (isOutage(error)) return 'away';
    log.warn('a lease could not be renewed', { lease: name, error: messageOf(error) });
    return 'failed';
  }
}
