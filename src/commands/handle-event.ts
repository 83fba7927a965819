import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { checkSize } from '../domain/contact/contact';
import type { CommandContext } from '../kernel/command-context';
import { Facts } from '../engine/deciding/current-facts';
import { FanOut } from '../engine/enrolling/fan-out';
import type { FanOutAnswer, IncomingEvent } from '../engine/enrolling/fan-out';

export type { FanOutAnswer, IncomingEvent };

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
  constructor(
    private readonly facts: Facts,
    private readonly fanOut: FanOut,
  ) {}

  async execute({ context, event }: HandleEvent): Promise<FanOutAnswer> {
    checkSize(event.contact, event.data);
    const contact = await this.facts.kept(context.account, event.contact);
    return this.fanOut.handle(context, { ...event, contact });
  }
}
