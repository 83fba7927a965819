import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ChangeWorkflowStatus } from '../../commands/change-workflow-status';
import { DefineWorkflow } from '../../commands/define-workflow';
import { EnrollContact } from '../../commands/enroll-contact';
import { CONFIG } from '../../config';
import type { Config } from '../../config';
import { parseContact, parseData } from '../../domain/contact/contact';
import { parseDefinition } from '../../domain/workflow/parse-definition';
import type { CommandContext } from '../../kernel/command-context';
import { GetOverview } from '../../queries/get-overview';
import { GetWorkflow } from '../../queries/get-workflow';
import { ListWorkflows } from '../../queries/list-workflows';
import { TestWorkflow } from '../../queries/test-workflow';
import { Allow } from '../access/access.guard';
import { ref } from '../openapi/body-schemas';
import { decodeCursor, encodeCursor } from '../input/cursor';
import { PostedQuery } from '../input/idempotency.interceptor';
import { Account, Ctx } from '../access/request-context';
import { IdPipe } from '../input/ids';
import { LIMIT, Listing, Reading, consistencyOf } from '../input/reading';
import { ContactAndData } from '../input/contact-and-data';
import { DEFINITION_EXAMPLE, OverviewParameters, TestRunBody } from './bodies';

@ApiTags('workflows')
@ApiBearerAuth()
@Controller('api/automations/workflows')
export class WorkflowsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @Allow('operate')
  @ApiOperation({ summary: 'Define a workflow, as a draft' })
  @ApiBody({ schema: { allOf: [ref('Definition')], example: DEFINITION_EXAMPLE } })
  define(@Ctx() context: CommandContext, @Body() body: unknown) {
    return this.commands.execute(new DefineWorkflow(context, null, this.parse(body)));
  }

  @Put(':id')
  @Allow('operate')
  @ApiOperation({ summary: 'Define its next version; running runs keep theirs' })
  @ApiBody({ schema: { allOf: [ref('Definition')], example: DEFINITION_EXAMPLE } })
  redefine(@Ctx() context: CommandContext, @Param('id', IdPipe) id: string, @Body() body: unknown) {
    return this.commands.execute(new DefineWorkflow(context, id, this.parse(body)));
  }

  @Get()
  @Allow('read')
  @ApiOperation({ summary: 'All workflows, the newest first' })
  async list(@Account() account: string, @Query() query: Listing) {
    const { limit = LIMIT, cursor } = query;
    const filters = { list: 'workflows', account };
    const after = decodeCursor(filters, cursor);
    const page = await this.queries.execute(new ListWorkflows(account, after, limit, consistencyOf(query)));
    return { items: page.items, nextCursor: encodeCursor(filters, page.next), asOf: page.asOf };
  }

  @Get(':id')
  @Allow('read')
  @ApiOperation({ summary: 'One workflow with its latest definition' })
  get(@Account() account: string, @Param('id', IdPipe) id: string, @Query() query: Reading) {
    return this.queries.execute(new GetWorkflow(account, id, consistencyOf(query)));
  }

  @Post(':id/activate')
  @HttpCode(200)
  @Allow('operate')
  @ApiOperation({ summary: 'Let contacts in, and let paused runs go on' })
  activate(@Ctx() context: CommandContext, @Param('id', IdPipe) id: string) {
    return this.commands.execute(new ChangeWorkflowStatus(context, id, 'ActivateWorkflow'));
  }

  @Post(':id/pause')
  @HttpCode(200)
  @Allow('operate')
  @ApiOperation({ summary: 'Let nobody in and hold every active run' })
  pause(@Ctx() context: CommandContext, @Param('id', IdPipe) id: string) {
    return this.commands.execute(new ChangeWorkflowStatus(context, id, 'PauseWorkflow'));
  }

  @Post(':id/archive')
  @HttpCode(200)
  @Allow('operate')
  @ApiOperation({ summary: 'Let nobody in for good; active runs go on to their end, held ones stay held' })
  archive(@Ctx() context: CommandContext, @Param('id', IdPipe) id: string) {
    return this.commands.execute(new ChangeWorkflowStatus(context, id, 'ArchiveWorkflow'));
  }

  @Post(':id/test-runs')
  @HttpCode(200)
  @PostedQuery()
  @Allow('operate')
  @ApiOperation({ summary: 'Simulate a run: nothing is sent and nothing is stored' })
  test(@Account() account: string, @Param('id', IdPipe) id: string, @Body() body: TestRunBody) {
    const { startAt, definition } = body;
    return this.queries.execute(
      new TestWorkflow(
        account,
        id,
        parseContact(body.contact),
        parseData(body.data),
        startAt === undefined ? null : Date.parse(startAt),
        definition === undefined ? null : parseDefinition(definition, this.config.webhookAllowPrivate, 'definition'),
      ),
    );
  }

  @Post(':id/enrollments')
  @Allow('operate')
  @ApiOperation({ summary: 'Enroll a contact by hand' })
  enroll(@Ctx() context: CommandContext, @Param('id', IdPipe) id: string, @Body() body: ContactAndData) {
    const enroll = new EnrollContact(context, id, parseContact(body.contact), parseData(body.data));
    return this.commands.execute(enroll);
  }

  @Get(':id/overview')
  @Allow('read')
  @ApiOperation({ summary: 'Totals of all time and the last 30 local days' })
  overview(@Account() account: string, @Param('id', IdPipe) id: string, @Query() query: OverviewParameters) {
    const { timezone = null, by = 'finished' } = query;
    return this.queries.execute(new GetOverview(account, id, timezone, by, consistencyOf(query)));
  }

  private parse(body: unknown) {
    return parseDefinition(body, this.config.webhookAllowPrivate);
  }
}
