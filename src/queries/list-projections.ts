import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { Verifications } from '../engine/projecting/verifications';
import type { Verified } from '../engine/projecting/verify';
import { ProjectionAdmin } from '../engine/projecting/projection-admin';
import type { CopyView, ProjectionView } from '../engine/projecting/projection-admin';

export type { CopyView, ProjectionView, WorkView } from '../engine/projecting/projection-admin';

export interface ListedProjection extends ProjectionView {
  /** Of the live copy. */
  readonly documents: number;
  readonly copies: readonly CopyView[];
  /** What was found the last time that it was verified; null: it never was. */
  readonly verified: Omit<Verified, 'differences'> | null;
}

export interface ProjectionList {
  readonly items: readonly ListedProjection[];
}

export class ListProjections extends Query<ProjectionList> {}

@QueryHandler(ListProjections)
export class ListProjectionsHandler implements IQueryHandler<ListProjections> {
  constructor(
    private readonly projections: ProjectionAdmin,
    private readonly verifications: Verifications,
  ) {}

  async execute(): Promise<ProjectionList> {
    const items: ListedProjection[] = [];
    for (const view of await this.projections.list()) {
      const copies = await this.projections.copiesOf(view.name);
      const { last } = await this.verifications.of(view.name);
      items.push({
        ...view,
        documents: copies.find(({ isLive }) => isLive)?.documents ?? 0,
        copies,
        verified: last === null ? null : resultOf(last),
      });
    }
    return { items };
  }
}

const resultOf = ({ position, at, checkpoint, documents, different, missing, extra, damaged }: Verified) => ({
  position,
  at,
  checkpoint,
  documents,
  different,
  missing,
  extra,
  damaged,
});
