import { IsString, Matches, MaxLength, ValidateBy } from 'class-validator';
import type { Consistency } from '../../engine/projecting/read-models';
import { START, isPosition } from '../../kernel/message';
import { text } from '../openapi/schema';
import { Told } from '../openapi/told';
import { Optional, Whole } from './fields';

const TIMEOUT_MS = 5_000;

/** In every query: wait until the read model has got to a position. */
export class Reading {
  @Told({
    ...text,
    description: 'the position that a command answered with; an empty one, of what has no events, waits for nothing',
  })
  @Optional()
  @ValidateBy({
    name: 'isPosition',
    validator: {
      validate: (value) => typeof value === 'string' && (value === START || isPosition(value)),
      defaultMessage: () => 'must be a position that a command answered with',
    },
  })
  minPosition?: string;

  @Whole({ minimum: 0, maximum: 10_000, default: TIMEOUT_MS, description: 'milliseconds' })
  timeoutMs?: number;
}

export const consistencyOf = ({ minPosition = START, timeoutMs = TIMEOUT_MS }: Reading): Consistency => ({
  minPosition,
  timeoutMs,
});

/** In every list. */
export class Listing extends Reading {
  @Whole({ minimum: 1, maximum: 200, default: 50 })
  limit?: number;

  @Told({ ...text, description: 'the nextCursor of the page before' })
  @Optional()
  @IsString()
  @MaxLength(1_000)
  @Matches(/^[\w-]+$/, { message: 'must be a nextCursor' })
  cursor?: string;
}

export const LIMIT = 50;
