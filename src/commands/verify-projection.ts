import { Inject } from '@nestjs/common';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { NotFound } from '../kernel/errors';
import { VERIFIER, isReadModel } from '../engine/projecting/verifications';
import type { Verification, Verifier } from '../engine/projecting/verifications';

/** Begins to compare a read model with the log. */
export class VerifyProjection extends Command<Verification> {
  /** @param repair the key of a document that is put right instead, null: none */
  constructor(
    readonly projection: string,
    readonly repair: string | null,
  ) {
    super();
  }
}

@CommandHandler(VerifyProjection)
export class VerifyProjectionHandler implements ICommandHandler<VerifyProjection> {
  constructor(@Inject(VERIFIER) private readonly verifier: Verifier) {}

  /** @throws NotFound; DomainError `verify_running` */
  async execute({ projection, repair }: VerifyProjection): Promise<Verification> {
    if (!isReadModel(projection)) throw new NotFound('read model');
    return this.verifier.begin(projection, repair);
  }
}
