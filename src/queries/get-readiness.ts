import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { ProjectionProgress } from '../engine/projecting/projection-progress';
import { messageOf } from '../kernel/errors';
import { EVENT_STORE } from '../ports/event-store';
import type { EventStore } from '../ports/event-store';
import { READ_STORE } from '../ports/read-store';
import type { ReadStore } from '../ports/read-store';

export interface Readiness {
  /** Why this process cannot do its work; none when it can. */
  readonly reasons: readonly string[];
}

export class GetReadiness extends Query<Readiness> {}

@QueryHandler(GetReadiness)
export class GetReadinessHandler implements IQueryHandler<GetReadiness> {
  constructor(
    @Inject(EVENT_STORE) private readonly events: EventStore,
    @Inject(READ_STORE) private readonly reads: ReadStore,
    private readonly progress: ProjectionProgress,
  ) {}

  async execute(): Promise<Readiness> {
    const checks = await Promise.allSettled([this.events.ping(), this.reads.ping()]);
    const silent = checks.flatMap((check) => (check.status === 'rejected' ? [messageOf(check.reason)] : []));
    const stopped = this.progress.failures.map(
      ({ projection, stream, revision, position }) =>
        `${projection} has stopped at revision ${revision} of ${stream} (position ${position})`,
    );
    const { trouble } = this.progress;
    return { reasons: [...silent, ...stopped, ...(trouble === null ? [] : [`folding the log fails: ${trouble}`])] };
  }
}
