import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { AuditLink } from '../../projections/audit-index';
import { categoryOfStream } from '../domain/event-categories';
import type { StreamCategory } from '../domain/streams';
import { AuditTrail } from '../engine/auditing/audit-trail';
import type { AsOf } from '../engine/projecting/projection-progress';
import { ReadModels } from '../engine/projecting/read-models';
import type { Consistency } from '../engine/projecting/read-models';
import { linksAbout } from './audit-links';
import type { AuditAbout } from './audit-links';

export interface AuditStream {
  readonly stream: string;
  readonly category: StreamCategory;
  readonly contactId: string | null;
  /** How many it has. */
  readonly events: number;
  /** Of the first event that has to do with what was asked for. ISO 8601. */
  readonly firstAt: string;
  /** Of the last event; null where that cannot be read. */
  readonly lastAt: string | null;
}

export interface AuditStreamPage {
  readonly streams: readonly AuditStream[];
  /** The order of the last one when there are more. */
  readonly next: string | null;
  readonly asOf: AsOf;
}

/** The streams that have to do with a contact, an inbound event or a request, by name. */
export class FindAuditStreams extends Query<AuditStreamPage> {
  constructor(
    readonly account: string,
    readonly about: AuditAbout,
    /** The order that the page before ended with. */
    readonly after: string | null,
    readonly limit: number,
    readonly consistency: Consistency,
  ) {
    super();
  }
}

@QueryHandler(FindAuditStreams)
export class FindAuditStreamsHandler implements IQueryHandler<FindAuditStreams> {
  constructor(
    private readonly models: ReadModels,
    private readonly trail: AuditTrail,
  ) {}

  /** @throws DomainError `too_broad` */
  async execute({ account, about, after, limit, consistency }: FindAuditStreams): Promise<AuditStreamPage> {
    const { auditIndex } = this.models;
    const asOf = await this.models.asOf([auditIndex], consistency);
    const links = firstOfEach(await linksAbout(auditIndex, account, about));
    const rest = links.filter(({ order }) => after === null || order > after);
    const shown = rest.slice(0, limit);
    const next = rest.length > shown.length ? (shown.at(-1)?.order ?? null) : null;
    return { streams: await Promise.all(shown.map((link) => this.told(link))), next, asOf };
  }

  private async told({ stream, contactId, at, revision }: AuditLink): Promise<AuditStream> {
    const category = categoryOfStream(stream);
    if (category === undefined) throw new Error(`${stream} is none of ours`);
    const last = await this.trail.last(stream);
    const events = (last?.revision ?? revision) + 1;
    return { stream, category, contactId, events, firstAt: at, lastAt: last?.at ?? null };
  }
}

function firstOfEach(links: readonly AuditLink[]): readonly AuditLink[] {
  const first = new Map<string, AuditLink>();
  for (const link of links) if (!first.has(link.stream)) first.set(link.stream, link);
  return [...first.values()];
}
