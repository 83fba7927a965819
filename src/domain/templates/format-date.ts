/** Characters of a format. */
const MAX_FORMAT = 100;
/** Characters that a part of a date may be filled up to. */
const MAX_WIDTH = 100;

export interface LocalTime {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Its UTC parts are the local ones. */
  readonly shown: Date;
  /** From UTC, positive to the east. */
  readonly offsetMinutes: number;
  /** Its name; a number where only the offset is known. */
  readonly zone: string | number;
}

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const month = ({ shown }: LocalTime): string => MONTHS[shown.getUTCMonth()] ?? '';
const day = ({ shown }: LocalTime): string => DAYS[shown.getUTCDay()] ?? '';
const hours12 = ({ shown }: LocalTime): number => shown.getUTCHours() % 12 || 12;
const half = ({ shown }: LocalTime): string => (shown.getUTCHours() < 12 ? 'AM' : 'PM');
const dayOfYear = ({ shown }: LocalTime): number =>
  Math.floor((shown.getTime() - Date.UTC(shown.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
/** Of the year by ISO 8601, which has the Thursday of the week that the day is in. */
const weekOfIso = ({ shown }: LocalTime): { readonly year: number; readonly week: number } => {
  const thursday = new Date(shown.getTime() + (4 - (shown.getUTCDay() || 7)) * 86_400_000);
  const year = thursday.getUTCFullYear();
  return { year, week: Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * 86_400_000)) + 1 };
};
/** The days before the first `start` of a year are week 0. */
const week = (time: LocalTime, start: number): number =>
  Math.floor((dayOfYear(time) + 6 - ((time.shown.getUTCDay() - start + 7) % 7)) / 7);
const two = (number: number): string => String(number).padStart(2, '0');
const offset = ({ offsetMinutes }: LocalTime, colon: boolean): string => {
  const minutes = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${colon ? ':' : ''}${two(minutes % 60)}`;
};
const shortDate = ({ shown }: LocalTime): string =>
  `${shown.getUTCMonth() + 1}/${shown.getUTCDate()}/${shown.getUTCFullYear()}`;
const shortTime = (time: LocalTime): string =>
  `${hours12(time)}:${two(time.shown.getUTCMinutes())}:${two(time.shown.getUTCSeconds())} ${half(time)}`;

function ordinal({ shown }: LocalTime): string {
  const date = shown.getUTCDate();
  if (date >= 11 && date <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][date % 10] ?? 'th';
}

interface Part {
  readonly of: (time: LocalTime, colon: boolean) => string | number;
  /** Characters that it is filled up to, and with what. */
  readonly width?: number;
  readonly fill?: ' ';
}

const PARTS: Readonly<Record<string, Part>> = {
  a: { of: (time) => day(time).slice(0, 3), fill: ' ' },
  A: { of: day, fill: ' ' },
  b: { of: (time) => month(time).slice(0, 3), fill: ' ' },
  B: { of: month, fill: ' ' },
  h: { of: (time) => month(time).slice(0, 3), fill: ' ' },
  c: { of: (time) => `${shortDate(time)}, ${shortTime(time)}`, fill: ' ' },
  C: { of: ({ shown }) => Math.floor(shown.getUTCFullYear() / 100), width: 2 },
  d: { of: ({ shown }) => shown.getUTCDate(), width: 2 },
  D: { of: (time) => formatDate(time, '%m/%d/%y'), fill: ' ' },
  e: { of: ({ shown }) => shown.getUTCDate(), width: 2, fill: ' ' },
  F: { of: (time) => formatDate(time, '%Y-%m-%d'), fill: ' ' },
  g: { of: (time) => weekOfIso(time).year % 100, width: 2 },
  G: { of: (time) => weekOfIso(time).year, width: 4 },
  H: { of: ({ shown }) => shown.getUTCHours(), width: 2 },
  I: { of: hours12, width: 2 },
  j: { of: dayOfYear, width: 3 },
  k: { of: ({ shown }) => shown.getUTCHours(), width: 2, fill: ' ' },
  l: { of: hours12, width: 2, fill: ' ' },
  L: { of: ({ shown }) => shown.getUTCMilliseconds(), width: 3 },
  m: { of: ({ shown }) => shown.getUTCMonth() + 1, width: 2 },
  M: { of: ({ shown }) => shown.getUTCMinutes(), width: 2 },
  N: { of: ({ shown }) => `${String(shown.getUTCMilliseconds()).padStart(3, '0')}000000`, width: 9 },
  p: { of: half, fill: ' ' },
  P: { of: (time) => half(time).toLowerCase(), fill: ' ' },
  q: { of: ordinal },
  r: { of: (time) => formatDate(time, '%I:%M:%S %p'), fill: ' ' },
  R: { of: (time) => formatDate(time, '%H:%M'), fill: ' ' },
  s: { of: ({ at }) => Math.floor(at / 1_000) },
  S: { of: ({ shown }) => shown.getUTCSeconds(), width: 2 },
  T: { of: (time) => formatDate(time, '%H:%M:%S'), fill: ' ' },
  u: { of: ({ shown }) => shown.getUTCDay() || 7 },
  U: { of: (time) => week(time, 0), width: 2 },
  v: { of: (time) => formatDate(time, '%e-%^b-%Y'), fill: ' ' },
  V: { of: (time) => weekOfIso(time).week, width: 2 },
  w: { of: ({ shown }) => shown.getUTCDay() },
  W: { of: (time) => week(time, 1), width: 2 },
  x: { of: shortDate },
  X: { of: shortTime },
  y: { of: ({ shown }) => ((shown.getUTCFullYear() % 100) + 100) % 100, width: 2 },
  Y: { of: ({ shown }) => shown.getUTCFullYear(), width: 4 },
  z: { of: offset },
  Z: { of: (time) => (typeof time.zone === 'string' ? time.zone : offset(time, false)) },
  t: { of: () => '\t' },
  n: { of: () => '\n' },
  '+': { of: (time) => formatDate(time, '%a %b %e %H:%M:%S %Z %Y'), fill: ' ' },
  '%': { of: () => '%' },
};

const DIRECTIVE = /%([-_0^#:]*)(\d*)[EO]?(.?)/gsu;

/** What is wrong with a format; null when nothing is. */
export function checkFormat(format: string): string | null {
  if (format.length > MAX_FORMAT) return `the format of a date must have at most ${MAX_FORMAT} characters`;
  for (const [whole, , width, name = ''] of format.matchAll(DIRECTIVE)) {
    if (!Object.hasOwn(PARTS, name)) return `${JSON.stringify(whole)} is no part of a date: a percent sign is %%`;
    if (Number(width) > MAX_WIDTH) return `a part of a date must have at most ${MAX_WIDTH} characters`;
  }
  return null;
}

/** A date by Liquid's directives, its names in English; the format is one that `checkFormat` finds nothing wrong with. */
export const formatDate = (time: LocalTime, format: string): string =>
  format.replace(DIRECTIVE, (whole, flags: string, width: string, name: string) => {
    const part = PARTS[name];
    return part === undefined ? whole : padded(part, name, time, flags, width);
  });

function padded(part: Part, name: string, time: LocalTime, flags: string, width: string): string {
  let text = String(part.of(time, flags.includes(':')));
  if (name === 'N' && width !== '') text = text.slice(0, Number(width));
  if (flags.includes('^')) text = text.toUpperCase();
  else if (flags.includes('#')) text = /[a-z]/.test(text) ? text.toUpperCase() : text.toLowerCase();
  if (flags.includes('-')) return text;
  const fill = flags.includes('_') ? ' ' : flags.includes('0') ? '0' : (part.fill ?? '0');
  const length = Number(width) || (part.width ?? 0);
  return fill === '0' && text.startsWith('-')
    ? `-${text.slice(1).padStart(length - 1, fill)}`
    : text.padStart(length, fill);
}
