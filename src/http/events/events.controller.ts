import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { HandleEvent } from '../../commands/handle-event';
import { parseContact, parseData } from '../../domain/contact/contact';
import type { CommandContext } from '../../kernel/command-context';
import { Allow } from '../access/access.guard';
import { IsId } from '../input/ids';
import { Ctx } from '../access/request-context';
import { ContactAndData } from '../input/contact-and-data';

export class EventBody extends ContactAndData {
  @ApiProperty({ example: 'evt-1', description: 'the same id again starts nothing' })
  @IsId()
  id!: string;

  @ApiProperty({ example: 'estimate.sent' })
  @IsId()
  type!: string;
}

@ApiTags('events')
@ApiBearerAuth()
@Controller('api/automations/events')
export class EventsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @HttpCode(200)
  @Allow('operate')
  @ApiOperation({ summary: 'Try an event against every active workflow it concerns' })
  handle(@Ctx() context: CommandContext, @Body() { id, type, contact, data }: EventBody) {
    const event = { id, type, contact: parseContact(contact), data: parseData(data) };
    return this.commands.execute(new HandleEvent(context, event));
  }
}
