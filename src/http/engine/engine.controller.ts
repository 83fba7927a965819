import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { FireReminders } from '../../commands/fire-reminders';
import { ResumeDue } from '../../commands/resume-due';
import type { FiredReminders } from '../../commands/fire-reminders';
import type { WokenRuns } from '../../commands/resume-due';
import { Answers, Resource } from '../openapi/answers';
import { RUN_ID } from '../openapi/run';
import { count, listOf, name, object, text } from '../openapi/schema';
import { Allow } from '../access/access.guard';
import { Caller } from '../access/request-context';
import type { ApiCaller } from '../access/request-context';
import { Whole } from '../input/fields';

const LIMIT = 200;

class DueBody {
  @Whole({ minimum: 1, maximum: 1_000, default: LIMIT })
  limit?: number;
}

const resumedRuns = name(
  'ResumedRuns',
  object<WokenRuns>({
    resumed: count,
    failed: listOf(object<WokenRuns['failed'][number]>({ runId: text, code: text })),
  }),
);
const firedReminders = name(
  'FiredReminders',
  object<FiredReminders>({
    fired: count,
    failed: listOf(object<FiredReminders['failed'][number]>({ reminderId: text, code: text })),
  }),
);

/** What the service does by itself, driven from outside. */
@Resource(
  'internal',
  'what the service does by itself, driven from outside: with the role engine, or the engine secret',
)
@Controller('internal/engine')
export class EngineController {
  constructor(private readonly commands: CommandBus) {}

  @Post('resume-due')
  @HttpCode(200)
  @Allow('engine')
  @Answers({
    id: 'resumeDue',
    summary: 'Resume the runs whose wait is over, oldest first',
    answer: resumedRuns,
    example: { resumed: 2, failed: [{ runId: RUN_ID, code: 'run_paused' }] },
  })
  resumeDue(@Caller() { account }: ApiCaller, @Body() body?: DueBody) {
    return this.commands.execute(new ResumeDue(account, body?.limit ?? LIMIT));
  }

  @Post('reminders/check')
  @HttpCode(200)
  @Allow('engine')
  @Answers({
    id: 'fireReminders',
    summary: 'Fire the reminders that are due, oldest first',
    answer: firedReminders,
    example: { fired: 1, failed: [] },
  })
  fireReminders(@Caller() { account }: ApiCaller) {
    return this.commands.execute(new FireReminders(account, LIMIT));
  }
}
