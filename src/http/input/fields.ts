import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf } from 'class-validator';
import { exactTime } from '../../domain/time/exact-time';
import { whole } from '../openapi/schema';
import type { Schema } from '../openapi/schema';
import { Told } from '../openapi/told';

/** May be left out, which null is not. */
export const Optional = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

/** Digits in a query string; anything else stays what it is and is refused. */
const fromDigits = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;

interface Bounds extends Pick<Schema, 'default' | 'description'> {
  readonly minimum: number;
  readonly maximum?: number;
}

/** A whole number that may be left out, told and refused with its bounds. */
export const Whole = ({ maximum = 999_999_999, ...bounds }: Bounds): PropertyDecorator => {
  const isWithin = (value: unknown): boolean =>
    Number.isInteger(value) && (value as number) >= bounds.minimum && (value as number) <= maximum;
  return applyDecorators(
    Told({ ...whole, ...bounds, maximum }),
    Optional(),
    Transform(fromDigits),
    ValidateBy({
      name: 'isWithin',
      validator: {
        validate: isWithin,
        defaultMessage: () => `must be a whole number from ${bounds.minimum} to ${maximum}`,
      },
    }),
  );
};

/** An ISO 8601 date-time with its offset. */
export const IsTime = (): PropertyDecorator =>
  ValidateBy({
    name: 'isTime',
    validator: {
      validate: (value) => typeof value === 'string' && exactTime(value) !== null,
      defaultMessage: () => 'must be an ISO 8601 time with its offset, such as 2026-11-24T10:00:00Z',
    },
  });
