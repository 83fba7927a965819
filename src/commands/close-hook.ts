import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { hook, hookIdOf } from '../domain/hook/hook';
import { hookStream } from '../domain/streams';
import { Ledger } from '../engine/deciding/ledger';
import type { CommandContext } from '../kernel/command-context';
import { NotFound } from '../kernel/errors';
import type { Position } from '../kernel/message';

export interface ClosedHook {
  readonly hookId: string;
  readonly position: Position;
}

/** From now on it takes no call; closing it twice answers the same. */
export class CloseHook extends Command<ClosedHook> {
  constructor(
    readonly context: CommandContext,
    readonly tokenOrId: string,
  ) {
    super();
  }
}

@CommandHandler(CloseHook)
export class CloseHookHandler implements ICommandHandler<CloseHook> {
  constructor(private readonly ledger: Ledger) {}

  /** @throws NotFound also when it is another account's */
  async execute({ context, tokenOrId }: CloseHook): Promise<ClosedHook> {
    const hookId = hookIdOf(tokenOrId);
    const stream = hookStream(hookId);
    if ((await this.ledger.load(hook, stream)).account !== context.account) throw new NotFound('hook');
    const { position } = await this.ledger.execute(context, stream, hook, () => ({ type: 'CloseHook' }) as const);
    return { hookId, position };
  }
}
