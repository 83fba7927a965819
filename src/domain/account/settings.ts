/** An account's settings, the shape of contract.md. Weekdays left out are closed. */
export interface AccountSettings {
  /** IANA name. */
  readonly timezone: string;
  readonly businessHours: BusinessHours;
  /** Local dates, `2026-12-25`. */
  readonly closedDates: readonly string[];
  readonly rateLimits: RateLimits;
  /** Whose national phone numbers are read, ISO 3166-1 alpha-2; without it only international ones are. */
  readonly country?: string;
  /** Whom its emails come from: `ana@example.com` or `Ana <ana@example.com>`; without it the service's own. */
  readonly emailFrom?: string;
  /** Whom its SMS come from: a number in E.164, or a name of at most 11 letters, digits and spaces; likewise. */
  readonly smsFrom?: string;
}

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Half-open local times `[open, close)`; a window whose close is not after its open ends on the next day; 24:00 is midnight. */
export type Window = readonly [open: string, close: string];
export type BusinessHours = Readonly<Partial<Record<Weekday, readonly Window[]>>>;

export interface RateLimits {
  readonly sms?: PerMinute;
  readonly email?: PerMinute;
  readonly webhook?: PerMinute;
  readonly perContactPerDay?: number;
}
export interface PerMinute {
  readonly perMinute: number;
  /** What becomes of an effect that finds no room in its minute; without it: it fails. */
  readonly whenFull?: WhenFull;
}
export const WHEN_FULL = ['fail', 'wait'] as const;
export type WhenFull = (typeof WHEN_FULL)[number];

const OFFICE_HOURS: readonly Window[] = [['09:00', '17:00']];

export const DEFAULT_SETTINGS: AccountSettings = {
  timezone: 'UTC',
  businessHours: { mon: OFFICE_HOURS, tue: OFFICE_HOURS, wed: OFFICE_HOURS, thu: OFFICE_HOURS, fri: OFFICE_HOURS },
  closedDates: [],
  rateLimits: {},
};
