import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { diagnose } from '../engine/diagnosing/diagnoses';
import { EXAMINED, examine } from '../engine/diagnosing/examination';
import type { Examined } from '../engine/diagnosing/examination';
import type { Finding } from '../engine/diagnosing/finding';
import { isoTime } from '../kernel/clock';

export { FINDING_CODES } from '../engine/diagnosing/finding';
export type { Finding } from '../engine/diagnosing/finding';

export interface Diagnosis {
  /** ISO 8601. */
  readonly at: string;
  /** None in a healthy service. */
  readonly findings: readonly Finding[];
}

/** What is wrong with the service, its stores and its machine, and what to do about it. */
export class GetDiagnosis extends Query<Diagnosis> {}

@QueryHandler(GetDiagnosis)
export class GetDiagnosisHandler implements IQueryHandler<GetDiagnosis> {
  constructor(@Inject(EXAMINED) private readonly examined: Examined) {}

  async execute(): Promise<Diagnosis> {
    return diagnosisOf(this.examined);
  }
}

export async function diagnosisOf(examined: Examined): Promise<Diagnosis> {
  const facts = await examine(examined);
  return { at: isoTime(facts.now), findings: diagnose(facts) };
}
