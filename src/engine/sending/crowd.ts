import type { EffectChannelName } from '../../domain/effect/effect';
import type { AtOnce } from '../../ports/effect-channel';

/**
 * Runs that are decided on or gone on with at the moment, by account, each once. Where they are more than a channel sends at
 * a time, what is decided waits for its turn: after a crash nobody could tell it from what was being sent, so its intent says
 * that nothing was. Where they are fewer, as many as are sent at a time, nobody can tell.
 */
export class Crowd {
  private readonly byAccount = new Map<string, number>();
  private all = 0;

  constructor(private readonly atOnce: readonly (readonly [EffectChannelName, AtOnce])[]) {}

  /** @returns to be called when it is over */
  join(account: string): () => void {
    this.count(account, 1);
    return () => {
      this.count(account, -1);
    };
  }

  /** The channels by which what is decided on for an account is not sent at once. */
  held(account: string): readonly EffectChannelName[] {
    const ofAccount = this.byAccount.get(account) ?? 0;
    return this.atOnce.flatMap(([channel, most]) =>
      this.all > most.all || ofAccount > most.ofAccount ? [channel] : [],
    );
  }

  private count(account: string, change: 1 | -1): void {
    const now = (this.byAccount.get(account) ?? 0) + change;
    if (now === 0) this.byAccount.delete(account);
    else this.byAccount.set(account, now);
    this.all += change;
  }
}
