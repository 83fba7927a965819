import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { FindAuditEvents } from '../../queries/find-audit-events';
import { FindAuditStreams } from '../../queries/find-audit-streams';
import { ReadStream } from '../../queries/read-stream';
import { Allow } from '../access/access.guard';
import { Account } from '../access/request-context';
import { decodeCursor, encodeCursor } from '../input/cursor';
import { LIMIT, consistencyOf } from '../input/reading';
import { Answers, Resource } from '../openapi/answers';
import { read } from '../openapi/parts';
import { START } from '../../kernel/message';
import { EVENT_EXAMPLE, STREAM_EXAMPLE, auditEventPage, auditStreamPage, streamPage } from './answers';
import { AboutParameters, AuditEventParameters, aboutOf, aboutSomething, filterOf } from './search.parameters';
import { StreamParameters, StreamPipe, streamName } from './bodies';

@Resource('audit', 'the ledger itself: every event of an account, and what led to it')
@Controller('api/audit')
export class AuditController {
  constructor(private readonly queries: QueryBus) {}

  @Get('streams')
  @Allow('audit')
  @Answers({
    id: 'findStreams',
    summary: 'The streams that have to do with a contact, an inbound event or a request, by name',
    answer: auditStreamPage,
    example: { streams: [STREAM_EXAMPLE], nextCursor: null, ...read },
    codes: ['too_broad'],
  })
  async streams(@Account() account: string, @Query() query: AboutParameters) {
    const { limit = LIMIT, cursor } = query;
    const about = aboutSomething(query);
    const listed = { list: 'audit-streams', account, ...about };
    const after = decodeCursor(listed, cursor);
    const found = await this.queries.execute(new FindAuditStreams(account, about, after, limit, consistencyOf(query)));
    return { streams: found.streams, nextCursor: encodeCursor(listed, found.next), asOf: found.asOf };
  }

  @Get('events')
  @Allow('audit')
  @Answers({
    id: 'findEvents',
    summary: 'Events in the order of the log: of a contact, of all that follows from one request, or of the account',
    answer: auditEventPage,
    example: { events: [EVENT_EXAMPLE], nextCursor: null, ...read },
    codes: ['too_broad', 'event_unreadable'],
  })
  async events(@Account() account: string, @Query() query: AuditEventParameters) {
    const { limit = LIMIT, cursor } = query;
    const [about, filter] = [aboutOf(query), filterOf(query)];
    const listed = { list: 'audit-events', account, ...about, ...filter };
    const range = { after: decodeCursor(listed, cursor) ?? START, limit };
    const found = await this.queries.execute(new FindAuditEvents(account, about, filter, range, consistencyOf(query)));
    return { events: found.events, nextCursor: encodeCursor(listed, found.next), asOf: found.asOf };
  }

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
