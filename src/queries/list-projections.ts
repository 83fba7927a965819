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
    const [views, copies, verifications] = await Promise.all([
      this.projections.list(),
      this.projections.copies(),
      this.verifications.all(),
    ]);
    return {
      items: views.map((view) => {
        const of = copies.get(view.name) ?? [];
        const last = verifications.get(view.name)?.last ?? null;
        return {
          ...view,
          documents: of.find(({ isLive }) => isLive)?.documents ?? 0,
          copies: of,
          verified: last === null ? null : resultOf(last),
        };
      }),
    };
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
