import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { contactDecider } from '../domain/contact/opt-outs';
import type { OptOutChannel } from '../domain/contact/events';
import { contactStream } from '../domain/streams';
import type { CommandContext } from '../kernel/command-context';
import { Ledger } from '../engine/deciding/ledger';
import type { Position } from '../kernel/message';

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

@CommandHandler(ChangeOptOut)
export class ChangeOptOutHandler implements ICommandHandler<ChangeOptOut> {
  constructor(private readonly ledger: Ledger) {}

  async execute({ context, contactId, channel, change }: ChangeOptOut): Promise<OptOutAnswer> {
    const stream = contactStream(context.account, contactId);
    const command = { type: change, contactId, channel, source: context.actor } as const;
    const { state, position } = await this.ledger.execute(context, stream, contactDecider, () => command);
    return { contactId, optOuts: [...state].sort(), position };
  }
}
