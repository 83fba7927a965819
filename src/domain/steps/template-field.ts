import type { TextCheck } from '../../kernel/input';
import { bounded } from '../../kernel/json-schema';
import type { Schema } from '../../kernel/json-schema';
import type { MessageChannel } from '../effect/effect';
import { checkRecipient } from '../effect/recipient';
import { checkTemplate } from '../templates/check-template';
import { oneLine } from '../templates/one-line';
import { countTags } from '../templates/template-limits';

/** A field whose text is a template, of so many characters. */
export const template = (max: number, min = 1): TextCheck => ({ min, max, test: checkTemplate });

/** Whom a message goes to; by default its contact. What a template leaves open is checked when it is rendered. */
export const recipient = (channel: MessageChannel): TextCheck => ({
  max: 1_000,
  test: (text) => checkTemplate(text) ?? (countTags(text) > 0 ? null : checkRecipient(channel, oneLine(text))),
});

export const TEMPLATE: Schema = { type: 'string', description: 'Liquid over contact, data, account and run' };
/** Of what `recipient` checks. */
export const recipientSchema = (channel: MessageChannel): Schema => {
  const [what, from] =
    channel === 'sms'
      ? ['one phone number in E.164, such as +15550100000', 'phone']
      : ['one email address, such as ana@example.com', 'email'];
  const schema = {
    type: 'string',
    description:
      `${what}: Liquid over contact, data, account and run; by default {{contact.${from}}}. One without a template in it is ` +
      'checked when it is saved, any other as it is rendered, which fails its step with `invalid_recipient`',
  };
  return bounded(schema, recipient(channel));
};
export const TEXT: Schema = { type: 'string' };
export const VIA: Schema = {
  type: 'string',
  description:
    '`outbox`: it did not leave, since no provider is configured, or the host is one that is kept for examples',
};
