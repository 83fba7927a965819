import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { HandleEvent } from '../../commands/handle-event';
import { parseContact, parseData } from '../../domain/contact/contact';
import type { CommandContext } from '../../kernel/command-context';
import { HANDLED_EXAMPLE, handledEvent } from './answers';
import { Answers, Resource } from '../openapi/answers';
import { id as idSchema } from '../openapi/schema';
import { ToldRequired } from '../openapi/told';
import { Allow } from '../access/access.guard';
import { IsId } from '../input/ids';
import { Ctx } from '../access/request-context';
import { ContactAndData } from '../input/contact-and-data';

export class EventBody extends ContactAndData {
  @ToldRequired({ ...idSchema, description: 'of one event: the same id again starts nothing', examples: ['evt-1'] })
  @IsId()
  id!: string;

  @ToldRequired({ ...idSchema, examples: ['estimate.sent'] })
  @IsId()
  type!: string;
}

@Resource('events', 'what happened outside, and what it starts')
@Controller('api/automations/events')
export class EventsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
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
}
