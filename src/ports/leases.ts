/**
 * Which of many processes does what. A lease is an economy, never the safety: whoever believes to hold one that is over,
 * because it was paused or cut off, meets the fence of what it writes to (the revision of a stream, the position of a
 * document) and changes nothing.
 *
 * Promises that every adapter keeps (test/adapters/mongodb/leases.test.ts):
 * - At one time of the store's clock, a name has one holder at most.
 * - A lease ends `ttlMs` after it was last taken, or when it is released; anybody can take it then.
 */
export interface Leases {
  /** Takes or keeps the lease. @returns whether it is the holder's now */
  take(name: string, holder: string, ttlMs: number): Promise<boolean>;

  /** Gives it back, if it is the holder's. */
  release(name: string, holder: string): Promise<void>;

  /** The names with this prefix that somebody holds, or held until `ms` ago at the latest and did not give back. */
  held(prefix: string, ms?: number): Promise<readonly string[]>;
}
