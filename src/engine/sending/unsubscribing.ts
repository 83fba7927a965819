import { addressDecider } from '../../domain/contact/address-opt-outs';
import type { AddressCommand } from '../../domain/contact/address-opt-outs';
import type { RunEvent } from '../../domain/run/events';
import { optOutAddress } from '../../domain/effect/recipient';
import { isOurs, messageOfToken } from '../../domain/effect/unsubscribe-link';
import { addressStream, runStream } from '../../domain/streams';
import { NotFound } from '../../kernel/errors';
import { isId, newId } from '../../kernel/ids';
import type { Facts } from '../deciding/current-facts';
import type { Ledger } from '../deciding/ledger';

/** A mail that went out, or was about to. */
interface SentMail {
  readonly account: string;
  readonly contactId: string;
  /** Whom it went to. */
  readonly to: string;
  readonly correlationId: string | null;
}

/** Addresses of a run's emails by step, and its contact. */
interface MailsOfRun {
  readonly contactId: string;
  readonly to: ReadonlyMap<string, string>;
}

const mailsOfRun = {
  initialState: { contactId: '', to: new Map<string, string>() },
  evolve: (mails: MailsOfRun, event: RunEvent): MailsOfRun => {
    if (event.type !== 'StepStarted' || event.data.request.channel !== 'email') return mails;
    const { stepId, contactId, request } = event.data;
    return { contactId, to: new Map(mails.to).set(stepId, request.to) };
  },
};

/** What whoever has a mail may do by the link in it, whoever that is: it is as good as the mail. */
export class Unsubscribing {
  constructor(
    private readonly ledger: Ledger,
    private readonly facts: Facts,
  ) {}

  /** The address that the mail went to, and whether it has opted out. @throws NotFound for a token that is not ours */
  async look(token: string): Promise<{ readonly to: string; readonly isOptedOut: boolean }> {
    const { account, to } = await this.mailOf(token);
    return { to, isOptedOut: await this.facts.isOptedOut(account, 'email', to) };
  }

  /** Opts the address out; again it changes nothing. @throws NotFound */
  async optOut(token: string): Promise<string> {
    const { account, contactId, to, correlationId } = await this.mailOf(token);
    const address = optOutAddress('email', to);
    const means = 'unsubscribe_link' as const;
    const command: AddressCommand = {
      type: 'OptOutAddress',
      channel: 'email',
      address,
      means,
      source: means,
      contactId,
    };
    const context = { account, actor: means, commandId: newId(), correlationId };
    await this.ledger.execute(context, addressStream(account, 'email', address), addressDecider, () => command);
    return to;
  }

  private async mailOf(token: string): Promise<SentMail> {
    const message = messageOfToken(token);
    if (message === null || !isId(message.runId)) throw new NotFound('link');
    const { account, state, correlationId } = await this.ledger.load(mailsOfRun, runStream(message.runId));
    const to = state.to.get(message.stepId);
    if (account === null || to === undefined) throw new NotFound('link');
    const { linkKey } = await this.facts.account(account);
    if (linkKey === null || !isOurs(token, linkKey, message)) throw new NotFound('link');
    return { account, contactId: state.contactId, to, correlationId };
  }
}
