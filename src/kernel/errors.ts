/**
 * A refusal with a stable snake_case code. Codes are turned into HTTP statuses in one place, the problem filter.
 * `details` becomes extension members of the problem document; it never holds message bodies or contact data.
 */
export class DomainError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'DomainError';
  }
}

/** One thing wrong with an input, and where: `steps[2].then[0].duration`. */
export interface Invalid {
  readonly path: string;
  readonly message: string;
}

/** The input breaks its rules; every error is listed with its path. */
export class InvalidRequest extends DomainError {
  constructor(readonly errors: readonly Invalid[]) {
    super(
      'invalid_request',
      errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; '),
      { errors },
    );
    this.name = 'InvalidRequest';
  }
}

/** Not there, or another account's: never told apart. */
export class NotFound extends DomainError {
  constructor(what: string) {
    super('not_found', `no such ${what}`);
    this.name = 'NotFound';
  }
}

/** What an unknown thrown value says, for logs. Of what SQLite threw in another thread only the code has come over. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  const isCoded = typeof error === 'object' && error !== null && 'code' in error;
  return String(isCoded ? error.code : error);
}
