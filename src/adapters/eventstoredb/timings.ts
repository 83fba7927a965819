/** How long this adapter waits for what, in milliseconds. */
export interface Timings {
  /** For any answer while appends wait for theirs; then they are repeated. */
  readonly appendMs: number;
  /** For all of one page of a read. */
  readonly readMs: number;
  /** How often a call is made before it is given up. */
  readonly attempts: number;
  /** Before a call is repeated, or a subscription is made anew; doubled each time, up to `longestPauseMs`. */
  readonly pauseMs: number;
  readonly longestPauseMs: number;
  /** How long a subscription may give no sign of life before another takes its place. */
  readonly quietMs: number;
}

/**
 * A call outlives a server that is away for five seconds, and a connection that died without a word, which the driver
 * notices after 17 to 20.
 */
export const TIMINGS: Timings = {
  appendMs: 3_000,
  readMs: 10_000,
  attempts: 6,
  pauseMs: 250,
  longestPauseMs: 2_000,
  quietMs: 20_000,
};
