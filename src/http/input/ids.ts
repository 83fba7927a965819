import type { PipeTransform } from '@nestjs/common';
import { ValidateBy } from 'class-validator';
import { NotFound } from '../../kernel/errors';
import { isId } from '../../kernel/ids';

/** 1 to 128 letters, digits and `-_.:@+`. */
export const IsId = (): PropertyDecorator =>
  ValidateBy({
    name: 'isId',
    validator: {
      validate: (value) => typeof value === 'string' && isId(value),
      defaultMessage: (given) => faultOf(given?.value),
    },
  });

function faultOf(value: unknown): string {
  if (value === undefined) return 'is required';
  return typeof value === 'string' ? 'must be 1 to 128 letters, digits and -_.:@+' : 'must be a string';
}

/** The id of something in a path: what cannot be an id is not there. */
export class IdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!isId(value)) throw new NotFound('thing');
    return value;
  }
}
