import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { checkSize } from '../domain/contact/parse-contact';
import type { CommandContext } from '../engine/command-context';
import { FanOut } from '../engine/fan-out';
import type { FanOutAnswer, IncomingEvent } from '../engine/fan-out';

/** An event from outside, tried against every active workflow it concerns. */
export class HandleEvent extends Command<FanOutAnswer> {
  constructor(
    readonly context: CommandContext,
    readonly event: IncomingEvent,
  ) {
    super();
  }
}

@CommandHandler(HandleEvent)
export class HandleEventHandler implements ICommandHandler<HandleEvent> {
  constructor(private readonly fanOut: FanOut) {}

  async execute({ context, event }: HandleEvent): Promise<FanOutAnswer> {
    checkSize(event.contact, event.data);
    return this.fanOut.handle(context, event);
  }
}
