import type { Brake } from '../../domain/templates/render-budget';

/** Far beyond what the counted work of a decision takes, also on a machine that is busy. */
const MAX_MS = 5_000;

/** The emergency brake of one decision, of real time from its first look at it, whatever the clock of the decision says. */
export function brake(): Brake {
  let from: number | null = null;
  return () => performance.now() - (from ??= performance.now()) > MAX_MS;
}
