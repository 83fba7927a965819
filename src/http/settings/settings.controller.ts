import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ChangeSettings } from '../../commands/change-settings';
import { parseSettings } from '../../domain/account/parse-settings';
import { DEFAULT_SETTINGS } from '../../domain/account/settings';
import type { CommandContext } from '../../kernel/command-context';
import type { AccountSettings } from '../../domain/account/settings';
import { GetSettings } from '../../queries/get-settings';
import type { SettingsView } from '../../queries/get-settings';
import { Allow } from '../access/access.guard';
import { Answers, Resource } from '../openapi/answers';
import { asOf, at, position, read } from '../openapi/parts';
import { closed, name, object } from '../openapi/schema';
import { optionalSettings, settingsFields } from '../openapi/settings';
import { Account, Ctx } from '../access/request-context';
import { Reading, consistencyOf } from '../input/reading';

const settings = name('Settings', object<SettingsView>({ ...settingsFields, asOf }, optionalSettings));
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
}
