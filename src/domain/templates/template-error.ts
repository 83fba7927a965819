import { DomainError } from '../../kernel/errors';

/** The template cannot be rendered. */
export class TemplateError extends DomainError {
  constructor(message: string) {
    super('template_error', message);
    this.name = 'TemplateError';
  }
}
