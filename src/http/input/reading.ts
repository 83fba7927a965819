import { IsString, Matches, ValidateBy } from 'class-validator';
import type { Consistency } from '../../engine/projecting/read-models';
import { START, isPosition } from '../../kernel/message';
import { text } from '../openapi/schema';
import { Told } from './told';
import { Whole } from './fields';

const TIMEOUT_MS = 5_000;
const CURSOR = '^[\\w-]+$';

/** In every query: wait until the read model has got to a position. */
export class Reading {
  @Told(
    {
      ...text,
      description: 'the position that a command answered with; an empty one, of what has no events, waits for nothing',
    },
    ValidateBy({
      name: 'isPosition',
      validator: {
        validate: (value) => typeof value === 'string' && (value === START || isPosition(value)),
        defaultMessage: () => 'must be a position that a command answered with',
      },
    }),
  )
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

  @Told(
    { ...text, maxLength: 1_000, pattern: CURSOR, description: 'the nextCursor of the page before' },
    IsString(),
    Matches(new RegExp(CURSOR), { message: 'must be a nextCursor' }),
  )
  cursor?: string;
}

export const LIMIT = 50;
