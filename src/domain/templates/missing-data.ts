import { DomainError } from '../../kernel/errors';

/** A value that a message cannot do without is absent or empty. */
export class MissingData extends DomainError {
  constructor(message: string) {
    super('missing_data', message);
    this.name = 'MissingData';
  }
}
