import { bounded } from '../../kernel/json-schema';
import { enterMessage } from './enter-effect';
import type { EmailStep } from './step';
import type { StepKind } from './step-kind';
import { TEMPLATE, TEXT, VIA, recipient, recipientSchema, template } from './template-field';

const SUBJECT = template(1_000);
const BODY = template(200_000);

export const email: StepKind<EmailStep> = {
  name: 'Email',
  says: "Sends an email to `to`, or to the contact's email; skipped when the address has opted out. The body is HTML.",
  parse: (input) => ({
    type: 'email',
    ...input.optionalField('to', recipient('email')),
    subject: input.string('subject', SUBJECT),
    body: input.string('body', BODY),
  }),
  fields: { to: recipientSchema('email'), subject: bounded(TEMPLATE, SUBJECT), body: bounded(TEMPLATE, BODY) },
  required: ['subject', 'body'],
  enter: enterMessage,
  output: { to: TEXT, subject: TEXT, body: TEXT, via: VIA },
};
