import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { Runner } from '../engine/running/runner';

/** Whose a run is, for callers of all accounts. */
export class FindAccountOfRun extends Query<string> {
  constructor(readonly runId: string) {
    super();
  }
}

@QueryHandler(FindAccountOfRun)
export class FindAccountOfRunHandler implements IQueryHandler<FindAccountOfRun> {
  constructor(private readonly runner: Runner) {}

  /** @throws NotFound */
  execute({ runId }: FindAccountOfRun): Promise<string> {
    return this.runner.accountOf(runId);
  }
}
