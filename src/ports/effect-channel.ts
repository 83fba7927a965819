import type { EffectChannelName, EffectOutcome, EffectRequest } from '../domain/effect/effect';

/** What goes with a request at the moment of sending. */
export interface Sending {
  readonly idempotencyKey: string;
  readonly account: string;
  readonly contactId: string;
  readonly runId: string;
  readonly stepId: string;
  /** Whom it comes from as the account says; null: it says nothing. */
  readonly from: string | null;
  /** What to sign with, each of them; none: it is not signed. */
  readonly secrets: readonly string[];
  /** Where whoever gets an email may opt out of more; null: nowhere. */
  readonly unsubscribeUrl: string | null;
}

/**
 * It may have been sent and may have not. The message is for the ledger and for people: of ours, nothing that the other side
 * said.
 */
export class OutcomeUnknown extends Error {
  /** @param trouble what it says of the channel as a whole, as in an outcome */
  constructor(
    message: string,
    readonly trouble: string | null,
  ) {
    super(message);
    this.name = 'OutcomeUnknown';
  }
}

/** How many are sent at a time: of all accounts together, and of one of them. */
export interface AtOnce {
  readonly all: number;
  readonly ofAccount: number;
}

/** A way out of the system: an SMS or email provider, the webhook client, or the outbox. */
export interface EffectChannel {
  /** A second send under the same idempotency key sends nothing and answers as the first did. */
  readonly honoursKeys: boolean;
  /** Milliseconds within which `send` answers, whatever the other side does. */
  readonly timeoutMs: number;
  /** Bounds what it keeps open: nobody sends more. Without it: any number. */
  readonly atOnce?: AtOnce;
  /** What the other side refuses is a failed outcome; a rejection, `OutcomeUnknown`, that it may have been sent. */
  send(request: EffectRequest, sending: Sending): Promise<EffectOutcome>;
  /** Tries the way out without sending anything: what is wrong with it as a whole, null when nothing is. Never rejects. */
  check?(): Promise<string | null>;
  /** Lets go of what it keeps open; nothing is being sent any more. */
  close?(): void;
}

export type Channels = Readonly<Record<EffectChannelName, EffectChannel>>;
