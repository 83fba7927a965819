/** What went wrong, as the API says it (RFC 9457), or `unreachable`: no answer came. */
export class Problem extends Error {
  readonly status: number;
  /** Stable: what to decide by. */
  readonly code: string;
  /** Which fields of the request are wrong, and how. */
  readonly errors: readonly FieldError[];
  /** What else the problem carries. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, detail: string, details: Readonly<Record<string, unknown>> = {}) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.details = details;
    this.errors = Array.isArray(details['errors']) ? (details['errors'] as FieldError[]) : [];
  }
}

export interface FieldError {
  /** As in `steps[0].then[1].body`. */
  readonly path: string;
  readonly message: string;
}

/** @param body what came with an answer that is no success */
export function problemOf(status: number, body: unknown): Problem {
  if (typeof body !== 'object' || body === null || !('code' in body))
    return new Problem(status, 'unexpected_answer', `The service answered ${status}.`);
  const {
    code,
    title,
    detail = title,
  } = body as { readonly code: string; readonly title?: string; readonly detail?: string };
  return new Problem(status, code, detail ?? '', body);
}

/**
 * Why something cannot be read: it is `absent`, it is `closed` to whoever asks, it was asked for by what cannot be, or that
 * may have passed a moment later.
 */
export type Unread = 'absent' | 'closed' | 'impossible' | 'passing';

/** Statuses of refusals that the same request need not meet again: signed in anew, in time, caught up, less busy. */
const PASSING: readonly number[] = [401, 408, 409, 425, 429];

export function unreadBy({ status }: Pick<Problem, 'status'>): Unread {
  if (status === 403) return 'closed';
  if (status === 404) return 'absent';
  return status >= 400 && status < 500 && !PASSING.includes(status) ? 'impossible' : 'passing';
}

export const unreachable = (): Problem => new Problem(0, 'unreachable', 'The service cannot be reached.');

export const asProblem = (error: unknown): Problem =>
  error instanceof Problem
    ? error
    : new Problem(0, 'console_error', error instanceof Error ? error.message : String(error));
