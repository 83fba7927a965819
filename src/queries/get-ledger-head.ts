import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { Exports } from '../engine/auditing/exports';
import type { LedgerHead } from '../engine/auditing/exports';
import type { Position } from '../kernel/message';

export type { LedgerHead };

/** What the ledger of all accounts comes to. */
export class GetLedgerHead extends Query<LedgerHead> {
  constructor(
    /** Null: the end of the log. */
    readonly until: Position | null,
    readonly signal: AbortSignal,
  ) {
    super();
  }
}

@QueryHandler(GetLedgerHead)
export class GetLedgerHeadHandler implements IQueryHandler<GetLedgerHead> {
  constructor(private readonly exports: Exports) {}

  execute({ until, signal }: GetLedgerHead): Promise<LedgerHead> {
    return this.exports.whole(until, signal);
  }
}
