import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import type { KnownOutcome } from '../domain/run/events';
import { Settlements } from '../engine/sending/settlements';
import type { CommandContext } from '../kernel/command-context';
import type { Position } from '../kernel/message';

export interface SettledOutcome {
  readonly runId: string;
  readonly stepId: string;
  readonly outcome: KnownOutcome;
  readonly position: Position;
}

/** Somebody knows what became of an effect whose outcome is unknown. */
export class SettleOutcome extends Command<SettledOutcome> {
  constructor(
    readonly context: CommandContext,
    readonly runId: string,
    readonly stepId: string,
    readonly outcome: KnownOutcome,
    readonly reason: string,
  ) {
    super();
  }
}

@CommandHandler(SettleOutcome)
export class SettleOutcomeHandler implements ICommandHandler<SettleOutcome> {
  constructor(private readonly settlements: Settlements) {}

  /** @throws NotFound; DomainError `outcome_not_unknown`, `already_settled` */
  async execute({ context, runId, stepId, outcome, reason }: SettleOutcome): Promise<SettledOutcome> {
    const position = await this.settlements.settle(context, runId, { stepId, outcome, reason });
    return { runId, stepId, outcome, position };
  }
}
