import type { SmsProvider } from '../../config/sms';
import { optOutWish } from '../../domain/effect/opt-out-words';
import type { OptOutWish } from '../../domain/effect/opt-out-words';
import { checkRecipient } from '../../domain/effect/recipient';
import type { FormFields } from '../../kernel/form-fields';
import { excerpt } from '../../kernel/json-size';
import type { ProviderCalls, ToldDelivery, ToldMessage } from '../../ports/provider-calls';
import { deliveryStatus } from './provider-codes';
import { isSigned } from './provider-signature';

export interface SmsCallSettings {
  /** Null: there is none, and no call is genuine. */
  readonly provider: SmsProvider | null;
  /** The service's own sender, null: it has none. */
  readonly from: string | null;
  /** What the provider calls, without the path; null: no call is genuine. */
  readonly publicUrl: string | null;
}

/** What an id or a number of the provider's may look like: it is kept. */
const PLAIN = /^[A-Za-z0-9_-]{1,64}$/;
/** Characters of a message that are kept. */
const MAX_WORDS = 160;

/** What the provider itself made of a message, where it looks for such words. */
const WISHES: ReadonlyMap<string, OptOutWish> = new Map([
  ['STOP', 'out'],
  ['START', 'in'],
  ['HELP', null],
]);

/**
 * The calls of a provider with Twilio's interface. https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
 * https://www.twilio.com/docs/messaging/guides/webhook-request
 */
export class SmsCalls implements ProviderCalls {
  constructor(private readonly settings: SmsCallSettings) {}

  isGenuine(target: string, fields: FormFields, signature: string): boolean {
    const { provider, publicUrl } = this.settings;
    return provider !== null && publicUrl !== null && isSigned(provider.token, publicUrl + target, fields, signature);
  }

  deliveryIn(fields: FormFields): ToldDelivery | null {
    const { MessageSid = '', MessageStatus = '', ErrorCode = '' } = valuesOf(fields);
    const status = deliveryStatus(MessageStatus);
    if (status === null || !PLAIN.test(MessageSid)) return null;
    return { providerId: MessageSid, delivery: { status, code: PLAIN.test(ErrorCode) ? ErrorCode : null } };
  }

  messageIn(fields: FormFields): ToldMessage | null {
    const { From = '', To = '', MessagingServiceSid = '', Body = '', OptOutType = '' } = valuesOf(fields);
    if (checkRecipient('sms', From) !== null) return null;
    const to = [To, MessagingServiceSid].filter((sender) => sender !== '');
    const { from } = this.settings;
    const said = WISHES.get(OptOutType.toUpperCase());
    const wish = said === undefined ? optOutWish(Body) : said;
    return { from: From, to, isToService: from !== null && to.includes(from), words: excerpt(Body, MAX_WORDS), wish };
  }
}

const valuesOf = (fields: FormFields): Partial<Record<string, string>> => Object.fromEntries(fields);
