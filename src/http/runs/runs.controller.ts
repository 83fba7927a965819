import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CancelRun } from '../../commands/cancel-run';
import { ResumeRun } from '../../commands/resume-run';
import type { CommandContext } from '../../kernel/command-context';
import { isoTime } from '../../kernel/clock';
import { FindAccountOfRun } from '../../queries/find-account-of-run';
import { GetRun } from '../../queries/get-run';
import { ListRuns } from '../../queries/list-runs';
import type { RunFilters } from '../../queries/list-runs';
import { Allow } from '../access/access.guard';
import { decodeCursor, encodeCursor } from '../input/cursor';
import { Account, Caller, Ctx } from '../access/request-context';
import type { ApiCaller } from '../access/request-context';
import { CancelBody, ResumeBody, RunParameters, WorkflowRunParameters } from './bodies';
import { IdPipe } from '../input/ids';
import { LIMIT, Reading, consistencyOf } from '../input/reading';

@ApiTags('runs')
@ApiBearerAuth()
@Controller('api/automations')
export class RunsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get('runs')
  @Allow('read')
  @ApiOperation({ summary: 'Runs, newest first' })
  list(@Account() account: string, @Query() query: RunParameters) {
    return this.listRuns(account, query, query.workflowId);
  }

  @Get('workflows/:id/runs')
  @Allow('read')
  @ApiOperation({ summary: 'Runs of one workflow, newest first' })
  listOfWorkflow(@Account() account: string, @Param('id', IdPipe) id: string, @Query() query: WorkflowRunParameters) {
    return this.listRuns(account, query, id);
  }

  @Get('runs/:id')
  @Allow('read')
  @ApiOperation({ summary: 'One run with its timeline' })
  get(@Account() account: string, @Param('id', IdPipe) id: string, @Query() query: Reading) {
    return this.queries.execute(new GetRun(account, id, consistencyOf(query)));
  }

  @Post('runs/:id/cancel')
  @HttpCode(200)
  @Allow('operate')
  @ApiOperation({ summary: 'Cancel an active run, at once' })
  @ApiBody({ type: CancelBody, required: false })
  cancel(@Ctx() context: CommandContext, @Param('id', IdPipe) id: string, @Body() body?: CancelBody) {
    return this.commands.execute(new CancelRun(context, id, body?.reason ?? null));
  }

  @Post('runs/:id/resume')
  @HttpCode(200)
  @Allow('resume')
  @ApiOperation({ summary: 'Wake a run whose wait is over' })
  @ApiBody({ type: ResumeBody, required: false })
  async resume(@Caller() caller: ApiCaller, @Param('id', IdPipe) id: string, @Body() body?: ResumeBody) {
    const account = caller.account ?? (await this.queries.execute(new FindAccountOfRun(id)));
    return this.commands.execute(new ResumeRun(caller.contextIn(account), id, body?.waitId ?? null));
  }

  private async listRuns(account: string, query: WorkflowRunParameters, workflowId?: string) {
    const { status = [], from, to, limit = LIMIT, contact, errorCode } = query;
    const filters: RunFilters = {
      statuses: [...status].sort(),
      ...(workflowId === undefined ? {} : { workflowId }),
      ...(contact === undefined ? {} : { contact }),
      ...(errorCode === undefined ? {} : { errorCode }),
      ...(from === undefined ? {} : { from: isoTime(Date.parse(from)) }),
      ...(to === undefined ? {} : { to: isoTime(Date.parse(to)) }),
    };
    const listed = { list: 'runs', account, ...filters };
    const after = decodeCursor(listed, query.cursor);
    const page = await this.queries.execute(new ListRuns(account, filters, after, limit, consistencyOf(query)));
    return { items: page.items, nextCursor: encodeCursor(listed, page.next), asOf: page.asOf };
  }
}
