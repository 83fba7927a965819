import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { Unsubscribing } from '../engine/sending/unsubscribing';

/** By the link in a mail: nobody is to be reached at the address that it went to. Answers that address. */
export class Unsubscribe extends Command<string> {
  constructor(readonly token: string) {
    super();
  }
}

@CommandHandler(Unsubscribe)
export class UnsubscribeHandler implements ICommandHandler<Unsubscribe> {
  constructor(private readonly unsubscribing: Unsubscribing) {}

  /** @throws NotFound */
  execute({ token }: Unsubscribe): Promise<string> {
    return this.unsubscribing.optOut(token);
  }
}
