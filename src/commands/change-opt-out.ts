import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { contactDecider } from '../domain/contact/opt-outs';
import type { OptOutChannel } from '../domain/contact/events';
import { addressDecider } from '../domain/contact/address-opt-outs';
import type { AddressCommand } from '../domain/contact/address-opt-outs';
import { checkRecipient, optOutAddress } from '../domain/effect/recipient';
import { addressStream, contactStream } from '../domain/streams';
import { partOf } from '../kernel/command-context';
import type { CommandContext } from '../kernel/command-context';
import { Ledger } from '../engine/deciding/ledger';
import { ReadModels } from '../engine/projecting/read-models';
import { contactKey } from '../../projections/contacts';
import { latest } from '../kernel/message';
import type { Position } from '../kernel/message';
import { isOutage } from '../ports/availability';

export interface OptOutAnswer {
  readonly contactId: string;
  readonly optOuts: readonly OptOutChannel[];
  readonly position: Position;
}

export class ChangeOptOut extends Command<OptOutAnswer> {
  constructor(
    readonly context: CommandContext,
    readonly contactId: string,
    readonly channel: OptOutChannel,
    readonly change: 'OptOut' | 'OptIn',
  ) {
    super();
  }
}

/**
 * What is said of a contact holds for the address that it is known to have, whichever contact has that too. While the read
 * models are away none is known: then it holds for the contact, as the answer says.
 */
@CommandHandler(ChangeOptOut)
export class ChangeOptOutHandler implements ICommandHandler<ChangeOptOut> {
  constructor(
    private readonly ledger: Ledger,
    private readonly models: ReadModels,
  ) {}

  async execute({ context, contactId, channel, change }: ChangeOptOut): Promise<OptOutAnswer> {
    const stream = contactStream(context.account, contactId);
    const command = { type: change, contactId, channel, source: context.actor } as const;
    const { state, position } = await this.ledger.execute(context, stream, contactDecider, () => command);
    const answer = { contactId, optOuts: [...state].sort() };
    const to = await this.addressOf(context.account, contactId, channel);
    if (to === null) return { ...answer, position };
    const address = optOutAddress(channel, to);
    const ofAddress: AddressCommand = {
      type: change === 'OptOut' ? 'OptOutAddress' : 'OptInAddress',
      channel,
      address,
      means: 'by_hand',
      source: context.actor,
      contactId,
    };
    const decided = await this.ledger.execute(
      partOf(context, 'address'),
      addressStream(context.account, channel, address),
      addressDecider,
      () => ofAddress,
    );
    return { ...answer, position: latest(position, decided.position) };
  }

  /** Where it was reached last, as far as that is known. */
  private async addressOf(account: string, contactId: string, channel: OptOutChannel): Promise<string | null> {
    const key = contactKey(account, contactId);
    const entry = (await this.documentsOf(key)).get(key)?.document;
    const to = entry?.kind !== 'contact' ? null : channel === 'sms' ? entry.phone : entry.email;
    return to !== null && checkRecipient(channel, to) === null ? to : null;
  }

  private async documentsOf(key: string): ReturnType<ReadModels['contacts']['get']> {
    try {
      return await this.models.contacts.get([key]);
    } catch (error) {
      if (isOutage(error)) return new Map();
      throw error;
    }
  }
}
