/** The viewer's; these words are also tried where there is no browser. */
const locale = 'navigator' in globalThis ? navigator.language : 'en-US';
export const VIEWER_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'long' });

/** "3 hours ago", "in 2 days"; less than a minute is "now". */
export function fromNow(at: string, now: number): string {
  const ms = Date.parse(at) - now;
  const [unit, size] = UNITS.find(([, one]) => Math.abs(ms) >= one) ?? ['second', 1_000];
  return unit === 'second' ? relative.format(0, 'second') : relative.format(Math.trunc(ms / size), unit);
}

/** A length of time in its two largest units: "2 d 3 h", "4 min 5 s", "380 ms". */
export function length(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  const parts: string[] = [];
  let rest = ms;
  for (const [unit, size] of UNITS) {
    const n = Math.floor(rest / size);
    rest -= n * size;
    if (n > 0) parts.push(`${n} ${SHORT[unit]}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}

const SHORT = { day: 'd', hour: 'h', minute: 'min', second: 's' } as const;

const formats = new Map<string, Intl.DateTimeFormat>();
function format(kind: Kind, timeZone: string): Intl.DateTimeFormat {
  const key = `${kind} ${timeZone}`;
  let made = formats.get(key);
  if (made === undefined) {
    made = new Intl.DateTimeFormat(locale, { timeZone, ...OPTIONS[kind] });
    formats.set(key, made);
  }
  return made;
}

type Kind = 'exact' | 'day' | 'date' | 'time';

const OPTIONS: Record<Kind, Intl.DateTimeFormatOptions> = {
  exact: {
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
  },
  day: { weekday: 'short', month: 'short', day: 'numeric' },
  date: { weekday: 'short', year: 'numeric', month: 'short', day: 'numeric' },
  time: { weekday: 'short', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' },
};

/** To the second, in a zone. */
export const exact = (at: string, timeZone = VIEWER_ZONE): string => format('exact', timeZone).format(new Date(at));
/** Day and minute, in a zone. */
export const moment = (at: string, timeZone = VIEWER_ZONE): string => format('time', timeZone).format(new Date(at));
/** A calendar day `2026-11-28`, in words. */
export const day = (date: string): string => format('day', 'UTC').format(new Date(`${date}T00:00:00Z`));

/** Likewise, with its year. */
export const date = (date: string): string => format('date', 'UTC').format(new Date(`${date}T00:00:00Z`));

const hours = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', hour: 'numeric' });
/** An hour of the day, 0 to 23: "6 AM". */
export const hourOfDay = (hour: number): string => hours.format(hour * 3_600_000);

/** What contacts bring as their zone may be none. */
export function isZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat(undefined, { timeZone });
    return true;
  } catch {
    return false;
  }
}

/** "America/Los Angeles", of America/Los_Angeles. */
export const zoneName = (timeZone: string): string => timeZone.replaceAll('_', ' ');
/** "Madrid", of Europe/Madrid. */
export const cityOf = (timeZone: string): string => zoneName(timeZone.slice(timeZone.lastIndexOf('/') + 1));

const whole = new Intl.NumberFormat(locale);
const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
export const number = (n: number): string => whole.format(n);
/** Of a rate 0 to 1; of none a dash. */
export const rate = (of: number | null): string => (of === null ? '–' : percent.format(of));

/** A text of the service's in which times are told as everywhere else. */
export const withMoments = (text: string): string =>
  text.replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, (at) => moment(at));
