import { Controller, Delete, Param, Put } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ChangeOptOut } from '../../commands/change-opt-out';
import type { OptOutChannel } from '../../domain/contact/events';
import type { CommandContext } from '../../kernel/command-context';
import { NotFound } from '../../kernel/errors';
import type { OptOutAnswer } from '../../commands/change-opt-out';
import { Answers, Resource } from '../openapi/answers';
import { at, position } from '../openapi/parts';
import { listOf, name, object, text, words } from '../openapi/schema';
import { Allow } from '../access/access.guard';
import { Ctx } from '../access/request-context';
import { IdPipe } from '../input/ids';

class ChannelPipe implements PipeTransform<string, OptOutChannel> {
  transform(value: string): OptOutChannel {
    if (value === 'sms' || value === 'email') return value;
    throw new NotFound('channel');
  }
}

const channel = words<OptOutChannel>('sms', 'email');
const optOuts = name('OptOuts', object<OptOutAnswer>({ contactId: text, optOuts: listOf(channel), position }));

@Resource('contacts', 'who must not be reached by which channel')
@Controller('api/automations/contacts/:id/opt-outs/:channel')
export class ContactsController {
  constructor(private readonly commands: CommandBus) {}

  @Put()
  @Allow('operate')
  @Answers({
    id: 'optOut',
    summary: 'The contact does not want to be reached by this channel',
    answer: optOuts,
    example: { contactId: 'c-1', optOuts: ['sms'], ...at },
    params: { channel },
  })
  optOut(
    @Ctx() context: CommandContext,
    @Param('id', IdPipe) id: string,
    @Param('channel', ChannelPipe) channel: OptOutChannel,
  ) {
    return this.commands.execute(new ChangeOptOut(context, id, channel, 'OptOut'));
  }

  @Delete()
  @Allow('operate')
  @Answers({
    id: 'optIn',
    summary: 'The contact may be reached by it again',
    answer: optOuts,
    example: { contactId: 'c-1', optOuts: [], ...at },
    params: { channel },
  })
  optIn(
    @Ctx() context: CommandContext,
    @Param('id', IdPipe) id: string,
    @Param('channel', ChannelPipe) channel: OptOutChannel,
  ) {
    return this.commands.execute(new ChangeOptOut(context, id, channel, 'OptIn'));
  }
}
