import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { ExportQuery } from '../domain/account/events';
import { Exports } from '../engine/auditing/exports';
import type { ExportHead } from '../engine/auditing/exports';
import type { Position } from '../kernel/message';

export type { ExportHead, ExportQuery };

/** What an export would come to. */
export class GetExportHead extends Query<ExportHead> {
  constructor(
    readonly account: string,
    readonly query: ExportQuery,
    /** Null: the end of the log. */
    readonly until: Position | null,
    readonly signal: AbortSignal,
  ) {
    super();
  }
}

@QueryHandler(GetExportHead)
export class GetExportHeadHandler implements IQueryHandler<GetExportHead> {
  constructor(private readonly exports: Exports) {}

  execute({ account, query, until, signal }: GetExportHead): Promise<ExportHead> {
    return this.exports.head(account, query, until, signal);
  }
}
