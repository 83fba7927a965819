import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { accountDecider } from '../domain/account/account';
import type { AccountSettings } from '../domain/account/settings';
import { accountStream } from '../domain/streams';
import type { CommandContext } from '../kernel/command-context';
import { Ledger } from '../engine/deciding/ledger';
import type { Position } from '../kernel/message';

export class ChangeSettings extends Command<{ settings: AccountSettings; position: Position }> {
  constructor(
    readonly context: CommandContext,
    readonly settings: AccountSettings,
  ) {
    super();
  }
}

@CommandHandler(ChangeSettings)
export class ChangeSettingsHandler implements ICommandHandler<ChangeSettings> {
  constructor(private readonly ledger: Ledger) {}

  async execute({ context, settings }: ChangeSettings): Promise<{ settings: AccountSettings; position: Position }> {
    const command = { type: 'ChangeSettings', settings } as const;
    const stream = accountStream(context.account);
    const { state, position } = await this.ledger.execute(context, stream, accountDecider, () => command);
    return { settings: state.settings, position };
  }
}
