import { Controller, Delete, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { distinctUntilChanged, map, startWith } from 'rxjs';
import { ChangeProjection } from '../../commands/change-projection';
import { GetProjection } from '../../queries/get-projection';
import { ListProjections } from '../../queries/list-projections';
import { Allow } from '../access/access.guard';
import { StillIn } from '../access/request-context';
import { Answers, Resource } from '../openapi/answers';
import { text } from '../openapi/schema';
import { EventStreams } from '../output/event-streams';
import { polled } from '../output/polled';
import {
  LISTED_EXAMPLE,
  PROJECTION_EXAMPLE,
  REBUILDING_EXAMPLE,
  projection,
  projectionList,
} from './projections.answers';

/** How often whoever watches a projection is told of it, in milliseconds. */
const WATCH_MS = 1_000;

const params = { name: { ...text, examples: ['run-history'] } };
const copyParams = { ...params, copy: { ...text, examples: ['v3_20261124100000000'] } };

@Resource('projections', 'the read models of the whole service, rebuilt while they answer')
@Controller('api/admin/projections')
export class ProjectionsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly streams: EventStreams,
  ) {}

  @Get()
  @Allow('administer')
  @Answers({
    id: 'listProjections',
    summary: 'Every projection, how far it is, and its copies',
    answer: projectionList,
    example: { items: [LISTED_EXAMPLE] },
  })
  list() {
    return this.queries.execute(new ListProjections());
  }

  @Post(':name/rebuild')
  @HttpCode(202)
  @Allow('administer')
  @Answers({
    id: 'rebuildProjection',
    summary: 'Begin to fold the log into a new copy beside the one that answers, then switch to it',
    answer: projection,
    example: REBUILDING_EXAMPLE,
    codes: ['rebuild_running', 'too_little_disk'],
    params,
  })
  rebuild(@Param('name') name: string) {
    return this.commands.execute(new ChangeProjection(name, 'rebuild'));
  }

  @Post(':name/rollback')
  @HttpCode(202)
  @Allow('administer')
  @Answers({
    id: 'rollBackProjection',
    summary: 'Begin to catch the copy up that answered before, then switch back to it',
    answer: projection,
    example: REBUILDING_EXAMPLE,
    codes: ['rebuild_running', 'no_copy_kept'],
    params,
  })
  rollback(@Param('name') name: string) {
    return this.commands.execute(new ChangeProjection(name, 'rollback'));
  }

  @Post(':name/pause')
  @HttpCode(200)
  @Allow('administer')
  @Answers({
    id: 'pauseProjection',
    summary: 'Let it stand still, with a lag that grows',
    answer: projection,
    example: PROJECTION_EXAMPLE,
    codes: ['rebuild_running', 'projection_needed'],
    params,
  })
  pause(@Param('name') name: string) {
    return this.commands.execute(new ChangeProjection(name, 'pause'));
  }

  @Post(':name/resume')
  @HttpCode(202)
  @Allow('administer')
  @Answers({
    id: 'resumeProjection',
    summary: 'Let what is paused or stopped go on from where it stands',
    answer: projection,
    example: REBUILDING_EXAMPLE,
    params,
  })
  resume(@Param('name') name: string) {
    return this.commands.execute(new ChangeProjection(name, 'resume'));
  }

  @Delete(':name/copies/:copy')
  @HttpCode(202)
  @Allow('administer')
  @Answers({
    id: 'dropProjectionCopy',
    summary: 'Drop a copy that is kept, or give up the one that is being built',
    answer: projection,
    example: PROJECTION_EXAMPLE,
    codes: ['copy_in_use'],
    params: copyParams,
  })
  drop(@Param('name') name: string, @Param('copy') copy: string) {
    return this.commands.execute(new ChangeProjection(name, { drop: copy }));
  }

  @Get(':name/progress')
  @Allow('administer')
  @Answers({
    id: 'watchProjection',
    summary: 'How a projection is doing, as server-sent events whenever that changes',
    answer: projection,
    example: PROJECTION_EXAMPLE,
    media: 'text/event-stream',
    params,
  })
  async watch(
    @StillIn() isStillIn: () => boolean,
    @Param('name') name: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const first = await this.queries.execute(new GetProjection(name));
    const views = polled(WATCH_MS, () => this.queries.execute(new GetProjection(name))).pipe(
      startWith(first),
      map((view) => JSON.stringify(view)),
      distinctUntilChanged(),
      map((data) => [{ type: 'progress', data }]),
    );
    return this.streams.open(reply, views, isStillIn);
  }
}
