import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { FireReminders } from '../../commands/fire-reminders';
import { ResumeDue } from '../../commands/resume-due';
import { Allow } from '../access/access.guard';
import { Caller } from '../access/request-context';
import type { ApiCaller } from '../access/request-context';
import { Optional } from '../input/fields';

const LIMIT = 200;

class DueBody {
  @ApiPropertyOptional({ minimum: 1, maximum: 1000, default: LIMIT })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(1_000)
  limit?: number;
}

/** What the service does by itself, driven from outside. */
@ApiTags('internal')
@ApiBearerAuth()
@Controller('internal/engine')
export class EngineController {
  constructor(private readonly commands: CommandBus) {}

  @Post('resume-due')
  @HttpCode(200)
  @Allow('engine')
  @ApiOperation({ summary: 'Resume the runs whose wait is over, oldest first' })
  @ApiBody({ type: DueBody, required: false })
  resumeDue(@Caller() { account }: ApiCaller, @Body() body?: DueBody) {
    return this.commands.execute(new ResumeDue(account, body?.limit ?? LIMIT));
  }

  @Post('reminders/check')
  @HttpCode(200)
  @Allow('engine')
  @ApiOperation({ summary: 'Fire the reminders that are due, oldest first' })
  fireReminders(@Caller() { account }: ApiCaller) {
    return this.commands.execute(new FireReminders(account, LIMIT));
  }
}
