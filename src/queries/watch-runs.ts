import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Position } from '../kernel/message';
import { RunChanges } from './run-changes';
import type { RunFilter } from './run-audiences';
import type { RunWatch } from './run-changes';

/** Runs of one account as they change, from now on or after a position of the log. */
export class WatchRuns extends Query<RunWatch> {
  constructor(
    readonly filter: RunFilter,
    readonly after: Position | null,
    /** Resolves once the reader has taken what it was told, about, or is gone. */
    readonly taken: () => Promise<void>,
  ) {
    super();
  }
}

@QueryHandler(WatchRuns)
export class WatchRunsHandler implements IQueryHandler<WatchRuns> {
  constructor(private readonly changes: RunChanges) {}

  execute({ filter, after, taken }: WatchRuns): Promise<RunWatch> {
    return Promise.resolve(this.changes.watch(filter, after, taken));
  }
}
