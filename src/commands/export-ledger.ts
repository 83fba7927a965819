import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { Exports } from '../engine/auditing/exports';
import type { Asked, Begun } from '../engine/auditing/exports';
import type { CommandContext } from '../kernel/command-context';

export type { Asked, Begun };

/** Begins an export; once its lines are taken it is recorded. Until then the signal ends it. */
export class ExportLedger extends Command<Begun> {
  constructor(
    readonly context: CommandContext,
    readonly asked: Asked,
    readonly signal: AbortSignal,
  ) {
    super();
  }
}

@CommandHandler(ExportLedger)
export class ExportLedgerHandler implements ICommandHandler<ExportLedger> {
  constructor(private readonly exports: Exports) {}

  execute({ context, asked, signal }: ExportLedger): Promise<Begun> {
    return this.exports.begin(context, asked, signal);
  }
}
