/** Zones with every kind of clock change: whole and half hours, at midnight, a day left out, none. */
export const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
] as const;

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/**
 * What the clocks of a zone show, independent of the arithmetic under test: the local date and time, as if it were UTC,
 * in milliseconds since the epoch.
 */
export function wallClock(timezone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? NaN;
    const midnight = Date.UTC(part('year'), part('month') - 1, part('day'));
    const second = (part('hour') * 60 + part('minute')) * 60 + part('second');
    return midnight + second * 1000 + (((at % 1000) + 1000) % 1000);
  };
}
