import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { AuditLink } from '../../projections/audit-index';
import { AuditSearch } from '../engine/auditing/audit-search';
import type { EventFilter, FoundEvents, SearchRange, StreamPart } from '../engine/auditing/audit-search';
import type { AsOf } from '../engine/projecting/projection-progress';
import { ReadModels } from '../engine/projecting/read-models';
import type { Consistency } from '../engine/projecting/read-models';
import { linksAbout } from './audit-links';
import type { AuditAbout } from './audit-links';

export type { EventFilter };
export type AuditEventPage = FoundEvents & { readonly asOf: AsOf };

/** Events of an account in the order of the log: of a contact, of a chain, or of all of it. */
export class FindAuditEvents extends Query<AuditEventPage> {
  constructor(
    readonly account: string,
    readonly about: AuditAbout,
    readonly filter: EventFilter,
    readonly range: SearchRange,
    readonly consistency: Consistency,
  ) {
    super();
  }
}

@QueryHandler(FindAuditEvents)
export class FindAuditEventsHandler implements IQueryHandler<FindAuditEvents> {
  constructor(
    private readonly models: ReadModels,
    private readonly search: AuditSearch,
  ) {}

  /** @throws DomainError `too_broad` */
  async execute({ account, about, filter, range, consistency }: FindAuditEvents): Promise<AuditEventPage> {
    const { auditIndex } = this.models;
    const asOf = await this.models.asOf([auditIndex], consistency);
    if (Object.keys(about).length === 0) return { ...(await this.search.inLog(account, filter, range)), asOf };
    const parts = new Map<string, StreamPart>();
    for (const link of await linksAbout(auditIndex, account, about)) {
      const part = partOf(link, about);
      const key = `${part.stream} ${part.correlationId ?? ''}`;
      if (!parts.has(key)) parts.set(key, part);
    }
    return { ...(await this.search.inStreams([...parts.values()], filter, range)), asOf };
  }
}

/** Of a contact all that happened in its streams; of a chain all of its runs, and of other streams what belongs to it. */
const partOf = ({ stream, order, correlationId }: AuditLink, about: AuditAbout): StreamPart => {
  const isOwn = about.correlationId === undefined && about.eventId === undefined;
  return { stream, begins: order, correlationId: isOwn || stream.startsWith('run-') ? null : correlationId };
};
