import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../kernel/command-context';
import { Runner } from '../engine/running/runner';
import type { ResumeAnswer } from '../engine/running/run-answer';

export type { ResumeAnswer };

/** Whoever asks, the run's own stored wake time decides. */
export class ResumeRun extends Command<ResumeAnswer> {
  constructor(
    readonly context: CommandContext,
    readonly runId: string,
    /** Null: whatever wait it is at. */
    readonly waitId: string | null,
  ) {
    super();
  }
}

@CommandHandler(ResumeRun)
export class ResumeRunHandler implements ICommandHandler<ResumeRun> {
  constructor(private readonly runner: Runner) {}

  execute({ context, runId, waitId }: ResumeRun): Promise<ResumeAnswer> {
    return this.runner.resume(context, runId, waitId);
  }
}
