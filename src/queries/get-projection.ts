import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { ProjectionAdmin } from '../engine/projecting/projection-admin';
import type { ProjectionView } from '../engine/projecting/projection-admin';

export class GetProjection extends Query<ProjectionView> {
  constructor(readonly name: string) {
    super();
  }
}

@QueryHandler(GetProjection)
export class GetProjectionHandler implements IQueryHandler<GetProjection> {
  constructor(private readonly projections: ProjectionAdmin) {}

  /** @throws NotFound */
  execute({ name }: GetProjection): Promise<ProjectionView> {
    return this.projections.get(name);
  }
}
