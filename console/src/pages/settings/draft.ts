import type { components } from '../../api/schema';

export type Settings = components['schemas']['Settings'];
type Body = components['schemas']['SettingsBody'];

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export type Window = readonly [open: string, close: string];
export const CHANNELS = ['sms', 'email', 'webhook'] as const;
export type Channel = (typeof CHANNELS)[number];

/** The settings as they stand in the form: texts, empty where there is nothing. */
export interface Draft {
  readonly timezone: string;
  readonly country: string;
  readonly hours: Readonly<Record<Weekday, readonly Window[]>>;
  readonly closedDates: readonly string[];
  readonly perMinute: Readonly<Record<Channel, string>>;
  /** What becomes of a message that finds its minute full: it fails, or waits for one with room. */
  readonly whenFull: Readonly<Record<Channel, 'fail' | 'wait'>>;
  readonly perContactPerDay: string;
  readonly emailFrom: string;
  readonly smsFrom: string;
}

export function draftOf(settings: Settings): Draft {
  const { timezone, country, businessHours, closedDates, rateLimits, emailFrom, smsFrom } = settings;
  return {
    timezone,
    country: country ?? '',
    hours: eachOf(WEEKDAYS, (day) => businessHours[day] ?? []),
    closedDates,
    perMinute: eachOf(CHANNELS, (channel) => textOf(rateLimits[channel]?.perMinute)),
    whenFull: eachOf(CHANNELS, (channel) => rateLimits[channel]?.whenFull ?? 'fail'),
    perContactPerDay: textOf(rateLimits.perContactPerDay),
    emailFrom: emailFrom ?? '',
    smsFrom: smsFrom ?? '',
  };
}

/** What is saved replaces all: a weekday without windows is closed, an empty field unset. */
export function bodyOf(draft: Draft): Body {
  const { timezone, country, hours, closedDates, perMinute, whenFull, perContactPerDay, emailFrom, smsFrom } = draft;
  const rateLimits: NonNullable<Body['rateLimits']> = {};
  for (const channel of CHANNELS)
    if (perMinute[channel] !== '')
      rateLimits[channel] = {
        perMinute: Number(perMinute[channel]),
        ...(whenFull[channel] === 'fail' ? {} : { whenFull: whenFull[channel] }),
      };
  if (perContactPerDay !== '') rateLimits.perContactPerDay = Number(perContactPerDay);
  const businessHours: NonNullable<Body['businessHours']> = {};
  for (const day of WEEKDAYS)
    if (hours[day].length > 0) businessHours[day] = hours[day].map(([open, close]) => [open, close]);
  return {
    timezone,
    businessHours,
    closedDates: [...closedDates].sort(),
    rateLimits,
    ...(country === '' ? {} : { country }),
    ...(emailFrom === '' ? {} : { emailFrom }),
    ...(smsFrom === '' ? {} : { smsFrom }),
  };
}

/** What the fields of the form are called. */
const FIELD_WORDS: Readonly<Record<keyof Draft, string>> = {
  timezone: 'time zone',
  country: 'country',
  hours: 'business hours',
  closedDates: 'closed dates',
  perMinute: 'limits a minute',
  whenFull: 'what a full minute means',
  perContactPerDay: 'limit a contact and day',
  emailFrom: 'sender of emails',
  smsFrom: 'sender of SMS',
};

interface Rebased {
  readonly draft: Draft;
  /** What both changed, and not to the same, in words: the draft has one's own. */
  readonly contested: readonly string[];
}

/** One's own changes, of settings as they were, over what somebody else made of these meanwhile. */
export function rebased(mine: Draft, base: Draft, theirs: Draft): Rebased {
  const isSame = (field: keyof Draft, a: Draft, b: Draft): boolean =>
    JSON.stringify(a[field]) === JSON.stringify(b[field]);
  const fields = Object.keys(FIELD_WORDS) as (keyof Draft)[];
  const kept = fields.filter((field) => !isSame(field, mine, base));
  const contested = kept.filter((field) => !isSame(field, base, theirs) && !isSame(field, mine, theirs));
  return {
    draft: { ...theirs, ...Object.fromEntries(kept.map((field) => [field, mine[field]])) },
    contested: contested.map((field) => FIELD_WORDS[field]),
  };
}

const textOf = (n: number | undefined): string => (n === undefined ? '' : String(n));

const eachOf = <K extends string, V>(keys: readonly K[], of: (key: K) => V): Readonly<Record<K, V>> =>
  Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<K, V>;
