import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { ListOutbox } from '../../queries/list-outbox';
import { Allow } from '../access/access.guard';
import { decodeCursor, encodeCursor } from '../input/cursor';
import { IsId } from '../input/ids';
import { Account } from '../access/request-context';
import { Optional } from '../input/fields';
import { LIMIT, Listing, consistencyOf } from '../input/reading';

class OutboxParameters extends Listing {
  @ApiPropertyOptional()
  @Optional()
  @IsId()
  runId?: string;
}

@ApiTags('outbox')
@ApiBearerAuth()
@Controller('api/automations/outbox')
export class OutboxController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Allow('read')
  @ApiOperation({ summary: 'What would have been sent if a provider were configured, newest first' })
  async list(@Account() account: string, @Query() query: OutboxParameters) {
    const { runId = null, limit = LIMIT, cursor } = query;
    const filters = { list: 'outbox', account, runId };
    const after = decodeCursor(filters, cursor);
    const page = await this.queries.execute(new ListOutbox(account, runId, after, limit, consistencyOf(query)));
    return { items: page.items, nextCursor: encodeCursor(filters, page.next), asOf: page.asOf };
  }
}
