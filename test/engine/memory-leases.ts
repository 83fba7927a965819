import type { Clock } from '../../src/kernel/clock';
import { StoreUnavailable } from '../../src/ports/availability';
import type { Leases } from '../../src/ports/leases';

/** Leases that a test can cut a process off from. */
export class MemoryLeases implements Leases {
  private readonly leases = new Map<string, { readonly holder: string; readonly until: number }>();
  /** Holders whose calls get no answer. */
  readonly cutOff = new Set<string>();
  /** The store is known not to answer anybody. */
  isAway = false;

  constructor(private readonly clock: Clock) {}

  take(name: string, holder: string, ttlMs: number): Promise<boolean> {
    if (this.isAway) return Promise.reject(new StoreUnavailable('read store', 'it was away before'));
    if (this.cutOff.has(holder)) return Promise.reject(new Error('no answer'));
    const lease = this.leases.get(name);
    const now = this.clock.now();
    if (lease !== undefined && lease.holder !== holder && lease.until > now) return Promise.resolve(false);
    this.leases.set(name, { holder, until: now + ttlMs });
    return Promise.resolve(true);
  }

  release(name: string, holder: string): Promise<void> {
    if (this.cutOff.has(holder)) return Promise.reject(new Error('no answer'));
    if (this.leases.get(name)?.holder === holder) this.leases.delete(name);
    return Promise.resolve();
  }

  held(prefix: string, ms = 0): Promise<readonly string[]> {
    const since = this.clock.now() - ms;
    const held = [...this.leases].filter(([name, { until }]) => name.startsWith(prefix) && until > since);
    return Promise.resolve(held.map(([name]) => name));
  }
}

/** Until everything has happened that can happen without time passing. */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < 10; turns++) await new Promise(setImmediate);
}
