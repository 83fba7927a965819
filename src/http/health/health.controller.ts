import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { DomainError } from '../../kernel/errors';
import { GetReadiness } from '../../queries/get-readiness';
import { Answers, Resource } from '../openapi/answers';
import { name, object, only, text } from '../openapi/schema';
import { VERSION } from '../../version';
import { Allow } from '../access/access.guard';

const health = name('Health', object<{ status: 'ok'; version: string }>({ status: only('ok'), version: text }));

@Resource('health', 'whether the process lives, and whether it can do its work')
@Controller('health')
export class HealthController {
  constructor(private readonly queries: QueryBus) {}

  @Get('live')
  @Allow('open')
  @Answers({
    id: 'getLiveness',
    summary: 'The process answers',
    answer: health,
    example: { status: 'ok', version: VERSION },
  })
  live() {
    return { status: 'ok', version: VERSION };
  }

  /** @throws DomainError `not_ready` with what is wrong */
  @Get('ready')
  @Allow('open')
  @Answers({
    id: 'getReadiness',
    summary: 'Its stores answer and every projection goes on',
    answer: health,
    example: { status: 'ok', version: VERSION },
    codes: ['not_ready'],
  })
  async ready() {
    const { reasons } = await this.queries.execute(new GetReadiness());
    if (reasons.length > 0) throw new DomainError('not_ready', 'the service is not ready', { reasons });
    return { status: 'ok', version: VERSION };
  }
}
