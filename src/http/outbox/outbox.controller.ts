import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ListOutbox } from '../../queries/list-outbox';
import { EFFECT_EXAMPLE, outboxPage } from './answers';
import { Answers, Resource } from '../openapi/answers';
import { page } from '../openapi/parts';
import { id } from '../openapi/schema';
import { Told } from '../input/told';
import { Allow } from '../access/access.guard';
import { decodeCursor, encodeCursor } from '../input/cursor';
import { IsId } from '../input/ids';
import { Account } from '../access/request-context';
import { LIMIT, Listing, consistencyOf } from '../input/reading';

class OutboxParameters extends Listing {
  @Told(id, IsId())
  runId?: string;
}

@Resource('outbox', 'where effects go when no provider is configured')
@Controller('api/automations/outbox')
export class OutboxController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Allow('read')
  @Answers({
    id: 'listOutbox',
    summary: 'What would have been sent if a provider were configured, newest first',
    answer: outboxPage,
    example: page(EFFECT_EXAMPLE),
  })
  async list(@Account() account: string, @Query() query: OutboxParameters) {
    const { runId = null, limit = LIMIT, cursor } = query;
    const filters = { list: 'outbox', account, runId };
    const after = decodeCursor(filters, cursor);
    const found = await this.queries.execute(new ListOutbox(account, runId, after, limit, consistencyOf(query)));
    return { items: found.items, nextCursor: encodeCursor(filters, found.next), asOf: found.asOf };
  }
}
