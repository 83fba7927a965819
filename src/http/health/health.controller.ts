import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { CONFIG } from '../../config';
import type { Config } from '../../config';
import { EFFECT_CHANNELS } from '../../domain/effect/effect';
import { DomainError } from '../../kernel/errors';
import { GetReadiness } from '../../queries/get-readiness';
import type { Readiness } from '../../queries/get-readiness';
import { Answers, Resource } from '../openapi/answers';
import { listOf, name, object, only, text, time, words } from '../openapi/schema';
import { VERSION } from '../../version';
import { Allow } from '../access/access.guard';

const health = name('Health', object<{ status: 'ok'; version: string }>({ status: only('ok'), version: text }));

type Ready = {
  status: 'ok' | 'degraded';
  version: string;
  reasons?: readonly string[];
  channels?: Readiness['channels'];
};
const degradedChannel = object<Readiness['channels'][number]>({
  channel: words(...EFFECT_CHANNELS),
  since: time,
  cause: text,
});
const readiness = name(
  'Readiness',
  object<Ready>(
    { status: words('ok', 'degraded'), version: text },
    { reasons: listOf(text), channels: listOf(degradedChannel) },
  ),
);

@Resource('health', 'whether the process lives, and whether it can do its work')
@Controller('health')
export class HealthController {
  constructor(
    private readonly queries: QueryBus,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('live')
  @Allow('open')
  @Answers({
    id: 'getLiveness',
    summary: 'The process answers',
    answer: health,
    example: { status: 'ok', version: VERSION },
  })
  live() {
    return { status: 'ok', version: VERSION };
  }

  /** @throws DomainError `not_ready` with what is wrong */
  @Get('ready')
  @Allow('open')
  @Answers({
    id: 'getReadiness',
    summary: 'It can do its work',
    description:
      'Its stores answer; where it folds, every projection goes on; where it wakes timers, none is overdue by more than ' +
      'a minute. `degraded`: it can, but others of the service do not do theirs, a read model is behind by more than a ' +
      'minute, or a channel does not work by which effects leave (`channels`).',
    answer: readiness,
    example: { status: 'ok', version: VERSION },
    codes: ['not_ready'],
  })
  async ready(): Promise<Ready> {
    const { roles } = this.config;
    const does = { waking: roles.includes('engine'), folding: roles.includes('projector') };
    const { reasons, degraded, channels } = await this.queries.execute(new GetReadiness(does));
    if (reasons.length > 0) throw new DomainError('not_ready', 'the service is not ready', { reasons });
    if (degraded.length > 0) return { status: 'degraded', version: VERSION, reasons: degraded, channels };
    return { status: 'ok', version: VERSION };
  }
}
