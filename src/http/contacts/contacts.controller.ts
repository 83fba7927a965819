import { Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ChangeOptOut } from '../../commands/change-opt-out';
import type { OptOutChannel } from '../../domain/contact/events';
import type { CommandContext } from '../../kernel/command-context';
import { NotFound } from '../../kernel/errors';
import { GetContact } from '../../queries/get-contact';
import { GetOptOut } from '../../queries/get-opt-out';
import { SearchContacts } from '../../queries/search-contacts';
import { Answers, Resource } from '../openapi/answers';
import { at, page, read } from '../openapi/parts';
import { Allow } from '../access/access.guard';
import { Account, Ctx } from '../access/request-context';
import { IdPipe } from '../input/ids';
import { decodeCursor, encodeCursor } from '../input/cursor';
import { LIMIT, Reading, consistencyOf } from '../input/reading';
import { ContactParameters } from './bodies';
import {
  CONTACT_EXAMPLE,
  CONTACT_ITEM_EXAMPLE,
  OPT_OUT_EXAMPLE,
  channel,
  contactDetail,
  contactPage,
  optOut,
  optOuts,
} from './answers';

class ChannelPipe implements PipeTransform<string, OptOutChannel> {
  transform(value: string): OptOutChannel {
    if (value === 'sms' || value === 'email') return value;
    throw new NotFound('channel');
  }
}

@Resource('contacts', 'what is known of somebody, and by which channel not to reach them')
@Controller('api/automations/contacts')
export class ContactsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Allow('read')
  @Answers({
    id: 'searchContacts',
    summary: 'Contacts by a search, in the order of their names; without one those of the latest runs',
    answer: contactPage,
    example: page(CONTACT_ITEM_EXAMPLE),
    codes: ['too_broad'],
  })
  async search(@Account() account: string, @Query() query: ContactParameters) {
    const { search, limit = LIMIT, cursor } = query;
    const listed = { list: 'contacts', account, ...(search === undefined ? {} : { search }) };
    const after = decodeCursor(listed, cursor);
    const asked = new SearchContacts(account, search ?? null, after, limit, consistencyOf(query));
    const { items, next, asOf } = await this.queries.execute(asked);
    return { items, nextCursor: encodeCursor(listed, next), asOf };
  }

  @Get(':id')
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

  @Get(':id/opt-outs/:channel')
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

  @Put(':id/opt-outs/:channel')
  @Allow('operate')
  @Answers({
    id: 'optOut',
    summary: 'The contact does not want to be reached by this channel',
    answer: optOuts,
    example: { contactId: 'c-1', optOuts: ['sms'], address: 'included', ...at },
    params: { channel },
  })
  optOut(
    @Ctx() context: CommandContext,
    @Param('id', IdPipe) id: string,
    @Param('channel', ChannelPipe) channel: OptOutChannel,
  ) {
    return this.commands.execute(new ChangeOptOut(context, id, channel, 'OptOut'));
  }

  @Delete(':id/opt-outs/:channel')
  @Allow('operate')
  @Answers({
    id: 'optIn',
    summary: 'The contact may be reached by it again',
    answer: optOuts,
    example: { contactId: 'c-1', optOuts: [], address: 'none', ...at },
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
