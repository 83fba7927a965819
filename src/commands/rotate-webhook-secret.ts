import { Inject } from '@nestjs/common';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { accountDecider } from '../domain/account/account';
import { secretOf } from '../domain/effect/webhook-signature';
import { accountStream } from '../domain/streams';
import { Ledger } from '../engine/deciding/ledger';
import { CLOCK } from '../kernel/clock';
import type { Clock } from '../kernel/clock';
import type { CommandContext } from '../kernel/command-context';
import { randomKey } from '../kernel/ids';
import type { Position } from '../kernel/message';

export interface RotatedSecret {
  readonly secret: string;
  /** Until when the one before signs along, null when there was none. ISO 8601. */
  readonly previousSignsUntil: string | null;
  readonly position: Position;
}

export class RotateWebhookSecret extends Command<RotatedSecret> {
  constructor(readonly context: CommandContext) {
    super();
  }
}

@CommandHandler(RotateWebhookSecret)
export class RotateWebhookSecretHandler implements ICommandHandler<RotateWebhookSecret> {
  constructor(
    private readonly ledger: Ledger,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ context }: RotateWebhookSecret): Promise<RotatedSecret> {
    const command = { type: 'RotateWebhookSecret', secret: secretOf(randomKey()), now: this.clock.now() } as const;
    const stream = accountStream(context.account);
    const { state, position } = await this.ledger.execute(context, stream, accountDecider, () => command);
    const { secret, previous } = state.webhookSecret ?? { secret: command.secret, previous: null };
    return { secret, previousSignsUntil: previous?.until ?? null, position };
  }
}
