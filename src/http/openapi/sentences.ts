import type { Operator } from '../../domain/rules/rule';
import type { SERVICE_FIELDS } from '../../domain/templates/service-fields';
import type { Trigger } from '../../domain/workflow/definition';

/**
 * What a workflow is made of, in sentences for whoever writes one: the descriptions of the schemas, and the tables of the
 * README, which a test compares.
 */
export const TRIGGERS: Readonly<Record<Trigger['type'], string>> = {
  manual: 'Contacts are enrolled by hand, one at a time.',
  event: 'Starts a run for the contact of each event of this type that meets the entry conditions.',
  reminder:
    'Starts a run at `offset` from the date at `dateField` of an event; a newer event of the same contact and `key` moves it, a `cancelEvent` removes it.',
};

export const OPERATIONS: Readonly<Record<Operator, string>> = {
  eq: 'equals the value; a number also a text that is that number',
  ne: 'does not equal it',
  gt: 'is greater; numbers as numbers, other texts by code point',
  gte: 'is greater or equal',
  lt: 'is less',
  lte: 'is less or equal',
  in: 'equals one of a list of values',
  not_in: 'equals none of them',
  contains: 'is a text that holds the value, or a list with it among its items',
  starts_with: 'is a text that begins with the value',
  ends_with: 'is a text that ends with it',
  exists: 'is there: not missing, null or white space',
  not_exists: 'is not there',
  before: 'is a date or time before the value',
  after: 'is a date or time after it',
};

export const FILTERS = {
  required: 'an absent value fails the step with `missing_data`',
  default: 'what to write where the value is absent',
  date: 'a date or time in the zone of the run',
  money: 'an amount in a currency, as its locale writes it',
  raw: 'as it is, neither escaped in an email nor encoded in a URL',
} as const;

/** What a template may name of the service itself. */
export const SERVICE: Readonly<{
  [Root in keyof typeof SERVICE_FIELDS]: Record<(typeof SERVICE_FIELDS)[Root][number], string>;
}> = {
  account: {
    id: 'the account',
    timezone: 'its time zone, an IANA name',
  },
  run: {
    id: 'the run',
    workflowId: 'the workflow it is of',
    workflowName: 'its name, as it was when the run started',
    startedAt: 'when it started, ISO 8601 in UTC',
    unsubscribeUrl: 'where whoever got the email opts out; in emails alone, and only with `PUBLIC_URL`',
  },
};

/** `account.id`: … */
export const SERVICE_PATHS = Object.fromEntries(
  Object.entries(SERVICE).flatMap(([root, fields]) =>
    Object.entries(fields).map(([field, sentence]) => [`${root}.${field}`, sentence] as const),
  ),
);

/** `required`: …; `default`: … */
export const inWords = (told: Readonly<Record<string, string>>): string =>
  Object.entries(told)
    .map(([word, sentence]) => `\`${word}\`: ${sentence}`)
    .join('; ');
