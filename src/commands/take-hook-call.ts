import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import type { FanOutAnswer } from '../engine/enrolling/fan-out';
import { HookIntake } from '../engine/enrolling/hook-intake';
import type { HookCall } from '../engine/enrolling/hook-intake';

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
