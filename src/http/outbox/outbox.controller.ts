import { Controller, Get, Inject, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { CONFIG } from '../../config';
import type { Config } from '../../config';
import { MESSAGE_CHANNELS } from '../../domain/effect/effect';
import type { MessageChannel } from '../../domain/effect/effect';
import { ListOutbox } from '../../queries/list-outbox';
import { EFFECT_EXAMPLE, outboxPage } from './answers';
import type { OutboxAnswer } from './answers';
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

@Resource(
  'outbox',
  'where messages go when no provider is configured, and webhooks to hosts that are kept for examples',
)
@Controller('api/automations/outbox')
export class OutboxController {
  private readonly channels: readonly MessageChannel[];

  constructor(
    private readonly queries: QueryBus,
    @Inject(CONFIG) { sms, smtp }: Config,
  ) {
    const providers = { sms, email: smtp };
    this.channels = MESSAGE_CHANNELS.filter((channel) => providers[channel] === null);
  }

  @Get()
  @Allow('read')
  @Answers({
    id: 'listOutbox',
    summary: 'What did not leave, newest first',
    description:
      'Messages of channels without a provider, as they would have been sent, and webhooks to a host of RFC 2606, such as `example.com`.',
    answer: outboxPage,
    example: { ...page(EFFECT_EXAMPLE), channels: ['sms', 'email'] },
  })
  async list(@Account() account: string, @Query() query: OutboxParameters): Promise<OutboxAnswer> {
    const { runId = null, limit = LIMIT, cursor } = query;
    const filters = { list: 'outbox', account, runId };
    const after = decodeCursor(filters, cursor);
    const found = await this.queries.execute(new ListOutbox(account, runId, after, limit, consistencyOf(query)));
    const { channels } = this;
    return { items: found.items, nextCursor: encodeCursor(filters, found.next), asOf: found.asOf, channels };
  }
}
