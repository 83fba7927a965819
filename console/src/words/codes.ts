/** What a failure means to whoever reads it, and what to do about it. Codes: product.md's, for steps and runs. */
export interface Meaning {
  readonly title: string;
  readonly meaning: string;
  readonly advice: string;
}

export const MEANINGS: Readonly<Record<string, Meaning>> = {
  missing_data: {
    title: 'Something was missing',
    meaning: 'A field that the message needs was empty, or the message came out empty.',
    advice: 'Add what is missing to the contact or the event, then enroll the contact again.',
  },
  invalid_recipient: {
    title: 'Not a number or address',
    meaning: 'What the message would go to is not one phone number, or not one email address.',
    advice:
      'Enroll the contact again with the right phone or email. A number without a country code needs the account’s country, in Settings.',
  },
  no_opening: {
    title: 'Never open',
    meaning: 'The business hours have no opening within 400 days.',
    advice: 'Set business hours in Settings.',
  },
  rate_limited: {
    title: 'Limit reached',
    meaning: 'The account’s or the contact’s limit for this channel was used up.',
    advice: 'Raise the limit in Settings, or let messages wait for room instead of failing.',
  },
  webhook_timeout: {
    title: 'The webhook did not answer in time',
    meaning: 'The other system may or may not have taken the call.',
    advice: 'Ask whoever runs it whether the call arrived. It is never repeated by itself.',
  },
  webhook_blocked: {
    title: 'Address not allowed',
    meaning: 'The address is not a public HTTPS one.',
    advice: 'Use a public https:// address in the automation.',
  },
  webhook_error: {
    title: 'The webhook was refused',
    meaning: 'The other system answered with an error, or could not be reached.',
    advice: 'Look at its answer above, correct the address or the other system, then enroll the contact again.',
  },
  provider_error: {
    title: 'The provider refused it',
    meaning: 'The SMS or email provider did not take the message. It was not sent.',
    advice: 'Read the provider’s words above. If they name the account or the sender, look at Settings.',
  },
  outcome_unknown: {
    title: 'Perhaps sent',
    meaning: 'The message may have left: no answer came after it was handed over. It is not sent again by itself.',
    advice: 'Ask the contact or the provider, then record here what became of it.',
  },
  template_error: {
    title: 'The text could not be made',
    meaning: 'The message’s template could not be filled in.',
    advice: 'Open the automation, correct the text at this step, and try it with a test run.',
  },
  condition_error: {
    title: 'The condition could not be decided',
    meaning: 'The values that it compares have no order, or it goes beyond its budget.',
    advice: 'Open the automation and correct the condition, or the data that it looks at.',
  },
  engine_error: {
    title: 'The run could not go on',
    meaning: 'It was taken up three times without coming to an end, and was set aside.',
    advice: 'Tell whoever runs this service: the log has the reason. Then enroll the contact again.',
  },
};

/** Of a code that nothing is known of: itself. */
export const meaningOf = (code: string): Meaning =>
  MEANINGS[code] ?? { title: code.replaceAll('_', ' '), meaning: '', advice: '' };

/** What to do where nobody is enrolled and what is tried stands beside it. */
const IN_A_TEST: Readonly<Record<string, string>> = {
  missing_data:
    'Try it with a value for that field, or let the text say what to write without one: {{ contact.name | default: "there" }}.',
  invalid_recipient:
    'Try it with a whole phone number or email address. A number without a country code needs the account’s country, in Settings.',
  template_error: 'Correct the text at this step.',
  condition_error: 'Correct the condition, or the values that it is tried with.',
};

/** Of what failed in a test run. */
export const meaningInTest = (code: string): Meaning => {
  const meaning = meaningOf(code);
  return { ...meaning, advice: IN_A_TEST[code] ?? meaning.advice };
};

/** Why a step was left out: no failures, so without red. */
export const SKIPPED: Readonly<Record<string, string>> = {
  sms_opt_out: 'opted out of SMS',
  email_opt_out: 'opted out of email',
  cancelled: 'cancelled',
  not_reached: 'not reached',
};
