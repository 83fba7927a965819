import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ReadStream } from '../../queries/read-stream';
import { Allow } from '../access/access.guard';
import { Account } from '../access/request-context';
import { LIMIT } from '../input/reading';
import { Answers, Resource } from '../openapi/answers';
import { EVENT_EXAMPLE, streamPage } from './answers';
import { StreamParameters, StreamPipe, streamName } from './bodies';

@Resource('audit', 'the ledger itself: every event of an account, and what led to it')
@Controller('api/audit')
export class AuditController {
  constructor(private readonly queries: QueryBus) {}

  @Get('streams/:stream')
  @Allow('audit')
  @Answers({
    id: 'readStream',
    summary: 'The events of one stream, as they were stored',
    answer: streamPage,
    example: { events: [EVENT_EXAMPLE], next: null },
    codes: ['event_unreadable'],
    params: { stream: streamName },
  })
  stream(@Account() account: string, @Param('stream', StreamPipe) stream: string, @Query() query: StreamParameters) {
    const { from = null, limit = LIMIT, direction = 'forwards', states = false } = query;
    return this.queries.execute(new ReadStream(account, stream, { from, limit, direction, states }));
  }
}
