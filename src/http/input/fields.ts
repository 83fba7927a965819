import { ValidateBy } from 'class-validator';
import { exactTime } from '../../domain/time/exact-time';
import { whole } from '../openapi/schema';
import type { Schema } from '../openapi/schema';
import { Told } from './told';

interface Bounds extends Pick<Schema, 'default' | 'description'> {
  readonly minimum: number;
  readonly maximum?: number;
}

/** A whole number that may be left out, told and refused with its bounds. */
export const Whole = ({ maximum = 999_999_999, ...bounds }: Bounds): PropertyDecorator =>
  Told({ ...whole, ...bounds, maximum });

/** An ISO 8601 date-time with its offset. */
export const IsTime = (): PropertyDecorator =>
  ValidateBy({
    name: 'isTime',
    validator: {
      validate: (value) => typeof value === 'string' && exactTime(value) !== null,
      defaultMessage: () => 'must be an ISO 8601 time with its offset, such as 2026-11-24T10:00:00Z',
    },
  });
