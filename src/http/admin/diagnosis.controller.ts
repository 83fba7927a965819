import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { GetDiagnosis } from '../../queries/get-diagnosis';
import { Allow } from '../access/access.guard';
import { Answers, Resource } from '../openapi/answers';
import { DIAGNOSIS_EXAMPLE, diagnosis } from './diagnosis.answers';

@Resource('diagnosis', 'what is wrong with the service')
@Controller('api/admin/diagnosis')
export class DiagnosisController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Allow('administer')
  @Answers({
    id: 'getDiagnosis',
    summary: 'What is wrong with the service, its stores and its machine, and what to do about it',
    description: 'Looked up now, by the process that is asked, also while a store is away.',
    answer: diagnosis,
    example: DIAGNOSIS_EXAMPLE,
  })
  diagnosis() {
    return this.queries.execute(new GetDiagnosis());
  }
}
