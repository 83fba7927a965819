import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { Scheduler } from '../engine/due-work/scheduler';
import type { WokenRuns } from '../engine/due-work/scheduler';

export type { WokenRuns };

/** Resumes the runs whose wait is over, oldest first. */
export class ResumeDue extends Command<WokenRuns> {
  constructor(
    /** Null: of all accounts. */
    readonly account: string | null,
    readonly limit: number,
  ) {
    super();
  }
}

@CommandHandler(ResumeDue)
export class ResumeDueHandler implements ICommandHandler<ResumeDue> {
  constructor(private readonly scheduler: Scheduler) {}

  execute({ account, limit }: ResumeDue): Promise<WokenRuns> {
    return this.scheduler.resumeDue(account, limit);
  }
}
