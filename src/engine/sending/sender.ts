import type { AccountState } from '../../domain/account/account';
import { signingSecrets } from '../../domain/account/webhook-secret';
import type { RunStarted, StepStarted } from '../../domain/run/events';
import { addressDecider } from '../../domain/contact/address-opt-outs';
import type { AddressCommand } from '../../domain/contact/address-opt-outs';
import { optOutAddress } from '../../domain/effect/recipient';
import { runDecider } from '../../domain/run/run';
import { isEnded } from '../../domain/run/run-state';
import { addressStream, runStream } from '../../domain/streams';
import { allThere, whenThere } from '../../kernel/at-hand';
import type { AtHand } from '../../kernel/at-hand';
import type { Clock } from '../../kernel/clock';
import { EFFECT_CHANNELS } from '../../domain/effect/effect';
import type { EffectChannelName, EffectOutcome } from '../../domain/effect/effect';
import { unsubscribeUrl } from '../../domain/effect/unsubscribe-link';
import { messageOf } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import { OutcomeUnknown } from '../../ports/effect-channel';
import type { AtOnce, Channels, EffectChannel, Sending } from '../../ports/effect-channel';
import type { Ends } from '../../ports/event-store';
import type { Meter } from '../../ports/meter';
import type { CommandContext } from '../../kernel/command-context';
import type { Facts } from '../deciding/current-facts';
import type { Ledger } from '../deciding/ledger';
import type { ChannelHealth } from './channel-health';
import { Places } from './places';
import type { Place } from './places';
import type { NoRoomYet, RateLimits } from './rate-limits';

/** What came of an intent; null: its lease ran out before anything was sent, and it is somebody else's to send now. */
export type Performed = EffectOutcome | NoRoomYet | null;

type Begin = () => Promise<StepStarted | null>;

/** From an intent to its outcome: opt-outs and rate limits at the last moment, then the channel. */
export class Sender {
  private readonly places: Readonly<Record<EffectChannelName, Places | null>>;
  private isDraining = false;
  /** How many go out at a time, by channel; of those that honour keys it is all the same what waits. */
  readonly atOnce: readonly (readonly [EffectChannelName, AtOnce])[];

  constructor(
    private readonly ledger: Ledger,
    private readonly facts: Facts,
    private readonly limits: RateLimits,
    private readonly channels: Channels,
    private readonly health: ChannelHealth,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly meter: Pick<Meter, 'effect'>,
  ) {
    const placesOf = ({ atOnce }: EffectChannel): Places | null =>
      atOnce === undefined ? null : new Places(atOnce, clock);
    this.atOnce = EFFECT_CHANNELS.flatMap((name) => {
      const { atOnce, honoursKeys } = channels[name];
      return atOnce === undefined || honoursKeys ? [] : [[name, atOnce] as const];
    });
    this.places = { sms: placesOf(channels.sms), email: placesOf(channels.email), webhook: placesOf(channels.webhook) };
  }

  /** Nothing is sent any more that is not being sent. */
  drain(): void {
    this.isDraining = true;
    for (const places of Object.values(this.places)) places?.close();
  }

  /** Nothing is sent any more. */
  get hasDrained(): boolean {
    return this.isDraining;
  }

  honoursKeys(channel: StepStarted['stepType']): boolean {
    return this.channels[channel].honoursKeys;
  }

  /**
   * @param begin records of an intent that waits for its turn that from now on it may have been sent; null when it is not
   *              this process's any more
   */
  async perform(context: CommandContext, run: RunStarted, intent: StepStarted, begin: Begin): Promise<Performed> {
    const place = await this.placeFor(context.account, intent);
    if (place === null) return this.withoutTurn(intent);
    try {
      const performed =
        (place.hasWaited ? await this.cancelled(intent) : null) ?? (await this.comesOf(context, run, intent, begin));
      if (isOutcome(performed)) this.meter.effect(intent.stepType, outcomeName(performed));
      return performed;
    } finally {
      place.leave();
    }
  }

  /** Null when none came free for as long as there is time to send it. */
  private placeFor(account: string, { stepType, deadline }: StepStarted): Promise<Place | null> {
    const patienceMs = Date.parse(deadline) - this.channels[stepType].timeoutMs - this.clock.now();
    return this.places[stepType]?.take(account, patienceMs) ?? Promise.resolve(ROOM);
  }

  /** A channel that does not work is not waited for any longer; for one that does the lease is renewed. */
  private withoutTurn({ stepType }: StepStarted): EffectOutcome | null {
    const degraded = this.health.list.find(({ channel }) => channel === stepType);
    if (degraded === undefined || this.isDraining) return null;
    const message = `not sent, while others were not: ${degraded.cause}`;
    return { status: 'failed', error: { code: 'provider_error', message }, output: {} };
  }

  /** Of a run that was cancelled while its message waited for a place nothing is sent. */
  private async cancelled({ runId }: StepStarted): Promise<EffectOutcome | null> {
    const { state } = await this.ledger.load(runDecider, runStream(runId));
    return isEnded(state) ? { status: 'skipped', reason: 'cancelled' } : null;
  }

  private async comesOf(
    context: CommandContext,
    run: RunStarted,
    intent: StepStarted,
    begin: Begin,
  ): Promise<Performed> {
    const ends = await this.facts.look();
    const looks = allThere(
      this.facts.account(context.account, ends),
      this.optedOut(context.account, run.contactId, intent, ends),
    );
    const [account, optedOut] = await looks;
    const refusal = optedOut ?? (await this.limits.admit(context, account.settings, run.contactId, intent));
    if (refusal !== null) return refusal;
    const { timeoutMs } = this.channels[intent.stepType];
    if (this.clock.now() + timeoutMs > Date.parse(intent.deadline)) return null;
    const begun = intent.unsent === true ? await begin() : intent;
    if (begun === null) return this.cancelled(intent);
    const outcome = await this.send(context, account, run.contactId, begun);
    if (outcome.status === 'skipped') await this.optOutOfProvider(context, run, intent);
    return outcome;
  }

  /** Of the contact, and of the address whichever contact has it. */
  private optedOut(
    account: string,
    contactId: string,
    { request }: StepStarted,
    ends: Ends,
  ): AtHand<EffectOutcome | null> {
    if (request.channel === 'webhook') return null;
    const { channel, to } = request;
    const looks = allThere(
      this.facts.optOuts(account, contactId, ends),
      this.facts.isOptedOut(account, channel, to, ends),
    );
    return whenThere(looks, ([ofContact, ofAddress]) =>
      ofContact.has(channel) || ofAddress ? { status: 'skipped', reason: `${channel}_opt_out` } : null,
    );
  }

  private async send(
    context: CommandContext,
    ofAccount: AccountState,
    contactId: string,
    intent: StepStarted,
  ): Promise<EffectOutcome> {
    const { account, correlationId } = context;
    const { request, idempotencyKey, stepType, runId, stepId } = intent;
    const says = this.saysOf(ofAccount, stepType);
    const unsubscribeUrl = stepType === 'email' ? await this.unsubscribeUrl(account, intent) : null;
    try {
      const sending = { idempotencyKey, account, contactId, runId, stepId, ...says, unsubscribeUrl };
      const outcome = await this.channels[stepType].send(request, sending);
      this.health.tell(stepType, outcome);
      return outcome;
    } catch (error) {
      return unknown(this.told(error, intent, correlationId));
    }
  }

  /** The provider knows of an opt-out: so does the account from now on. Should that not be recorded, it will say so again. */
  private async optOutOfProvider(
    context: CommandContext,
    { contactId }: RunStarted,
    { request, idempotencyKey }: StepStarted,
  ): Promise<void> {
    if (request.channel === 'webhook') return;
    const { channel } = request;
    const address = optOutAddress(channel, request.to);
    const means = 'provider' as const;
    const command: AddressCommand = { type: 'OptOutAddress', channel, address, means, source: means, contactId };
    const cause = { ...context, commandId: `${idempotencyKey}/opt-out` };
    try {
      const stream = addressStream(context.account, channel, address);
      await this.ledger.execute(cause, stream, addressDecider, () => command);
    } catch (error) {
      const { correlationId } = context;
      this.log.warn('an opt-out at the provider could not be recorded', {
        channel,
        correlationId,
        error: messageOf(error),
      });
    }
  }

  /** What an account says of what goes out by a channel: whom it comes from, and what it is signed with. */
  private saysOf(
    { settings, webhookSecret }: AccountState,
    channel: EffectChannelName,
  ): Pick<Sending, 'from' | 'secrets'> {
    switch (channel) {
      case 'webhook':
        return { from: null, secrets: signingSecrets(webhookSecret, this.clock.now()) };
      case 'email':
        return { from: settings.emailFrom ?? null, secrets: [] };
      case 'sms':
        return { from: settings.smsFrom ?? null, secrets: [] };
    }
  }

  private async unsubscribeUrl(account: string, intent: StepStarted): Promise<string | null> {
    const links = await this.facts.links(account);
    return links === null ? null : unsubscribeUrl(links, intent);
  }

  /** What is known of an outcome that is not. */
  private told(error: unknown, { runId, stepId, stepType }: StepStarted, correlationId: string | null): string {
    if (error instanceof OutcomeUnknown) {
      if (error.trouble !== null) this.health.trouble(stepType, error.trouble);
      return error.message;
    }
    // what a driver says may repeat what it was to send
    this.log.warn('the outcome of an effect is unknown', { runId, stepId, correlationId, error: nameOf(error) });
    return 'may have been sent: no answer came';
  }
}

/** Whether the step is over by it. */
export const isOutcome = (performed: Performed): performed is EffectOutcome =>
  performed !== null && performed.status !== 'no_room_yet';

/** Where any number is sent at a time. */
const ROOM: Place = { hasWaited: false, leave: () => undefined };

const unknown = (message: string): EffectOutcome => ({
  status: 'failed',
  error: { code: 'outcome_unknown', message },
  output: {},
});

const nameOf = (error: unknown): string => {
  const { name, code } = error as { readonly name?: unknown; readonly code?: unknown };
  return [name, code].filter((one) => typeof one === 'string').join(' ');
};

const outcomeName = (outcome: EffectOutcome): string =>
  outcome.status === 'failed' ? outcome.error.code : outcome.status;
