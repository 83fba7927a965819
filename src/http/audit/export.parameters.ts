import { IsString, Matches, ValidateBy } from 'class-validator';
import type { Asked } from '../../commands/export-ledger';
import { isoTime } from '../../kernel/clock';
import { InvalidRequest } from '../../kernel/errors';
import { START, isPosition } from '../../kernel/message';
import type { ExportQuery } from '../../queries/get-export-head';
import { IsTime } from '../input/fields';
import { IsId } from '../input/ids';
import { id, sentTime, text } from '../openapi/schema';
import { Told } from '../input/told';

const HASH = '^[0-9a-f]{64}$';

const IsPosition = (): PropertyDecorator =>
  ValidateBy({
    name: 'isPosition',
    validator: {
      validate: (value) => typeof value === 'string' && isPosition(value),
      defaultMessage: () => 'must be the position of an event',
    },
  });

export class UntilParameter {
  @Told(
    { ...text, description: 'up to this position; the end of the log when the request begins unless told' },
    IsPosition(),
  )
  until?: string;
}

/** Which events an export holds; all of the account's unless told. */
export class HeadParameters extends UntilParameter {
  @Told({
    ...text,
    minLength: 1,
    maxLength: 300,
    description: 'of this stream',
    examples: ['run-5d879d2385852641c97057aedb3deff3'],
  })
  stream?: string;

  @Told(
    {
      ...id,
      description: 'of this workflow, its runs, enrollments and reminders, and the events tried against it',
    },
    IsId(),
  )
  workflowId?: string;

  @Told({ ...sentTime, description: 'recorded at or after' }, IsTime())
  from?: string;

  @Told({ ...sentTime, description: 'recorded before' }, IsTime())
  to?: string;
}

/** And from where on. */
export class ExportParameters extends HeadParameters {
  @Told({ ...text, description: 'only the lines behind this position, as they are in the whole' }, IsPosition())
  after?: string;

  @Told(
    { ...text, pattern: HASH, description: 'of the line at `after`: refused where the ledger gives another' },
    IsString(),
    Matches(new RegExp(HASH), { message: 'must be the hash of a line' }),
  )
  hash?: string;
}

/** @throws InvalidRequest */
export function queryOf({ stream, workflowId, from, to }: HeadParameters): ExportQuery {
  if (stream !== undefined && workflowId !== undefined)
    throw new InvalidRequest([{ path: 'workflowId', message: 'cannot be asked for together with a stream' }]);
  return {
    ...(stream === undefined ? {} : { stream }),
    ...(workflowId === undefined ? {} : { workflowId }),
    ...(from === undefined ? {} : { from: isoTime(Date.parse(from)) }),
    ...(to === undefined ? {} : { to: isoTime(Date.parse(to)) }),
  };
}

/** @throws InvalidRequest */
export function askedOf(parameters: ExportParameters): Asked {
  const { until = null, after = START, hash = null } = parameters;
  if (hash !== null && after === START)
    throw new InvalidRequest([{ path: 'hash', message: 'needs the position of its line: after' }]);
  return { query: queryOf(parameters), until, after, hash };
}
