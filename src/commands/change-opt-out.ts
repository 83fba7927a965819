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
  /**
   * Whether it was done for the contact's phone or email too, whichever contact has that; not_known_yet: the read models
   * have not got as far as the log was, or are away, and what a later one tells is not included.
   */
  readonly address: OptOutAddress;
  readonly position: Position;
}

export type OptOutAddress = 'included' | 'none' | 'not_known_yet';

/** How long what the log told of a contact before is waited for, in milliseconds. */
const PATIENCE_MS = 5_000;

interface Whereabouts {
  /** Null: it has none, as far as is known. */
  readonly to: string | null;
  readonly isUpToDate: boolean;
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
 * What is said of a contact holds for the address that it has, whichever contact has that too: what the log told of it
 * before is waited for. Where that does not come in time it holds for the contact in any case, and the answer says so.
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
    const { to, isUpToDate } = await this.whereaboutsOf(context.account, contactId, channel);
    const included = to === null ? 'none' : 'included';
    const answer = { contactId, optOuts: [...state].sort(), address: isUpToDate ? included : 'not_known_yet' } as const;
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

  /** Where it was reached last. */
  private async whereaboutsOf(account: string, contactId: string, channel: OptOutChannel): Promise<Whereabouts> {
    const key = contactKey(account, contactId);
    const hasCaughtUp = await this.catchesUp(await this.ledger.head());
    try {
      const entry = (await this.models.contacts.get([key])).get(key)?.document;
      const to = entry?.kind !== 'contact' ? null : channel === 'sms' ? entry.phone : entry.email;
      const isReachable = to !== null && checkRecipient(channel, to) === null;
      return { to: isReachable ? to : null, isUpToDate: hasCaughtUp };
    } catch (error) {
      if (isOutage(error)) return { to: null, isUpToDate: false };
      throw error;
    }
  }

  /** In time, and only where it goes on at all. */
  private catchesUp(head: Position): Promise<boolean> {
    const { contacts, progress } = this.models;
    const { name } = contacts.shape;
    const goesOn = progress.trouble === null && progress.failures.every(({ projection }) => projection !== name);
    return progress.reached([name], head, goesOn ? PATIENCE_MS : 0);
  }
}
