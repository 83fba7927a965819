import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { DomainError, messageOf } from '../kernel/errors';
import { Service } from '../service';
import { Allow } from './access.guard';

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(private readonly service: Service) {}

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
    const { events, reads, progress } = this.service.ground;
    const checks = await Promise.allSettled([events.ping(), reads.ping()]);
    const silent = checks.flatMap((check) => (check.status === 'rejected' ? [messageOf(check.reason)] : []));
    const stopped = progress.failures.map(({ projection }) => `${projection} has stopped`);
    const troubled = progress.trouble === null ? [] : [`folding the log fails: ${progress.trouble}`];
    const reasons = [...silent, ...stopped, ...troubled];
    if (reasons.length > 0) throw new DomainError('not_ready', 'the service is not ready', { reasons });
    return { status: 'ok' };
  }
}
