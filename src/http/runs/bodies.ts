import { IsString, Matches, ValidateBy } from 'class-validator';
import type { RunStatus } from '../../../projections/run-history';
import { exactTime } from '../../domain/time/exact-time';
import type { KnownOutcome } from '../../domain/run/events';
import { FAILURE_CODES } from '../../domain/effect/effect';
import type { Moment } from '../../queries/replay-run';
import { runStatus } from '../openapi/run';
import { id, listOf, sentTime, text, words } from '../openapi/schema';
import { Told, ToldRequired } from '../input/told';
import { IsId } from '../input/ids';
import { IsTime } from '../input/fields';
import { Listing, Reading } from '../input/reading';

/** The filters of a list of one workflow's runs; `status` may repeat. */
export class WorkflowRunParameters extends Listing {
  @Told(listOf(runStatus))
  status?: RunStatus[];

  @Told({
    ...text,
    minLength: 1,
    maxLength: 320,
    description: 'an id, or the beginning of a word of a name, of an email or of a phone number',
  })
  contact?: string;

  @Told({ ...id, description: 'of this contact alone' }, IsId())
  contactId?: string;

  @Told({ ...sentTime, description: 'started at or after' }, IsTime())
  from?: string;

  @Told({ ...sentTime, description: 'started before' }, IsTime())
  to?: string;

  @Told(words(...FAILURE_CODES))
  errorCode?: string;
}

export class RunParameters extends WorkflowRunParameters {
  @Told(id, IsId())
  workflowId?: string;
}

/** Which runs are watched: all of the account, of one workflow, or one. */
export class WatchParameters {
  @Told(id, IsId())
  workflowId?: string;

  @Told(id, IsId())
  runId?: string;
}

/** A run as it is, or as it was. */
export class RunReading extends Reading {
  @Told(
    { ...text, description: 'as it was: a revision of its stream, or an ISO 8601 time', examples: ['3'] },
    ValidateBy({
      name: 'isMoment',
      validator: {
        validate: (value) => typeof value === 'string' && momentOf(value) !== null,
        defaultMessage: () => 'must be a revision, or an ISO 8601 time with its offset',
      },
    }),
  )
  at?: string;
}

/** Null when it is neither a revision nor a time. */
export function momentOf(at: string): Moment | null {
  if (/^\d{1,9}$/.test(at)) return { revision: Number(at) };
  const time = exactTime(at);
  return time === null ? null : { time };
}

export class CancelBody {
  @Told({ ...text, maxLength: 1_000 })
  reason?: string;
}

/** Something that can be seen. */
const SAYS_SOMETHING = '[\\p{L}\\p{N}\\p{P}\\p{S}]';

export class SettleBody {
  @ToldRequired(words('sent', 'not_sent'))
  outcome!: KnownOutcome;

  @ToldRequired(
    {
      ...text,
      minLength: 1,
      maxLength: 1_000,
      pattern: SAYS_SOMETHING,
      description: 'how it is known, for people',
    },
    IsString(),
    Matches(new RegExp(SAYS_SOMETHING, 'u'), { message: 'must say something' }),
  )
  reason!: string;
}

export class ResumeBody {
  @Told({ ...text, maxLength: 200, description: 'default: the wait it is at' })
  waitId?: string;
}
