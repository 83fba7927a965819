import { Body, Controller, Get, Post, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { RotateWebhookSecret } from '../../commands/rotate-webhook-secret';
import type { RotatedSecret } from '../../commands/rotate-webhook-secret';
import { ChangeSettings } from '../../commands/change-settings';
import { parseSettings } from '../../domain/account/parse-settings';
import { DEFAULT_SETTINGS } from '../../domain/account/settings';
import type { CommandContext } from '../../kernel/command-context';
import type { AccountSettings } from '../../domain/account/settings';
import { GetSettings } from '../../queries/get-settings';
import type { SecretKept, SettingsView } from '../../queries/get-settings';
import { Allow } from '../access/access.guard';
import { ShownOnce } from '../input/idempotency.interceptor';
import { Answers, Resource } from '../openapi/answers';
import { STARTED, asOf, at, position, read } from '../openapi/parts';
import { closed, name, object, orNull, text, time } from '../openapi/schema';
import { optionalSettings, settingsFields } from '../openapi/settings';
import { Account, Ctx } from '../access/request-context';
import { Reading, consistencyOf } from '../input/reading';

/** 32 bytes of zeros. */
const EXAMPLE_SECRET = `whsec_${'A'.repeat(43)}=`;

const webhookSecret = {
  ...object<SecretKept>({ since: time, previousSignsUntil: orNull(time) }),
  description: 'what webhooks are signed with: that there is one; absent: they are not signed',
};
const rotated = name(
  'RotatedSecret',
  object<RotatedSecret>({
    secret: { ...text, description: 'of the Standard Webhooks scheme; shown this once', pattern: '^whsec_' },
    previousSignsUntil: { ...orNull(time), description: 'until when the one before signs along' },
    position,
  }),
);
const settings = name(
  'Settings',
  object<SettingsView>({ ...settingsFields, asOf }, { ...optionalSettings, webhookSecret }),
);
const changedSettings = name(
  'ChangedSettings',
  object<AccountSettings & { position: string }>({ ...settingsFields, position }, optionalSettings),
);
const settingsBody = name(
  'SettingsBody',
  closed(object<Partial<AccountSettings>>({}, { ...settingsFields, ...optionalSettings })),
);

@Resource('settings', 'zone, business hours, limits and country of the account')
@Controller('api/automations/settings')
export class SettingsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Allow('read')
  @Answers({
    id: 'getSettings',
    summary: "The account's settings",
    answer: settings,
    example: { ...DEFAULT_SETTINGS, ...read },
  })
  get(@Account() account: string, @Query() query: Reading) {
    return this.queries.execute(new GetSettings(account, consistencyOf(query)));
  }

  @Put()
  @Allow('own')
  @Answers({
    id: 'putSettings',
    summary: 'Replace them all',
    answer: changedSettings,
    example: { ...DEFAULT_SETTINGS, ...at },
    body: { schema: settingsBody, example: DEFAULT_SETTINGS },
  })
  async put(@Ctx() context: CommandContext, @Body() body: unknown) {
    const { settings, position } = await this.commands.execute(new ChangeSettings(context, parseSettings(body)));
    return { ...settings, position };
  }

  @Post('webhook-secret')
  @Allow('own')
  @ShownOnce()
  @Answers({
    id: 'rotateWebhookSecret',
    summary: 'A new secret to sign webhooks with',
    description: 'Shown once. The one before signs along for 24 hours; one before that no more.',
    answer: rotated,
    example: { secret: EXAMPLE_SECRET, previousSignsUntil: STARTED, ...at },
  })
  rotateSecret(@Ctx() context: CommandContext) {
    return this.commands.execute(new RotateWebhookSecret(context));
  }
}
