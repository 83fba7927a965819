import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { addressDecider } from '../domain/contact/address-opt-outs';
import type { AddressCommand } from '../domain/contact/address-opt-outs';
import { optOutAddress } from '../domain/effect/recipient';
import { addressStream } from '../domain/streams';
import { Ledger } from '../engine/deciding/ledger';
import { ReadModels } from '../engine/projecting/read-models';
import { accountsThatSendAs } from '../engine/projecting/sms-senders';
import type { ToldMessage } from '../ports/provider-calls';

/** What became of it: `unknown` asks for nothing that is known here, or of nobody. */
export type MessageHeard = 'recorded' | 'nothing_new' | 'unknown';

/** Somebody answered to an SMS: a word such as STOP opts the number out, START takes back what such a word did. */
export class HearSms extends Command<MessageHeard> {
  constructor(
    readonly commandId: string,
    readonly message: ToldMessage,
  ) {
    super();
  }
}

/** An answer concerns every account that sends by the sender it went to: whoever wrote it knows only that one. */
@CommandHandler(HearSms)
export class HearSmsHandler implements ICommandHandler<HearSms> {
  constructor(
    private readonly ledger: Ledger,
    private readonly models: ReadModels,
  ) {}

  /** @throws DomainError `not_ready` */
  async execute({ commandId, message }: HearSms): Promise<MessageHeard> {
    const { wish } = message;
    if (wish === null) return 'unknown';
    const accounts = await accountsThatSendAs(this.models, message, await this.ledger.head());
    if (accounts.length === 0) return 'unknown';
    const type = wish === 'out' ? 'OptOutAddress' : 'OptInAddress';
    const address = optOutAddress('sms', message.from);
    const source = 'message' as const;
    const command: AddressCommand = { type, channel: 'sms', address, means: source, source, words: message.words };
    let recorded = 0;
    for (const account of accounts) {
      const context = { account, actor: 'provider:sms', commandId, correlationId: commandId };
      const stream = addressStream(account, 'sms', address);
      const { events } = await this.ledger.execute(context, stream, addressDecider, () => command);
      recorded += events.length;
    }
    return recorded > 0 ? 'recorded' : 'nothing_new';
  }
}
