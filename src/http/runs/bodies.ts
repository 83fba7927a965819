import { ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsString, MaxLength, MinLength } from 'class-validator';
import { RUN_STATUSES } from '../../../projections/run-history';
import type { RunStatus } from '../../../projections/run-history';
import { FAILURE_CODES } from '../../domain/effect/effect';
import { IsId } from '../input/ids';
import { IsTime, Optional } from '../input/fields';
import { Listing } from '../input/reading';

/** The filters of a list of runs; `status` may repeat. */
export class RunParameters extends Listing {
  @ApiPropertyOptional({ enum: RUN_STATUSES, isArray: true })
  @Optional()
  @Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? (value as unknown[]) : [value]))
  @IsIn(RUN_STATUSES, { each: true, message: `must be one of ${RUN_STATUSES.join(', ')}` })
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

  @ApiPropertyOptional({ enum: FAILURE_CODES })
  @Optional()
  @IsIn(FAILURE_CODES)
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
