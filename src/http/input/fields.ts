import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf } from 'class-validator';
import { exactTime } from '../../domain/time/exact-time';

/** May be left out, which null is not. */
export const Optional = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

/** Digits in a query string; anything else stays what it is and is refused. */
const wholeNumber = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;

export const WholeNumber = (): PropertyDecorator => Transform(wholeNumber);

/** An ISO 8601 date-time with its offset. */
export const IsTime = (): PropertyDecorator =>
  ValidateBy({
    name: 'isTime',
    validator: {
      validate: (value) => typeof value === 'string' && exactTime(value) !== null,
      defaultMessage: () => 'must be an ISO 8601 time with its offset, such as 2026-11-24T10:00:00Z',
    },
  });
