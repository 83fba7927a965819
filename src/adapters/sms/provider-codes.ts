import type { EffectOutcome, StepError } from '../../domain/effect/effect';
import type { DeliveryStatus } from '../../domain/effect/delivery';

/** What the provider said of a message that it did not take. */
export interface Refusal {
  readonly httpStatus: number;
  /** Its own number for the reason: https://www.twilio.com/docs/api/errors. Null: it gave none. */
  readonly code: number | null;
  readonly words: string;
}

/** Not a mobile number, or none at all. */
const NO_RECIPIENT: ReadonlySet<number> = new Set([21_211, 21_214, 21_217, 21_614]);
const OPTED_OUT = 21_610;
const TOO_MANY: ReadonlySet<number> = new Set([14_107, 20_429, 30_022]);

/** Said in the provider's own words, with its number. */
export function refusedOutcome({ httpStatus, code, words }: Refusal): EffectOutcome {
  if (code === OPTED_OUT) return { status: 'skipped', reason: 'sms_opt_out' };
  const message = `refused: ${code ?? httpStatus} ${words}`;
  return { status: 'failed', error: { code: failureCode(httpStatus, code), message }, output: {} };
}

function failureCode(httpStatus: number, code: number | null): StepError['code'] {
  if (code !== null && NO_RECIPIENT.has(code)) return 'invalid_recipient';
  if (httpStatus === 429 || (code !== null && TOO_MANY.has(code))) return 'rate_limited';
  return 'provider_error';
}

const DELIVERY: ReadonlyMap<string, DeliveryStatus> = new Map([
  ['accepted', 'queued'],
  ['scheduled', 'queued'],
  ['queued', 'queued'],
  ['sending', 'queued'],
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'delivered'],
  ['undelivered', 'undelivered'],
  ['failed', 'undelivered'],
  ['canceled', 'undelivered'],
]);

/** Null: a word that says nothing of how far the message came. */
export const deliveryStatus = (word: string): DeliveryStatus | null => DELIVERY.get(word.toLowerCase()) ?? null;
