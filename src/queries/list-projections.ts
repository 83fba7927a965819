import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { ProjectionAdmin } from '../engine/projecting/projection-admin';
import type { CopyView, ProjectionView } from '../engine/projecting/projection-admin';

export type { CopyView, ProjectionView, WorkView } from '../engine/projecting/projection-admin';

export interface ListedProjection extends ProjectionView {
  /** Of the live copy. */
  readonly documents: number;
  readonly copies: readonly CopyView[];
}

export interface ProjectionList {
  readonly items: readonly ListedProjection[];
}

export class ListProjections extends Query<ProjectionList> {}

@QueryHandler(ListProjections)
export class ListProjectionsHandler implements IQueryHandler<ListProjections> {
  constructor(private readonly projections: ProjectionAdmin) {}

  async execute(): Promise<ProjectionList> {
    const items: ListedProjection[] = [];
    for (const view of await this.projections.list()) {
      const copies = await this.projections.copiesOf(view.name);
      items.push({ ...view, documents: copies.find(({ isLive }) => isLive)?.documents ?? 0, copies });
    }
    return { items };
  }
}
