import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import type { FanOutAnswer } from '../engine/enrolling/fan-out';
import { HookIntake } from '../engine/enrolling/hook-intake';
import type { HookCall } from '../engine/enrolling/hook-intake';
import type { DomainError } from '../kernel/errors';

export type { HookCall };

/** A call of an inbound hook, by whoever has its token. */
export class TakeHookCall extends Command<FanOutAnswer> {
  constructor(
    readonly token: string,
    readonly call: HookCall,
  ) {
    super();
  }
}

@CommandHandler(TakeHookCall)
export class TakeHookCallHandler implements ICommandHandler<TakeHookCall> {
  constructor(private readonly intake: HookIntake) {}

  execute({ token, call }: TakeHookCall): Promise<FanOutAnswer> {
    return this.intake.take(token, call);
  }
}

/** A call that HTTP did not let through to its hook. */
export class RefuseHookCall extends Command<void> {
  constructor(
    readonly token: string,
    readonly error: DomainError,
  ) {
    super();
  }
}

@CommandHandler(RefuseHookCall)
export class RefuseHookCallHandler implements ICommandHandler<RefuseHookCall> {
  constructor(private readonly intake: HookIntake) {}

  execute({ token, error }: RefuseHookCall): Promise<void> {
    return this.intake.refuse(token, error);
  }
}
