import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
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
import { Answers, Resource } from '../openapi/answers';
import { DEFINITION_EXAMPLE, definition } from '../openapi/definition';
import { at, page, read } from '../openapi/parts';
import { RUN_ID } from '../openapi/run';
import {
  ITEM_EXAMPLE,
  OVERVIEW_EXAMPLE,
  TEST_RUN_EXAMPLE,
  WORKFLOW_EXAMPLE,
  changedExample,
  changedWorkflow,
  definedExample,
  definedWorkflow,
  enrolled,
  overview,
  testRun,
  workflow,
  workflowPage,
} from './answers';
import { decodeCursor, encodeCursor } from '../input/cursor';
import { PostedQuery } from '../input/idempotency.interceptor';
import { Account, Ctx } from '../access/request-context';
import { IdPipe } from '../input/ids';
import { LIMIT, Listing, Reading, consistencyOf } from '../input/reading';
import { ContactAndData } from '../input/contact-and-data';
import { DraftTestRunBody, NextVersionParameters, OverviewParameters, TestRunBody } from './bodies';

@Resource('workflows', 'what happens to a contact: versioned definitions, and their figures')
@Controller('api/automations/workflows')
export class WorkflowsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @Allow('operate')
  @Answers({
    id: 'defineWorkflow',
    summary: 'Define a workflow, as a draft',
    answer: definedWorkflow,
    example: definedExample(1, 'draft'),
    body: { schema: definition, example: DEFINITION_EXAMPLE },
  })
  define(@Ctx() context: CommandContext, @Body() body: unknown) {
    return this.commands.execute(new DefineWorkflow(context, null, this.parse(body)));
  }

  @Put(':id')
  @Allow('operate')
  @Answers({
    id: 'redefineWorkflow',
    summary: 'Define its next version; running runs keep theirs',
    answer: definedWorkflow,
    example: definedExample(2, 'active'),
    body: { schema: definition, example: DEFINITION_EXAMPLE },
    codes: ['workflow_archived'],
  })
  redefine(
    @Ctx() context: CommandContext,
    @Param('id', IdPipe) id: string,
    @Query() { expectedVersion }: NextVersionParameters,
    @Body() body: unknown,
  ) {
    return this.commands.execute(new DefineWorkflow(context, id, this.parse(body), expectedVersion ?? null));
  }

  @Get()
  @Allow('read')
  @Answers({
    id: 'listWorkflows',
    summary: 'All workflows, the newest first',
    answer: workflowPage,
    example: page(ITEM_EXAMPLE),
  })
  async list(@Account() account: string, @Query() query: Listing) {
    const { limit = LIMIT, cursor } = query;
    const filters = { list: 'workflows', account };
    const after = decodeCursor(filters, cursor);
    const found = await this.queries.execute(new ListWorkflows(account, after, limit, consistencyOf(query)));
    return { items: found.items, nextCursor: encodeCursor(filters, found.next), asOf: found.asOf };
  }

  @Get(':id')
  @Allow('read')
  @Answers({
    id: 'getWorkflow',
    summary: 'One workflow with its latest definition',
    answer: workflow,
    example: { ...WORKFLOW_EXAMPLE, ...read },
  })
  get(@Account() account: string, @Param('id', IdPipe) id: string, @Query() query: Reading) {
    return this.queries.execute(new GetWorkflow(account, id, consistencyOf(query)));
  }

  @Post(':id/activate')
  @HttpCode(200)
  @Allow('operate')
  @Answers({
    id: 'activateWorkflow',
    summary: 'Let contacts in, and let paused runs go on',
    answer: changedWorkflow,
    example: changedExample('active'),
    codes: ['workflow_archived'],
  })
  activate(@Ctx() context: CommandContext, @Param('id', IdPipe) id: string) {
    return this.commands.execute(new ChangeWorkflowStatus(context, id, 'ActivateWorkflow'));
  }

  @Post(':id/pause')
  @HttpCode(200)
  @Allow('operate')
  @Answers({
    id: 'pauseWorkflow',
    summary: 'Let nobody in and hold every active run',
    answer: changedWorkflow,
    example: changedExample('paused'),
    codes: ['workflow_not_active', 'workflow_archived'],
  })
  pause(@Ctx() context: CommandContext, @Param('id', IdPipe) id: string) {
    return this.commands.execute(new ChangeWorkflowStatus(context, id, 'PauseWorkflow'));
  }

  @Post(':id/archive')
  @HttpCode(200)
  @Allow('operate')
  @Answers({
    id: 'archiveWorkflow',
    summary: 'Let nobody in for good; active runs go on to their end, held ones stay held',
    answer: changedWorkflow,
    example: changedExample('archived'),
  })
  archive(@Ctx() context: CommandContext, @Param('id', IdPipe) id: string) {
    return this.commands.execute(new ChangeWorkflowStatus(context, id, 'ArchiveWorkflow'));
  }

  @Post(':id/test-runs')
  @HttpCode(200)
  @PostedQuery()
  @Allow('operate')
  @Answers({
    id: 'testWorkflow',
    summary: 'Simulate a run: nothing is sent and nothing is stored',
    answer: testRun,
    example: TEST_RUN_EXAMPLE,
  })
  test(@Account() account: string, @Param('id', IdPipe) id: string, @Body() body: TestRunBody) {
    return this.tested(account, id, body);
  }

  @Post('test-runs')
  @HttpCode(200)
  @PostedQuery()
  @Allow('operate')
  @Answers({
    id: 'testDraft',
    summary: 'Simulate a run of what is no workflow yet: nothing is sent and nothing is stored',
    answer: testRun,
    example: TEST_RUN_EXAMPLE,
  })
  testDraft(@Account() account: string, @Body() body: DraftTestRunBody) {
    return this.tested(account, null, body);
  }

  @Post(':id/enrollments')
  @Allow('operate')
  @Answers({
    id: 'enrollContact',
    summary: 'Enroll a contact by hand',
    answer: enrolled,
    example: { enrollmentId: '5d879d2385852641c97057aedb3deff3', runId: RUN_ID, ...at },
    codes: ['workflow_not_active', 'already_active', 'already_enrolled', 'missing_data', 'condition_error'],
  })
  enroll(@Ctx() context: CommandContext, @Param('id', IdPipe) id: string, @Body() body: ContactAndData) {
    const enroll = new EnrollContact(context, id, parseContact(body.contact), parseData(body.data));
    return this.commands.execute(enroll);
  }

  @Get(':id/overview')
  @Allow('read')
  @Answers({
    id: 'getOverview',
    summary: 'Totals of all time and the last 30 local days',
    answer: overview,
    example: { ...OVERVIEW_EXAMPLE, ...read },
  })
  overview(@Account() account: string, @Param('id', IdPipe) id: string, @Query() query: OverviewParameters) {
    const { timezone = null, by = 'finished' } = query;
    return this.queries.execute(new GetOverview(account, id, timezone, by, consistencyOf(query)));
  }

  private tested(account: string, id: string | null, { contact, data, startAt, definition }: TestRunBody) {
    const draft = definition && parseDefinition(definition, this.config.webhookAllowPrivate, 'definition');
    const from = startAt === undefined ? null : Date.parse(startAt);
    return this.queries.execute(
      new TestWorkflow(account, id, parseContact(contact), parseData(data), from, draft ?? null),
    );
  }

  private parse(body: unknown) {
    return parseDefinition(body, this.config.webhookAllowPrivate);
  }
}
