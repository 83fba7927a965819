import type { FormFields } from '../../kernel/form-fields';
import type { ProviderCalls, ToldDelivery } from '../../ports/provider-calls';
import { deliveryStatus } from './provider-codes';
import { isSigned } from './provider-signature';

/** What an id or a number of the provider's may look like: it is kept. */
const PLAIN = /^[A-Za-z0-9_-]{1,64}$/;

/** The calls of a provider with Twilio's interface. https://www.twilio.com/docs/messaging/guides/track-outbound-message-status */
export class SmsCalls implements ProviderCalls {
  /**
   * @param token what the provider signs with; null: there is no provider, and no call is genuine
   * @param publicUrl what the provider calls, without the path; null: likewise
   */
  constructor(
    private readonly token: string | null,
    private readonly publicUrl: string | null,
  ) {}

  isGenuine(target: string, fields: FormFields, signature: string): boolean {
    if (this.token === null || this.publicUrl === null) return false;
    return isSigned(this.token, this.publicUrl + target, fields, signature);
  }

  deliveryIn(fields: FormFields): ToldDelivery | null {
    const {
      MessageSid = '',
      MessageStatus = '',
      ErrorCode = '',
    } = Object.fromEntries(fields) as Partial<Record<string, string>>;
    const status = deliveryStatus(MessageStatus);
    if (status === null || !PLAIN.test(MessageSid)) return null;
    return { providerId: MessageSid, delivery: { status, code: PLAIN.test(ErrorCode) ? ErrorCode : null } };
  }
}
