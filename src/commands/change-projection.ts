import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { ProjectionAdmin } from '../engine/projecting/projection-admin';
import type { Change, ProjectionView } from '../engine/projecting/projection-admin';

/** Begins to rebuild, roll back, resume or pause a projection, or drops one of its copies. */
export class ChangeProjection extends Command<ProjectionView> {
  constructor(
    readonly name: string,
    readonly change: Change | { readonly drop: string },
  ) {
    super();
  }
}

@CommandHandler(ChangeProjection)
export class ChangeProjectionHandler implements ICommandHandler<ChangeProjection> {
  constructor(private readonly projections: ProjectionAdmin) {}

  /** @throws what `ProjectionAdmin.change` and `drop` throw */
  execute({ name, change }: ChangeProjection): Promise<ProjectionView> {
    return typeof change === 'string'
      ? this.projections.change(name, change)
      : this.projections.drop(name, change.drop);
  }
}
