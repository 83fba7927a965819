import { ValidateBy } from 'class-validator';
import { isId } from '../../kernel/ids';

/** 1 to 128 letters, digits and `-_.:@+`. */
export const IsId = (): PropertyDecorator =>
  ValidateBy({
    name: 'isId',
    validator: {
      validate: (value) => typeof value === 'string' && isId(value),
      defaultMessage: () => 'must be 1 to 128 letters, digits and -_.:@+',
    },
  });
