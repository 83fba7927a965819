import { Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Unsubscribe } from '../../commands/unsubscribe';
import { GetUnsubscribeLink } from '../../queries/get-unsubscribe-link';
import { Allow } from '../access/access.guard';
import { Answers, Resource } from '../openapi/answers';
import { text } from '../openapi/schema';
import { PAGE_POLICY, askingPage, donePage } from './page';

const TOKEN = { ...text, description: 'of the link in a mail' };

/** For people and their mail programs (RFC 8058). Only a POST changes anything: programs that look through mails follow links. */
@Resource('unsubscribe', 'the link in a mail by which an address opts out')
@Controller('u')
export class UnsubscribeController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get(':token')
  @Allow('open')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', PAGE_POLICY)
  @Header('referrer-policy', 'no-referrer')
  @Answers({
    id: 'askToUnsubscribe',
    summary: 'A page that asks whether to unsubscribe, and changes nothing',
    answer: text,
    example: '<!doctype html>',
    media: 'text/html',
    params: { token: TOKEN },
    codes: ['not_found'],
  })
  async ask(@Param('token') token: string): Promise<string> {
    const { to, isOptedOut } = await this.queries.execute(new GetUnsubscribeLink(token));
    return isOptedOut ? donePage(to) : askingPage(to);
  }

  @Post(':token')
  @HttpCode(200)
  @Allow('open', 'any form')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', PAGE_POLICY)
  @Header('referrer-policy', 'no-referrer')
  @Answers({
    id: 'unsubscribe',
    summary: 'The address that the mail went to gets no more',
    description:
      'Whatever form it is sent with, as mail programs do (`List-Unsubscribe=One-Click`) and the page does; again it changes ' +
      'nothing.',
    answer: text,
    example: '<!doctype html>',
    media: 'text/html',
    params: { token: TOKEN },
    codes: ['not_found', 'payload_too_large', 'unsupported_media_type'],
  })
  async unsubscribe(@Param('token') token: string): Promise<string> {
    return donePage(await this.commands.execute(new Unsubscribe(token)));
  }
}
