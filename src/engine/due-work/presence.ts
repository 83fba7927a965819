import type { Clock } from '../../kernel/clock';
import { messageOf } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import { START } from '../../kernel/message';
import type { Position } from '../../kernel/message';
import { isOutage } from '../../ports/availability';
import type { EventStore } from '../../ports/event-store';
import type { Leases } from '../../ports/leases';
import { LEASE_MS, RENEW_MS } from './held-lease';

/** A process that takes commands or does due work is known by a lease of this name, and gives it back when it is done. */
const PROCESS = 'process/';
/** What is held by whoever works, also by a process of an older version that does not say that it is there. */
const AT_WORK = ['engine/', 'shard/', 'projector'];
/** With the log's identity: who was there has been kept since it was first taken. */
const KEPT_SINCE = 'kept-since/';
/**
 * How long a process that did not give its lease back may still have an effect under way, in milliseconds: longer than
 * the longest deadline of an intent, which is that of a webhook. By the clock of the leases' store.
 */
export const UNDER_WAY_MS = 900_000;
const EVER_MS = 1e12;

/** Whether somebody does due work or folds. */
export const isAnybodyAtWork = async (leases: Leases): Promise<boolean> =>
  (await Promise.all(AT_WORK.map((prefix) => leases.held(prefix)))).flat().length > 0;

/** That this process is there, so that one that begins can know whether it is alone. */
export class Presence {
  constructor(
    private readonly leases: Leases,
    private readonly process: string,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * To be called before the process does anything.
   * @returns up to where everything that was begun is of processes that have ended in order; START in any doubt
   */
  async begin(events: Pick<EventStore, 'head' | 'identity'>): Promise<Position> {
    const name = `${PROCESS}${this.process}`;
    await this.leases.take(name, this.process, LEASE_MS);
    // whoever begins after this finds this process, and whoever began before it is found
    const head = await events.head();
    const isKept = await this.isKept(await events.identity(), head);
    const known = await Promise.all([PROCESS, ...AT_WORK].map((prefix) => this.leases.held(prefix, UNDER_WAY_MS)));
    const isAlone = known.flat().every((one) => one === name);
    return isKept && isAlone ? head : START;
  }

  /** Until the signal is aborted: by then the process has ended its work. */
  async run(signal: AbortSignal): Promise<void> {
    const name = `${PROCESS}${this.process}`;
    while (!signal.aborted) {
      await this.guarded(() => this.leases.take(name, this.process, LEASE_MS));
      await this.clock.sleep(RENEW_MS, signal);
    }
    await this.guarded(() => this.leases.release(name, this.process));
  }

  /**
   * Whether the leases tell of every process that may have something under way: not while they were begun, or lost, just
   * now, beside a log that was there before.
   */
  private async isKept(identity: string, head: Position): Promise<boolean> {
    const name = `${KEPT_SINCE}${identity}`;
    if ((await this.leases.held(name, EVER_MS)).length === 0)
      await this.leases.take(name, this.process, head === START ? 0 : UNDER_WAY_MS);
    return (await this.leases.held(name)).length === 0;
  }

  private async guarded(call: () => Promise<unknown>): Promise<void> {
    try {
      await call();
    } catch (error) {
      if (!isOutage(error)) this.log.warn('that this process is there could not be told', { error: messageOf(error) });
    }
  }
}
