import { errors } from 'undici';
import type { EffectOutcome, FailureCode } from '../../domain/effect/effect';
import { messageOf } from '../../kernel/errors';
import { excerpt } from '../../kernel/json-size';
import type { JsonObject } from '../../kernel/message';
import { OutcomeUnknown } from '../../ports/effect-channel';
import { NoAnswer } from './exchange';
import type { Answer } from './exchange';
import { NotPublic } from './dialled-addresses';

export const blocked = (message: string): EffectOutcome => failed('webhook_blocked', message);

/** 2xx is done; whatever else the target says is that it did not. */
export function answered({ host }: URL, { statusCode, shown }: Answer): EffectOutcome {
  const output = { statusCode, ...shown };
  if (statusCode >= 200 && statusCode < 300) return { status: 'completed', output };
  const more = statusCode >= 300 && statusCode < 400 ? ', and redirects are not followed' : '';
  return failed('webhook_error', `${host} answered ${statusCode}${more}`, output);
}

/**
 * @param timeUpMs how long it was waited for, when that is why there is no answer
 * @throws OutcomeUnknown
 */
export function unanswered({ host }: URL, error: unknown, timeUpMs: number | null): EffectOutcome {
  if (error instanceof NotPublic) return blocked(`the target ${error.message}`);
  const [cause, mayHaveArrived] = error instanceof NoAnswer ? [error.cause, error.mayHaveArrived] : [error, false];
  if (timeUpMs !== null) {
    const arrived = mayHaveArrived ? '; it may have been sent' : '';
    return failed('webhook_timeout', `${host} did not answer within ${timeUpMs} ms${arrived}`);
  }
  const code = codeOf(cause);
  const why = excerpt(messageOf(cause), MAX_WHY);
  if (TIMEOUTS.has(code)) return failed('webhook_timeout', `${host} could not be reached in time`);
  if (!mayHaveArrived) return failed('webhook_error', `${host} could not be reached: ${why}`);
  if (isNoHttp(cause)) return failed('webhook_error', `${host} answered, but not in HTTP: ${why}`);
  throw new OutcomeUnknown(`may have been sent: the connection to ${host} ended without an answer`, null);
}

const MAX_WHY = 200;

/** Of the look-up, undici and the operating system, before a connection is there. */
const TIMEOUTS: ReadonlySet<string> = new Set(['ETIMEOUT', 'ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT']);

const isNoHttp = (error: unknown): boolean =>
  error instanceof errors.HTTPParserError || error instanceof errors.HeadersOverflowError;

function codeOf(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
}

const failed = (code: FailureCode, message: string, output: JsonObject = {}): EffectOutcome => ({
  status: 'failed',
  error: { code, message },
  output,
});
