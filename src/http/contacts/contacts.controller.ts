import { Controller, Delete, Param, Put } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ChangeOptOut } from '../../commands/change-opt-out';
import type { OptOutChannel } from '../../domain/contact/events';
import type { CommandContext } from '../../kernel/command-context';
import { NotFound } from '../../kernel/errors';
import { Allow } from '../access/access.guard';
import { Ctx } from '../access/request-context';
import { IdPipe } from '../input/ids';

class ChannelPipe implements PipeTransform<string, OptOutChannel> {
  transform(value: string): OptOutChannel {
    if (value === 'sms' || value === 'email') return value;
    throw new NotFound('channel');
  }
}

@ApiTags('contacts')
@ApiBearerAuth()
@ApiParam({ name: 'channel', enum: ['sms', 'email'] })
@Controller('api/automations/contacts/:id/opt-outs/:channel')
export class ContactsController {
  constructor(private readonly commands: CommandBus) {}

  @Put()
  @Allow('operate')
  @ApiOperation({ summary: 'The contact does not want to be reached by this channel' })
  optOut(
    @Ctx() context: CommandContext,
    @Param('id', IdPipe) id: string,
    @Param('channel', ChannelPipe) channel: OptOutChannel,
  ) {
    return this.commands.execute(new ChangeOptOut(context, id, channel, 'OptOut'));
  }

  @Delete()
  @Allow('operate')
  @ApiOperation({ summary: 'The contact may be reached by it again' })
  optIn(
    @Ctx() context: CommandContext,
    @Param('id', IdPipe) id: string,
    @Param('channel', ChannelPipe) channel: OptOutChannel,
  ) {
    return this.commands.execute(new ChangeOptOut(context, id, channel, 'OptIn'));
  }
}
