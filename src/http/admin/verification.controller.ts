import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { VerifyProjection } from '../../commands/verify-projection';
import { GetVerification } from '../../queries/get-verification';
import { Allow } from '../access/access.guard';
import { Answers, Resource } from '../openapi/answers';
import { BEGUN_EXAMPLE, FOUND_EXAMPLE, verification } from './verification.answers';
import { VerifyBody, projectionName } from './verification.bodies';

const params = { name: projectionName };

@Resource('admin', 'the read models of the whole service')
@Controller('api/admin/projections/:name/verify')
export class VerificationController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @HttpCode(202)
  @Allow('administer')
  @Answers({
    id: 'verifyProjection',
    summary: 'Begin to compare a read model with the log, or put one document right',
    description: 'The service works on meanwhile. How far it is, and what it found, is read from the same path.',
    answer: verification,
    example: BEGUN_EXAMPLE,
    codes: ['verify_running', 'store_unavailable'],
    params,
  })
  verify(@Param('name') name: string, @Body() body?: VerifyBody) {
    return this.commands.execute(new VerifyProjection(name, body?.repair ?? null));
  }

  @Get()
  @Allow('administer')
  @Answers({
    id: 'getVerification',
    summary: 'Whether a read model is the fold of the log, as far as is known',
    answer: verification,
    example: FOUND_EXAMPLE,
    codes: ['store_unavailable'],
    params,
  })
  verification(@Param('name') name: string) {
    return this.queries.execute(new GetVerification(name));
  }
}
