import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { AuditTrail } from '../engine/auditing/audit-trail';
import type { AuditedEvent, StreamPage, StreamRange } from '../engine/auditing/audit-trail';

export type { AuditedEvent, StreamPage, StreamRange };

/** The events of one stream of an account, as they were stored. */
export class ReadStream extends Query<StreamPage> {
  constructor(
    readonly account: string,
    readonly stream: string,
    readonly range: StreamRange,
  ) {
    super();
  }
}

@QueryHandler(ReadStream)
export class ReadStreamHandler implements IQueryHandler<ReadStream> {
  constructor(private readonly trail: AuditTrail) {}

  /** @throws NotFound */
  execute({ account, stream, range }: ReadStream): Promise<StreamPage> {
    return this.trail.page(account, stream, range);
  }
}
