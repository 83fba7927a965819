import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Difference } from '../engine/projecting/difference';
import { Verifications, isReadModel } from '../engine/projecting/verifications';
import type { Verification } from '../engine/projecting/verifications';
import { NotFound } from '../kernel/errors';

export type { Difference, Verification };

/** What is known of whether a read model is the fold of its log, and how far whoever compares them is. */
export class GetVerification extends Query<Verification> {
  constructor(readonly projection: string) {
    super();
  }
}

@QueryHandler(GetVerification)
export class GetVerificationHandler implements IQueryHandler<GetVerification> {
  constructor(private readonly verifications: Verifications) {}

  /** @throws NotFound */
  async execute({ projection }: GetVerification): Promise<Verification> {
    if (!isReadModel(projection)) throw new NotFound('read model');
    return this.verifications.of(projection);
  }
}
