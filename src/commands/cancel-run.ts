import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../kernel/command-context';
import { Runner } from '../engine/running/runner';
import type { RunAnswer } from '../engine/running/run-answer';

export type { RunAnswer };

export class CancelRun extends Command<RunAnswer> {
  constructor(
    readonly context: CommandContext,
    readonly runId: string,
    readonly reason: string | null,
  ) {
    super();
  }
}

@CommandHandler(CancelRun)
export class CancelRunHandler implements ICommandHandler<CancelRun> {
  constructor(private readonly runner: Runner) {}

  execute({ context, runId, reason }: CancelRun): Promise<RunAnswer> {
    return this.runner.cancel(context, runId, reason);
  }
}
