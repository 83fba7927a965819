import { bounded } from '../../kernel/json-schema';
import { enterMessage } from './enter-effect';
import type { SmsStep } from './step';
import type { StepKind } from './step-kind';
import { TEMPLATE, TEXT, VIA, recipient, recipientSchema, template } from './template-field';

const BODY = template(10_000);

export const sms: StepKind<SmsStep> = {
  name: 'Sms',
  says: "Sends an SMS to `to`, or to the contact's phone; skipped when the number has opted out.",
  parse: (input) => ({
    type: 'sms',
    ...input.optionalField('to', recipient('sms')),
    body: input.string('body', BODY),
  }),
  fields: { to: recipientSchema('sms'), body: bounded(TEMPLATE, BODY) },
  required: ['body'],
  enter: enterMessage,
  output: { to: TEXT, body: TEXT, via: VIA },
};
