import { Body, Controller, Delete, Get, Headers, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ROLES } from '../../config/keys';
import { DomainError, InvalidRequest } from '../../kernel/errors';
import { Allow } from '../access/access.guard';
import { Callers } from '../access/callers';
import type { ApiRequest } from '../access/request-context';
import { Sessions } from '../access/sessions';
import type { SessionView } from '../access/sessions';
import { Answers, Resource } from '../openapi/answers';
import { STARTED } from '../openapi/parts';
import { name, object, orNull, text, time, words } from '../openapi/schema';
import { SignInBody, signIn } from './bodies';

const session = name(
  'Session',
  object<SessionView>({
    account: text,
    role: words(...ROLES.filter((role) => role !== 'engine')),
    name: { ...orNull(text), description: 'of the key' },
    csrfToken: { ...text, description: 'what every change has to bring as x-csrf-token' },
    expiresAt: { ...time, description: 'unless a request comes before; 24 hours after it began at the latest' },
  }),
);

const EXAMPLE = {
  account: 'acme',
  role: 'owner',
  name: 'Maria',
  csrfToken: 'nN2mL5k9R0yq3r1uJb8cT7w6vZ4xQ0aE5sD2fG1hK3M',
  expiresAt: STARTED,
};

@Resource('session', 'how a browser signs in: by a cookie that stands for a key')
@Controller('api/session')
export class SessionController {
  constructor(
    private readonly sessions: Sessions,
    private readonly callers: Callers,
  ) {}

  @Post()
  @HttpCode(200)
  @Allow('open')
  @Answers({
    id: 'signIn',
    summary: 'Sign in by a key, or by the link of the first start',
    description:
      'The answer sets the cookie `runledger_session`. It is taken where there is no Authorization header; every request but ' +
      'GET and HEAD then brings `x-csrf-token`. It ends two hours after the last request, at most 24 hours after it began.',
    answer: session,
    example: EXAMPLE,
    codes: ['unauthorized', 'forbidden', 'payload_too_large', 'unsupported_media_type'],
    body: { schema: signIn, example: { key: 'rl_owner_3q2-7wEAAQIDBAUGBwgJCgsM' } },
  })
  signIn(@Body() { key, link }: SignInBody, @Res({ passthrough: true }) reply: FastifyReply): SessionView {
    if ((key === undefined) === (link === undefined))
      throw new InvalidRequest([{ path: '', message: 'must have a key or a link, one of them' }]);
    const begun = link === undefined ? this.sessions.begin(key ?? '') : this.sessions.beginByLink(link);
    void reply.header('set-cookie', this.sessions.cookie(begun));
    return this.sessions.view(begun);
  }

  @Get()
  @Allow('open')
  @Answers({
    id: 'getSession',
    summary: 'Who is signed in',
    answer: session,
    example: EXAMPLE,
    codes: ['unauthorized'],
  })
  get(@Req() request: ApiRequest, @Res({ passthrough: true }) reply: FastifyReply): SessionView {
    const found = this.callers.sessionOf(request);
    if (found === null) throw new DomainError('unauthorized', 'nobody is signed in');
    const current = this.sessions.renewed(found);
    if (current !== found) void reply.header('set-cookie', this.sessions.cookie(current));
    return this.sessions.view(current);
  }

  @Delete()
  @HttpCode(204)
  @Allow('open')
  @Answers({
    id: 'signOut',
    summary: 'End the session, in every tab; none is well too',
    codes: ['unauthorized', 'csrf_token_required'],
  })
  signOut(
    @Req() request: ApiRequest,
    @Headers('x-csrf-token') token: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): void {
    const found = this.callers.sessionOf(request);
    if (found !== null) {
      this.sessions.checkCsrfToken(found, token);
      this.sessions.end(found);
    }
    void reply.header('set-cookie', this.sessions.noCookie());
  }
}
