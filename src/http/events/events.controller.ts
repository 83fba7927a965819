import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { HandleEvent } from '../../commands/handle-event';
import { parseContact, parseData } from '../../domain/contact/contact';
import type { CommandContext } from '../../kernel/command-context';
import { ListEventTypes } from '../../queries/list-event-types';
import { EVENT_TYPE_EXAMPLE, HANDLED_EXAMPLE, eventTypePage, handledEvent } from './answers';
import { Answers, Resource } from '../openapi/answers';
import { page } from '../openapi/parts';
import { id as idSchema } from '../openapi/schema';
import { ToldRequired } from '../input/told';
import { Allow } from '../access/access.guard';
import { decodeCursor, encodeCursor } from '../input/cursor';
import { IsId } from '../input/ids';
import { LIMIT, Listing, consistencyOf } from '../input/reading';
import { Account, Ctx } from '../access/request-context';
import { ContactAndData } from '../input/contact-and-data';

export class EventBody extends ContactAndData {
  @ToldRequired(
    { ...idSchema, description: 'of one event: the same id again starts nothing', examples: ['evt-1'] },
    IsId(),
  )
  id!: string;

  @ToldRequired({ ...idSchema, examples: ['estimate.sent'] }, IsId())
  type!: string;
}

@Resource('events', 'what happened outside, and what it starts')
@Controller('api/automations')
export class EventsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post('events')
  @HttpCode(200)
  @Allow('operate')
  @Answers({
    id: 'handleEvent',
    summary: 'Try an event against every active workflow it concerns',
    answer: handledEvent,
    example: HANDLED_EXAMPLE,
    codes: ['event_id_reused'],
  })
  handle(@Ctx() context: CommandContext, @Body() { id, type, contact, data }: EventBody) {
    const event = { id, type, contact: parseContact(contact), data: parseData(data) };
    return this.commands.execute(new HandleEvent(context, event));
  }

  @Get('event-types')
  @Allow('read')
  @Answers({
    id: 'listEventTypes',
    summary: 'The types of the events that came, the latest first, with the fields that they had',
    description: 'Names of fields and no values: what a template or a rule may name. At most 200 fields of a type.',
    answer: eventTypePage,
    example: page(EVENT_TYPE_EXAMPLE),
  })
  async types(@Account() account: string, @Query() query: Listing) {
    const { limit = LIMIT, cursor } = query;
    const listed = { list: 'event-types', account };
    const after = decodeCursor(listed, cursor);
    const found = await this.queries.execute(new ListEventTypes(account, after, limit, consistencyOf(query)));
    return { items: found.items, nextCursor: encodeCursor(listed, found.next), asOf: found.asOf };
  }
}
