import { randomBytes } from 'node:crypto';
import type { Clock } from '../../kernel/clock';
import { isSame } from './session-seal';

/** How long a link is good, in milliseconds. */
const GOOD_MS = 15 * 60_000;

/** A token that signs in once, for who first starts the service: kept in memory only. */
export class SignInLink {
  private offered: { readonly token: string; readonly until: number } | null = null;

  constructor(private readonly clock: Clock) {}

  /** 43 characters, 256 bits. One offered before is good no more. */
  offer(): string {
    const token = randomBytes(32).toString('base64url');
    this.offered = { token, until: this.clock.now() + GOOD_MS };
    return token;
  }

  /** Whether it is the one that was offered; the next time it is not. */
  take(token: string): boolean {
    if (this.offered === null || !isSame(token, this.offered.token)) return false;
    const { until } = this.offered;
    this.offered = null;
    return this.clock.now() < until;
  }
}
