import { ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsString, MaxLength, MinLength } from 'class-validator';
import type { RunStatus } from '../../projections/run-history';
import { IsId } from './is-id';
import { IsTime, Listing, Optional } from './validation';

const STATUSES: readonly RunStatus[] = ['running', 'waiting', 'paused', 'completed', 'failed', 'cancelled'];
const ERROR_CODES = [
  'missing_data',
  'rate_limited',
  'webhook_timeout',
  'webhook_blocked',
  'webhook_error',
  'provider_error',
  'outcome_unknown',
  'template_error',
  'condition_error',
];

/** The filters of a list of runs; `status` may repeat. */
export class RunParameters extends Listing {
  @ApiPropertyOptional({ enum: STATUSES, isArray: true })
  @Optional()
  @Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? (value as unknown[]) : [value]))
  @IsIn(STATUSES, { each: true, message: `must be one of ${STATUSES.join(', ')}` })
  status?: RunStatus[];

  @ApiPropertyOptional()
  @Optional()
  @IsId()
  workflowId?: string;

  @ApiPropertyOptional({ description: 'an id, or the beginning of a name, an email or a phone number' })
  @Optional()
  @IsString()
  @MinLength(1)
  @MaxLength(320)
  contact?: string;

  @ApiPropertyOptional({ description: 'started at or after' })
  @Optional()
  @IsTime()
  from?: string;

  @ApiPropertyOptional({ description: 'started before' })
  @Optional()
  @IsTime()
  to?: string;

  @ApiPropertyOptional({ enum: ERROR_CODES })
  @Optional()
  @IsIn(ERROR_CODES)
  errorCode?: string;
}

export class WorkflowRunParameters extends OmitType(RunParameters, ['workflowId']) {}

export class CancelBody {
  @ApiPropertyOptional()
  @Optional()
  @IsString()
  @MaxLength(1_000)
  reason?: string;
}

export class ResumeBody {
  @ApiPropertyOptional({ description: 'default: the wait it is at' })
  @Optional()
  @IsString()
  @MaxLength(200)
  waitId?: string;
}
