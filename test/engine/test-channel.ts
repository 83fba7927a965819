import type { EffectOutcome, EffectRequest } from '../../src/domain/effect/effect';
import type { EffectChannel, Sending } from '../../src/ports/effect-channel';
import { until } from '../until';

export const SENT: EffectOutcome = { status: 'completed', output: { via: 'test' } };

/** A provider that keeps what it was asked to send, and answers as told. */
export class TestChannel implements EffectChannel {
  readonly timeoutMs = 1_000;
  readonly asked: { readonly request: EffectRequest; readonly key: string }[] = [];
  /** So many of the next sends get no answer until `answers`. */
  holds = 0;
  private readonly held: ((outcome: EffectOutcome) => void)[] = [];

  constructor(
    readonly honoursKeys = false,
    private readonly outcome: () => EffectOutcome | Promise<EffectOutcome> = () => SENT,
  ) {}

  async send(request: EffectRequest, { idempotencyKey: key }: Sending): Promise<EffectOutcome> {
    this.asked.push({ request, key });
    if (this.holds === 0) return this.outcome();
    this.holds -= 1;
    return new Promise((resolve) => {
      this.held.push(resolve);
    });
  }

  /** To all that it held back. */
  answers(outcome = SENT): void {
    for (const answer of this.held.splice(0)) answer(outcome);
  }

  hasBeenAsked(times: number): Promise<void> {
    return until(`it has been asked ${times} times`, () => this.asked.length >= times);
  }
}
