import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { checkSize } from '../domain/contact/contact';
import type { Contact } from '../domain/contact/contact';
import type { CommandContext } from '../kernel/command-context';
import { Enroller } from '../engine/enrolling/enroller';
import type { EnrolledAnswer } from '../engine/enrolling/enroller';
import { Facts } from '../engine/deciding/current-facts';
import { uuidFrom } from '../kernel/ids';
import type { JsonObject } from '../kernel/message';

export type { EnrolledAnswer };

/** By hand, whatever the trigger and the entry conditions: a person decided it. */
export class EnrollContact extends Command<EnrolledAnswer> {
  constructor(
    readonly context: CommandContext,
    readonly workflowId: string,
    readonly contact: Contact,
    readonly data: JsonObject,
  ) {
    super();
  }
}

@CommandHandler(EnrollContact)
export class EnrollContactHandler implements ICommandHandler<EnrollContact> {
  constructor(
    private readonly facts: Facts,
    private readonly enroller: Enroller,
  ) {}

  async execute({ context, workflowId, contact, data }: EnrollContact): Promise<EnrolledAnswer> {
    checkSize(contact, data);
    const workflow = await this.facts.workflow(context.account, workflowId);
    const kept = await this.facts.kept(context.account, contact);
    const runId = uuidFrom('run', context.account, context.commandId, workflowId);
    const trigger = { type: 'manual' } as const;
    const { version } = workflow;
    return this.enroller.enroll(context, { workflow, version, contact: kept, data, trigger, runId });
  }
}
