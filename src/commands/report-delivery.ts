import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import type { DeliveryReport } from '../domain/run/late-facts';
import { runDecider } from '../domain/run/run';
import { runStream } from '../domain/streams';
import { Ledger } from '../engine/deciding/ledger';
import { Runner } from '../engine/running/runner';
import { inItsChain } from '../kernel/command-context';
import { NotFound } from '../kernel/errors';

/** What became of it: `nothing_new` was told before, or comes too late; `unknown` is no message of ours. */
export type DeliveryNoted = 'recorded' | 'nothing_new' | 'unknown';

/** The provider of a message tells how far it came. */
export class ReportDelivery extends Command<DeliveryNoted> {
  constructor(
    readonly commandId: string,
    readonly runId: string,
    readonly report: DeliveryReport,
  ) {
    super();
  }
}

@CommandHandler(ReportDelivery)
export class ReportDeliveryHandler implements ICommandHandler<ReportDelivery> {
  constructor(
    private readonly runner: Runner,
    private readonly ledger: Ledger,
  ) {}

  async execute({ commandId, runId, report }: ReportDelivery): Promise<DeliveryNoted> {
    try {
      const account = await this.runner.accountOf(runId);
      const context = inItsChain({ account, actor: 'provider:sms', commandId, correlationId: null });
      const command = () => ({ type: 'ReportDelivery' as const, ...report });
      const { events } = await this.ledger.execute(context, runStream(runId), runDecider, command);
      return events.length > 0 ? 'recorded' : 'nothing_new';
    } catch (error) {
      if (error instanceof NotFound) return 'unknown';
      throw error;
    }
  }
}
