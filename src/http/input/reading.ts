import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsString, Matches, Max, MaxLength, Min, ValidateBy } from 'class-validator';
import type { Consistency } from '../../engine/projecting/read-models';
import { START, isPosition } from '../../kernel/message';
import { Optional, WholeNumber } from './fields';

const TIMEOUT_MS = 5_000;

/** In every query: wait until the read model has got to a position. */
export class Reading {
  @ApiPropertyOptional({ description: 'the position that a command answered with' })
  @Optional()
  @ValidateBy({
    name: 'isPosition',
    validator: {
      validate: (value) => typeof value === 'string' && (value === START || isPosition(value)),
      defaultMessage: () => 'must be a position that a command answered with',
    },
  })
  minPosition?: string;

  @ApiPropertyOptional({ minimum: 0, maximum: 10_000, default: TIMEOUT_MS, description: 'milliseconds' })
  @Optional()
  @WholeNumber()
  @IsInt()
  @Min(0)
  @Max(10_000)
  timeoutMs?: number;
}

export const consistencyOf = ({ minPosition = START, timeoutMs = TIMEOUT_MS }: Reading): Consistency => ({
  minPosition,
  timeoutMs,
});

/** In every list. */
export class Listing extends Reading {
  @ApiPropertyOptional({ minimum: 1, maximum: 200, default: 50 })
  @Optional()
  @WholeNumber()
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;

  @ApiPropertyOptional({ description: 'the nextCursor of the page before' })
  @Optional()
  @IsString()
  @MaxLength(1_000)
  @Matches(/^[\w-]+$/, { message: 'must be a nextCursor' })
  cursor?: string;
}

export const LIMIT = 50;
