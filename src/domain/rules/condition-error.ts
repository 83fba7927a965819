import { DomainError } from '../../kernel/errors';

/** A comparison of values that cannot be compared, or more work than conditions may make: the rule has no answer. */
export class ConditionError extends DomainError {
  constructor(message: string) {
    super('condition_error', message);
    this.name = 'ConditionError';
  }
}
