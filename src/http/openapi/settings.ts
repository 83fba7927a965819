import {
  EMAIL_FROM,
  MAX_CLOSED_DATES,
  MAX_PER_DAY,
  MAX_PER_MINUTE,
  MAX_WINDOWS,
  SMS_FROM,
} from '../../domain/account/parse-settings';
import { WEEKDAYS, WHEN_FULL } from '../../domain/account/settings';
import type { AccountSettings, BusinessHours, PerMinute, RateLimits } from '../../domain/account/settings';
import { bounded } from '../../kernel/json-schema';
import { closed, date, listOf, object, text, timezone, tuple, whole, words } from './schema';
import type { Fields, Schema } from './schema';

const whenFull = {
  ...words(...WHEN_FULL),
  description:
    'what becomes of an effect that finds its minute full: it fails as `rate_limited` (so too when this is unset), or waits for the first minute with room',
};
const perMinute = closed(
  object<PerMinute>({ perMinute: { ...whole, minimum: 1, maximum: MAX_PER_MINUTE } }, { whenFull }),
);
const clock = (example: string): Schema => ({ ...text, pattern: '^\\d\\d:\\d\\d$', examples: [example] });
/** A window that closes before it opens ends on the next day. */
const windows = listOf(tuple(clock('09:00'), clock('17:00')), { maxItems: MAX_WINDOWS });
const weekdays = Object.fromEntries(WEEKDAYS.map((day) => [day, windows])) as Fields<keyof BusinessHours>;

type OptionalSetting = 'country' | 'emailFrom' | 'smsFrom';

/** An account's settings, as they are sent and answered. */
export const settingsFields: Fields<Exclude<keyof AccountSettings, OptionalSetting>> = {
  timezone,
  businessHours: closed(object<BusinessHours>({}, weekdays)),
  closedDates: listOf(date, { maxItems: MAX_CLOSED_DATES }),
  rateLimits: closed(
    object<RateLimits>(
      {},
      {
        sms: perMinute,
        email: perMinute,
        webhook: perMinute,
        perContactPerDay: { ...whole, minimum: 1, maximum: MAX_PER_DAY },
      },
    ),
  ),
};

/** Those that are left out until they are set. */
export const optionalSettings: Fields<OptionalSetting> = {
  country: {
    ...text,
    pattern: '^[A-Z]{2}$',
    description: 'ISO 3166-1, whose national phone numbers are read; without it only international ones are',
    examples: ['US'],
  },
  emailFrom: bounded(
    {
      ...text,
      description: 'whom emails come from, with a name or without; unset: EMAIL_FROM of the service',
      examples: ['Acme Plumbing <hello@acme.example>'],
    },
    EMAIL_FROM,
  ),
  smsFrom: bounded(
    {
      ...text,
      description:
        "whom SMS come from, a number, a name of at most 11 characters, or a messaging service's id; unset: SMS_FROM of the service",
      examples: ['+15550100000'],
    },
    SMS_FROM,
  ),
};
