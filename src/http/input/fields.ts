import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf } from 'class-validator';
import { parseTime } from '../../domain/time/parse-time';

/** May be left out, which null is not. */
export const Optional = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

/** Digits in a query string; anything else stays what it is and is refused. */
const wholeNumber = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;

export const WholeNumber = (): PropertyDecorator => Transform(wholeNumber);

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
/** Years of four digits in UTC too, so that times compare as text. */
const EARLIEST = Date.parse('0000-01-01T00:00:00.000Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

export function isTime(value: unknown): boolean {
  const time = typeof value === 'string' && DATE_TIME.test(value) ? parseTime(value, 'UTC') : null;
  return time !== null && time >= EARLIEST && time <= LATEST;
}

/** An ISO 8601 date-time with its offset. */
export const IsTime = (): PropertyDecorator =>
  ValidateBy({
    name: 'isTime',
    validator: {
      validate: isTime,
      defaultMessage: () => 'must be an ISO 8601 time with its offset, such as 2026-11-24T10:00:00Z',
    },
  });
