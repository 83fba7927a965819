import { InvalidRequest } from '../../kernel/errors';
import type { Invalid } from '../../kernel/errors';
import { ObjectInput, at } from '../../kernel/input';
import { parseLocalTime } from '../time/business-hours';
import { EFFECT_CHANNELS } from '../effect/effect';
import type { EffectChannelName } from '../effect/effect';
import { checkMailbox, checkSmsSender } from '../effect/mailbox';
import { isTimeZone } from '../time/time-zone';
import { isCountry } from './countries';
import { DEFAULT_SETTINGS, WEEKDAYS, WHEN_FULL } from './settings';
import type { AccountSettings, BusinessHours, PerMinute, RateLimits, Window } from './settings';

const ZONE = { max: 64, test: (text: string) => (isTimeZone(text) ? null : 'is not the IANA name of a time zone') };
const COUNTRY = {
  max: 2,
  test: (text: string) => (isCountry(text) ? null : 'is not an ISO 3166-1 country of two capital letters'),
};
export const EMAIL_FROM = { max: 400, test: checkMailbox };
export const SMS_FROM = { max: 34, test: checkSmsSender };
export const MAX_WINDOWS = 10;
export const MAX_CLOSED_DATES = 1_000;
export const MAX_PER_MINUTE = 100_000;
export const MAX_PER_DAY = 1_000;

/** An account's settings from untrusted input, all of them: what is left out is as if it had never been set. @throws InvalidRequest */
export function parseSettings(input: unknown): AccountSettings {
  const errors: Invalid[] = [];
  const settings = ObjectInput.read(input, '', errors);
  if (settings === null) throw new InvalidRequest(errors);
  const country = settings.optionalString('country', COUNTRY);
  const parsed = {
    timezone: settings.optionalString('timezone', ZONE) ?? DEFAULT_SETTINGS.timezone,
    businessHours: settings.has('businessHours') ? businessHours(settings) : DEFAULT_SETTINGS.businessHours,
    closedDates: closedDates(settings),
    rateLimits: settings.has('rateLimits') ? rateLimits(settings) : DEFAULT_SETTINGS.rateLimits,
    ...(country === undefined ? {} : { country }),
    ...settings.optionalField('emailFrom', EMAIL_FROM),
    ...settings.optionalField('smsFrom', SMS_FROM),
  };
  settings.end();
  if (errors.length > 0) throw new InvalidRequest(errors);
  return parsed;
}

function businessHours(settings: ObjectInput): BusinessHours {
  const hours = ObjectInput.read(settings.take('businessHours'), 'businessHours', settings.errors);
  if (hours === null) return {};
  const days = WEEKDAYS.filter((day) => hours.has(day)).map((day) => {
    const items = hours.optionalList(day, MAX_WINDOWS) ?? [];
    const windows = items.flatMap((item, i) => window(item, `${at(hours.path, day)}[${i}]`, hours.errors));
    if (overlap(windows)) hours.fault(day, 'has windows that overlap', null);
    return [day, windows] as const;
  });
  hours.end();
  return Object.fromEntries(days);
}

function window(item: unknown, path: string, errors: Invalid[]): readonly Window[] {
  const [open, close, ...more] = Array.isArray(item) ? (item as unknown[]) : [];
  const valid = (time: unknown): time is string => typeof time === 'string' && parseLocalTime(time) !== null;
  if (valid(open) && valid(close) && more.length === 0 && open !== close && open !== '24:00') return [[open, close]];
  errors.push({ path, message: 'must be two different times, such as ["09:00", "17:00"]' });
  return [];
}

function overlap(windows: readonly Window[]): boolean {
  const spans = windows
    .map(([open, close]) => {
      const [from, to] = [parseLocalTime(open) ?? 0, parseLocalTime(close) ?? 0];
      return { from, to: to <= from ? to + 24 * 60 : to };
    })
    .sort((a, b) => a.from - b.from);
  return spans.some(({ from }, i) => from < (spans[i - 1]?.to ?? 0));
}

function closedDates(settings: ObjectInput): readonly string[] {
  const dates = settings.optionalList('closedDates', MAX_CLOSED_DATES) ?? [];
  dates.forEach((date, i) => {
    if (!isDate(date))
      settings.errors.push({ path: `closedDates[${i}]`, message: 'must be a date such as 2026-12-25' });
  });
  return [...new Set(dates.filter(isDate))].sort();
}

const isDate = (value: unknown): value is string => {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const time = Date.parse(value);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
};

function rateLimits(settings: ObjectInput): RateLimits {
  const limits = ObjectInput.read(settings.take('rateLimits'), 'rateLimits', settings.errors);
  if (limits === null) return {};
  const channels = EFFECT_CHANNELS.filter((channel) => limits.has(channel)).map((channel) => [
    channel,
    perMinute(limits, channel),
  ]);
  const perContactPerDay = limits.optionalInteger('perContactPerDay', 1, MAX_PER_DAY);
  limits.end();
  return {
    ...(Object.fromEntries(channels) as RateLimits),
    ...(perContactPerDay === undefined ? {} : { perContactPerDay }),
  };
}

function perMinute(limits: ObjectInput, channel: EffectChannelName): PerMinute {
  const limit = ObjectInput.read(limits.take(channel), at(limits.path, channel), limits.errors);
  const perMinute = limit?.optionalInteger('perMinute', 1, MAX_PER_MINUTE) ?? limit?.missing('perMinute', 1) ?? 1;
  const whenFull = limit?.optionalChoice('whenFull', WHEN_FULL);
  limit?.end();
  return { perMinute, ...(whenFull === undefined ? {} : { whenFull }) };
}
