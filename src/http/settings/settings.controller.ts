import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ChangeSettings } from '../../commands/change-settings';
import { parseSettings } from '../../domain/account/parse-settings';
import { DEFAULT_SETTINGS } from '../../domain/account/settings';
import type { CommandContext } from '../../kernel/command-context';
import { GetSettings } from '../../queries/get-settings';
import { Allow } from '../access/access.guard';
import { ref } from '../openapi/body-schemas';
import { Account, Ctx } from '../access/request-context';
import { Reading, consistencyOf } from '../input/reading';

@ApiTags('settings')
@ApiBearerAuth()
@Controller('api/automations/settings')
export class SettingsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Allow('read')
  @ApiOperation({ summary: "The account's settings" })
  get(@Account() account: string, @Query() query: Reading) {
    return this.queries.execute(new GetSettings(account, consistencyOf(query)));
  }

  @Put()
  @Allow('own')
  @ApiOperation({ summary: 'Replace them all' })
  @ApiBody({ schema: { allOf: [ref('SettingsBody')], example: DEFAULT_SETTINGS } })
  async put(@Ctx() context: CommandContext, @Body() body: unknown) {
    const { settings, position } = await this.commands.execute(new ChangeSettings(context, parseSettings(body)));
    return { ...settings, position };
  }
}
