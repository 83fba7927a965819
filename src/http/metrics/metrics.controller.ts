import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { METER } from '../../ports/meter';
import type { Meter } from '../../ports/meter';
import { Allow } from '../access/access.guard';
import { Answers, Resource } from '../openapi/answers';
import { text } from '../openapi/schema';

@Resource('metrics', 'figures for Prometheus')
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(METER) private readonly meter: Meter) {}

  @Get()
  @Allow('observe')
  @Answers({
    id: 'getMetrics',
    summary: 'The figures of this process and of the service, in the text format of Prometheus',
    answer: text,
    example: 'runledger_runs_active 12\n',
    media: 'text/plain',
  })
  async figures(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { contentType, text } = await this.meter.exposition();
    void reply.header('content-type', contentType);
    return text;
  }
}
