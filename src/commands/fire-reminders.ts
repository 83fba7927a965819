import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { Scheduler } from '../engine/due-work/scheduler';
import type { FiredReminders } from '../engine/due-work/scheduler';

export type { FiredReminders };

/** Fires the reminders that are due, oldest first. */
export class FireReminders extends Command<FiredReminders> {
  constructor(
    /** Null: of all accounts. */
    readonly account: string | null,
    readonly limit: number,
  ) {
    super();
  }
}

@CommandHandler(FireReminders)
export class FireRemindersHandler implements ICommandHandler<FireReminders> {
  constructor(private readonly scheduler: Scheduler) {}

  execute({ account, limit }: FireReminders): Promise<FiredReminders> {
    return this.scheduler.fireReminders(account, limit);
  }
}
