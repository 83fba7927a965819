import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { CloseHook } from '../../commands/close-hook';
import { OpenHook } from '../../commands/open-hook';
import { TakeHookCall } from '../../commands/take-hook-call';
import { CONFIG } from '../../config';
import type { Config } from '../../config';
import { parseHook } from '../../domain/hook/parse-hook';
import type { CommandContext } from '../../kernel/command-context';
import type { Json } from '../../kernel/message';
import { ListHookCalls } from '../../queries/list-hook-calls';
import { ListHooks } from '../../queries/list-hooks';
import { Allow } from '../access/access.guard';
import { Account, Ctx } from '../access/request-context';
import { HANDLED_EXAMPLE, handledEvent } from '../events/answers';
import { decodeCursor, encodeCursor } from '../input/cursor';
import { ShownOnce } from '../input/idempotency.interceptor';
import { IdPipe } from '../input/ids';
import { AllowRaw } from '../input/raw-body';
import { LIMIT, Listing, Reading, consistencyOf } from '../input/reading';
import { Answers, Resource } from '../openapi/answers';
import { page, read } from '../openapi/parts';
import { id, json as anyJson } from '../openapi/schema';
import { readAnyJson } from '../server/json-body';
import * as answers from './answers';

const TOKEN = { token: { ...id, description: "a hook's token, for its owner its hookId too" } };

@Resource('hooks', 'events that others post, whatever their bodies look like')
@Controller('api/automations/hooks')
export class HooksController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @Allow('own')
  @ShownOnce()
  @Answers({
    id: 'openHook',
    summary: 'A new hook, which maps the bodies that are posted to it to events',
    description: 'Paths are dotted names and list indexes. Its token is shown once: whoever has it can post.',
    answer: answers.hookMade,
    example: answers.MADE_EXAMPLE,
    body: { schema: answers.hookBody, example: answers.HOOK_BODY },
  })
  async open(@Ctx() context: CommandContext, @Body() body: unknown, @Headers('host') host: string | undefined) {
    const opened = await this.commands.execute(new OpenHook(context, parseHook(body)));
    const base = this.config.publicUrl ?? `http://${host ?? ''}`;
    return { ...opened, url: `${base.replace(/\/+$/, '')}/api/automations/hooks/${opened.token}` };
  }

  @Get()
  @Allow('own')
  @Answers({
    id: 'listHooks',
    summary: 'The hooks that are open, newest first',
    answer: answers.hookPage,
    example: page(answers.HOOK_EXAMPLE),
  })
  async list(@Account() account: string, @Query() query: Listing) {
    const { limit = LIMIT, cursor } = query;
    const listed = { list: 'hooks', account };
    const after = decodeCursor(listed, cursor);
    const found = await this.queries.execute(new ListHooks(account, after, limit, consistencyOf(query)));
    return { items: found.items, nextCursor: encodeCursor(listed, found.next), asOf: found.asOf };
  }

  @Get(':token/calls')
  @Allow('own')
  @Answers({
    id: 'listHookCalls',
    summary: 'The last 50 calls of a hook: what each was mapped to, or why it was refused',
    answer: answers.hookCalls,
    example: { hookId: answers.CLOSED_EXAMPLE.hookId, items: [], ...read },
    params: TOKEN,
  })
  calls(@Account() account: string, @Param('token', IdPipe) token: string, @Query() query: Reading) {
    return this.queries.execute(new ListHookCalls(account, token, consistencyOf(query)));
  }

  @Delete(':token')
  @Allow('own')
  @Answers({
    id: 'closeHook',
    summary: 'Close a hook: it takes no call any more',
    answer: answers.hookClosed,
    example: answers.CLOSED_EXAMPLE,
    params: TOKEN,
  })
  close(@Ctx() context: CommandContext, @Param('token', IdPipe) token: string) {
    return this.commands.execute(new CloseHook(context, token));
  }

  @Post(':token')
  @HttpCode(200)
  @AllowRaw('open')
  @Answers({
    id: 'callHook',
    summary: 'Post what happened, as any JSON',
    description:
      'The same event id again starts nothing. Open: the token is the secret, beside what else its hook checks. The body is ' +
      '`application/json`, or of a type that ends in `+json`, in UTF-8 or the charset that its type names, and not compressed.',
    answer: handledEvent,
    example: HANDLED_EXAMPLE,
    codes: ['unauthorized', 'not_found', 'event_id_reused', 'payload_too_large', 'unsupported_media_type'],
    body: { schema: anyJson, example: { id: 'evt-1', customer: { id: 'ana' }, order: { total: 12 } } },
    params: TOKEN,
  })
  call(
    @Param('token', IdPipe) token: string,
    @Headers() headers: Readonly<Record<string, string | undefined>>,
    @Body() body: Buffer | undefined,
  ) {
    const bytes = body ?? Buffer.alloc(0);
    const json = (): Json => readAnyJson(bytes, headers['content-type'] ?? '') as Json;
    const call = { header: (name: string) => headers[name], bytes, json };
    return this.commands.execute(new TakeHookCall(token, call));
  }
}
