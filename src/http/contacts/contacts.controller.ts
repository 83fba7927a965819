import { Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ChangeOptOut } from '../../commands/change-opt-out';
import type { OptOutChannel } from '../../domain/contact/events';
import type { CommandContext } from '../../kernel/command-context';
import { NotFound } from '../../kernel/errors';
import { GetContact } from '../../queries/get-contact';
import { GetOptOut } from '../../queries/get-opt-out';
import { Answers, Resource } from '../openapi/answers';
import { at, read } from '../openapi/parts';
import { Allow } from '../access/access.guard';
import { Account, Ctx } from '../access/request-context';
import { IdPipe } from '../input/ids';
import { Reading, consistencyOf } from '../input/reading';
import { CONTACT_EXAMPLE, OPT_OUT_EXAMPLE, channel, contactDetail, optOut, optOuts } from './answers';

class ChannelPipe implements PipeTransform<string, OptOutChannel> {
  transform(value: string): OptOutChannel {
    if (value === 'sms' || value === 'email') return value;
    throw new NotFound('channel');
  }
}

@Resource('contacts', 'what is known of somebody, and by which channel not to reach them')
@Controller('api/automations/contacts/:id')
export class ContactsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Allow('read')
  @Answers({
    id: 'getContact',
    summary: 'What is known of a contact, what happened to it and what happens next',
    answer: contactDetail,
    example: CONTACT_EXAMPLE,
  })
  get(@Account() account: string, @Param('id', IdPipe) id: string, @Query() query: Reading) {
    return this.queries.execute(new GetContact(account, id, consistencyOf(query)));
  }

  @Get('opt-outs/:channel')
  @Allow('read')
  @Answers({
    id: 'getOptOut',
    summary: 'Since when, and by whom, the contact is not to be reached by this channel; 404 when it may be',
    answer: optOut,
    example: { contactId: 'c-1', ...OPT_OUT_EXAMPLE, ...read },
    params: { channel },
  })
  getOptOut(
    @Account() account: string,
    @Param('id', IdPipe) id: string,
    @Param('channel', ChannelPipe) channel: OptOutChannel,
    @Query() query: Reading,
  ) {
    return this.queries.execute(new GetOptOut(account, id, channel, consistencyOf(query)));
  }

  @Put('opt-outs/:channel')
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

  @Delete('opt-outs/:channel')
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
