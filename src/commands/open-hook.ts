import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { hook, hookIdOf, sharedSecretHash, tokenOf } from '../domain/hook/hook';
import type { NewHook } from '../domain/hook/parse-hook';
import { hookStream } from '../domain/streams';
import { Ledger } from '../engine/deciding/ledger';
import type { CommandContext } from '../kernel/command-context';
import { randomKey } from '../kernel/ids';
import type { Position } from '../kernel/message';

export interface OpenedHook {
  readonly hookId: string;
  readonly token: string;
  readonly position: Position;
}

/** A new hook; its token is told this once. */
export class OpenHook extends Command<OpenedHook> {
  constructor(
    readonly context: CommandContext,
    readonly asked: NewHook,
  ) {
    super();
  }
}

@CommandHandler(OpenHook)
export class OpenHookHandler implements ICommandHandler<OpenHook> {
  constructor(private readonly ledger: Ledger) {}

  async execute({ context, asked }: OpenHook): Promise<OpenedHook> {
    const { mapping, sharedSecret, signingSecret } = asked;
    const token = tokenOf(randomKey());
    const opened = {
      hookId: hookIdOf(token),
      mapping,
      ...(sharedSecret === undefined ? {} : { sharedSecretHash: sharedSecretHash(sharedSecret) }),
      ...(signingSecret === undefined ? {} : { signingSecret }),
    };
    const stream = hookStream(opened.hookId);
    const { position } = await this.ledger.execute(
      context,
      stream,
      hook,
      () => ({ type: 'OpenHook', opened }) as const,
    );
    return { hookId: opened.hookId, token, position };
  }
}
