import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { QueryBus } from '@nestjs/cqrs';
import { DomainError } from '../../kernel/errors';
import { GetReadiness } from '../../queries/get-readiness';
import { Allow } from '../access/access.guard';

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(private readonly queries: QueryBus) {}

  @Get('live')
  @Allow('open')
  @ApiOperation({ summary: 'The process answers' })
  live() {
    return { status: 'ok' };
  }

  /** @throws DomainError `not_ready` with what is wrong */
  @Get('ready')
  @Allow('open')
  @ApiOperation({ summary: 'Its stores answer and every projection goes on' })
  async ready() {
    const { reasons } = await this.queries.execute(new GetReadiness());
    if (reasons.length > 0) throw new DomainError('not_ready', 'the service is not ready', { reasons });
    return { status: 'ok' };
  }
}
