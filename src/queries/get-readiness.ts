import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { ProjectionProgress } from '../engine/projecting/projection-progress';
import type { StoreName } from '../ports/availability';
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
    const silent = await Promise.all([answers(this.events, 'event store'), answers(this.reads, 'read store')]);
    const stopped = this.progress.failures.map(
      ({ projection, stream, revision, position }) =>
        `${projection} has stopped at revision ${revision} of ${stream} (position ${position})`,
    );
    const { trouble } = this.progress;
    return { reasons: [...new Set([...silent.flat(), ...stopped, ...(trouble === null ? [] : [trouble])])] };
  }
}

/** Anybody may ask, so it is told in words of ours. */
const answers = (store: { ping(): Promise<void> }, name: StoreName): Promise<readonly string[]> =>
  store.ping().then(
    () => [],
    () => [`the ${name} does not answer`],
  );
