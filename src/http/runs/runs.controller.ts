import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { CancelRun } from '../../commands/cancel-run';
import { ResumeRun } from '../../commands/resume-run';
import { SettleOutcome } from '../../commands/settle-outcome';
import type { CommandContext } from '../../kernel/command-context';
import { isoTime } from '../../kernel/clock';
import { FindAccountOfRun } from '../../queries/find-account-of-run';
import { GetRun } from '../../queries/get-run';
import { ListRuns } from '../../queries/list-runs';
import { ReplayRun } from '../../queries/replay-run';
import { WatchRuns } from '../../queries/watch-runs';
import type { RunFilters } from '../../queries/list-runs';
import { cancelledRun, resumedRun, runWithTimeline, settledOutcome } from './answers';
import { Answers, Resource } from '../openapi/answers';
import { at, page, read } from '../openapi/parts';
import { RUN_EXAMPLE, RUN_ID, run, runPage } from '../openapi/run';
import { DELAY_EXAMPLE, SMS_EXAMPLE } from '../openapi/timeline';
import { Allow } from '../access/access.guard';
import { decodeCursor, encodeCursor } from '../input/cursor';
import { Account, Caller, Ctx, StillIn } from '../access/request-context';
import type { ApiCaller } from '../access/request-context';
import { EventStreams, drained } from '../output/event-streams';
import {
  CancelBody,
  ResumeBody,
  SettleBody,
  RunParameters,
  RunReading,
  WatchParameters,
  WorkflowRunParameters,
  momentOf,
} from './bodies';
import { IdPipe } from '../input/ids';
import { LIMIT, consistencyOf } from '../input/reading';

const WATCHING =
  'Each event is named `run`, its data is the run as it is now, its id a position of the log: with it as Last-Event-ID a ' +
  'reader goes on without a gap. An event named `reset` says that this is not possible any more: what changed meanwhile ' +
  'is to be read anew. What is told can be read at once.';

@Resource('runs', 'each firing of a workflow for a contact, and what came of it')
@Controller('api/automations')
export class RunsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly streams: EventStreams,
  ) {}

  @Get('runs')
  @Allow('read')
  @Answers({
    id: 'listRuns',
    summary: 'Runs, newest first',
    answer: runPage,
    example: page(RUN_EXAMPLE),
    codes: ['too_broad'],
  })
  list(@Account() account: string, @Query() query: RunParameters) {
    return this.listRuns(account, query, query.workflowId);
  }

  @Get('workflows/:id/runs')
  @Allow('read')
  @Answers({
    id: 'listRunsOfWorkflow',
    summary: 'Runs of one workflow, newest first',
    answer: runPage,
    example: page(RUN_EXAMPLE),
    codes: ['too_broad'],
  })
  listOfWorkflow(@Account() account: string, @Param('id', IdPipe) id: string, @Query() query: WorkflowRunParameters) {
    return this.listRuns(account, query, id);
  }

  @Get('runs/changes')
  @Allow('read')
  @Answers({
    id: 'watchRuns',
    summary: 'Runs as they change, as server-sent events',
    description: WATCHING,
    answer: run,
    example: RUN_EXAMPLE,
    media: 'text/event-stream',
  })
  async watch(
    @Account() account: string,
    @StillIn() isStillIn: () => boolean,
    @Query() { workflowId, runId }: WatchParameters,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('last-event-id') lastEventId?: string,
  ) {
    const filter = {
      account,
      ...(workflowId === undefined ? {} : { workflowId }),
      ...(runId === undefined ? {} : { runId }),
    };
    const after = lastEventId === undefined || lastEventId === '' ? null : lastEventId;
    const { notices, position } = await this.queries.execute(new WatchRuns(filter, after, drained(reply.raw)));
    return this.streams.open(reply, notices, isStillIn, position);
  }

  @Get('runs/:id')
  @Allow('read')
  @Answers({
    id: 'getRun',
    summary: 'One run with its timeline, as it is or as it was',
    answer: runWithTimeline,
    example: { ...RUN_EXAMPLE, startedBy: null, cancelled: null, timeline: [DELAY_EXAMPLE, SMS_EXAMPLE], ...read },
  })
  get(@Account() account: string, @Param('id', IdPipe) id: string, @Query() query: RunReading) {
    const moment = query.at === undefined ? null : momentOf(query.at);
    const consistency = consistencyOf(query);
    if (moment !== null) return this.queries.execute(new ReplayRun(account, id, moment, consistency.timeoutMs));
    return this.queries.execute(new GetRun(account, id, consistency));
  }

  @Post('runs/:id/cancel')
  @HttpCode(200)
  @Allow('operate')
  @Answers({
    id: 'cancelRun',
    summary: 'Cancel an active run, at once',
    answer: cancelledRun,
    example: { runId: RUN_ID, status: 'cancelled', ...at },
    codes: ['run_not_active'],
  })
  cancel(@Ctx() context: CommandContext, @Param('id', IdPipe) id: string, @Body() body?: CancelBody) {
    return this.commands.execute(new CancelRun(context, id, body?.reason ?? null));
  }

  @Post('runs/:id/steps/:stepId/outcome')
  @HttpCode(200)
  @Allow('own')
  @Answers({
    id: 'settleOutcome',
    summary: 'Say what became of an effect whose outcome is unknown',
    description:
      'Of a step that failed with `outcome_unknown`; `GET /api/automations/runs?errorCode=outcome_unknown` lists the runs that ' +
      'have one. Step and run stay failed, and the step shows who said what, and why.',
    answer: settledOutcome,
    example: { runId: RUN_ID, stepId: 'hello', outcome: 'sent', ...at },
    codes: ['outcome_not_unknown', 'already_settled'],
  })
  settle(
    @Ctx() context: CommandContext,
    @Param('id', IdPipe) id: string,
    @Param('stepId', IdPipe) stepId: string,
    @Body() { outcome, reason }: SettleBody,
  ) {
    return this.commands.execute(new SettleOutcome(context, id, stepId, outcome, reason));
  }

  @Post('runs/:id/resume')
  @HttpCode(200)
  @Allow('resume')
  @Answers({
    id: 'resumeRun',
    summary: 'Wake a run whose wait is over',
    answer: resumedRun,
    example: { runId: RUN_ID, status: 'completed', resumed: true, ...at },
    codes: ['wake_time_not_reached', 'run_paused'],
  })
  async resume(@Caller() caller: ApiCaller, @Param('id', IdPipe) id: string, @Body() body?: ResumeBody) {
    const account = caller.account ?? (await this.queries.execute(new FindAccountOfRun(id)));
    return this.commands.execute(new ResumeRun(caller.contextIn(account), id, body?.waitId ?? null));
  }

  private async listRuns(account: string, query: WorkflowRunParameters, workflowId?: string) {
    const { status = [], from, to, limit = LIMIT, contact, contactId, errorCode } = query;
    const filters: RunFilters = {
      statuses: [...status].sort(),
      ...(workflowId === undefined ? {} : { workflowId }),
      ...(contact === undefined ? {} : { contact }),
      ...(contactId === undefined ? {} : { contactId }),
      ...(errorCode === undefined ? {} : { errorCode }),
      ...(from === undefined ? {} : { from: isoTime(Date.parse(from)) }),
      ...(to === undefined ? {} : { to: isoTime(Date.parse(to)) }),
    };
    const listed = { list: 'runs', account, ...filters };
    const after = decodeCursor(listed, query.cursor);
    const found = await this.queries.execute(new ListRuns(account, filters, after, limit, consistencyOf(query)));
    return { items: found.items, nextCursor: encodeCursor(listed, found.next), asOf: found.asOf };
  }
}
