import { SHARDS } from '../../../projections/shard';
import type { Clock } from '../../kernel/clock';
import { messageOf } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import { isOutage } from '../../ports/availability';
import type { Leases } from '../../ports/leases';
import type { HeldShards } from './due-work';
import { LEASE_MS, RENEW_MS } from './held-lease';

const PROCESS = 'engine/';
const SHARD = 'shard/';

/**
 * A fair part of the shards: every engine process makes itself known by a lease of its own, and holds no more shards
 * than one of so many. When a process dies, its leases end and the others take its shards.
 */
export class LeasedShards implements HeldShards {
  /** Until when each shard is surely this process's, by its own clock. */
  private readonly until = new Map<string, number>();

  constructor(
    private readonly leases: Leases,
    private readonly process: string,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  held(): readonly string[] {
    const now = this.clock.now();
    return SHARDS.filter((shard) => now < (this.until.get(shard) ?? 0));
  }

  /** Until the signal is aborted; then its shards are anybody's at once. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.renew();
      } catch (error) {
        if (!isOutage(error)) this.log.warn('the leases of shards could not be renewed', { error: messageOf(error) });
      }
      await this.clock.sleep(RENEW_MS, signal);
    }
    await this.leave();
  }

  /** One round: keep a fair part, give back what is more, take what is missing and free. */
  async renew(): Promise<void> {
    await this.leases.take(`${PROCESS}${this.process}`, this.process, LEASE_MS);
    const processes = await this.leases.held(PROCESS);
    const fair = Math.ceil(SHARDS.length / Math.max(1, processes.length));
    const mine = this.held();
    for (const shard of mine.slice(fair)) await this.giveBack(shard);
    const others = SHARDS.filter((shard) => !mine.includes(shard));
    for (const shard of [...mine.slice(0, fair), ...others]) {
      if (!mine.includes(shard) && this.held().length >= fair) return;
      await this.take(shard);
    }
  }

  private async take(shard: string): Promise<void> {
    const asked = this.clock.now();
    const taken = await this.leases.take(`${SHARD}${shard}`, this.process, LEASE_MS);
    if (taken) this.until.set(shard, asked + LEASE_MS);
    else this.until.delete(shard);
  }

  private async giveBack(shard: string): Promise<void> {
    this.until.delete(shard);
    await this.leases.release(`${SHARD}${shard}`, this.process);
  }

  private async leave(): Promise<void> {
    try {
      for (const shard of this.held()) await this.giveBack(shard);
      await this.leases.release(`${PROCESS}${this.process}`, this.process);
    } catch (error) {
      if (!isOutage(error))
        this.log.warn('leases were not given back, and end by themselves', { error: messageOf(error) });
    }
  }
}
