/** A length as somebody types it: a number of one unit. */
export interface SimpleDuration {
  readonly count: number;
  readonly unit: Unit;
  readonly negative: boolean;
}
export type Unit = 'minute' | 'hour' | 'day' | 'week' | 'month';

const SIMPLE = /^(?<sign>-?)P(?:(?<date>\d{1,6})(?<dateUnit>[DWM])|T(?<time>\d{1,6})(?<timeUnit>[HM]))$/;
const DATE_UNITS: Readonly<Record<string, Unit>> = { D: 'day', W: 'week', M: 'month' };
const TIME_UNITS: Readonly<Record<string, Unit>> = { H: 'hour', M: 'minute' };
const WRITTEN: Readonly<Record<Unit, readonly [before: string, after: string]>> = {
  minute: ['PT', 'M'],
  hour: ['PT', 'H'],
  day: ['P', 'D'],
  week: ['P', 'W'],
  month: ['P', 'M'],
};

/** Of an ISO 8601 duration that has one unit; null of any other. */
export function simpleDuration(iso: string): SimpleDuration | null {
  const { sign, date, dateUnit, time, timeUnit } = SIMPLE.exec(iso)?.groups ?? {};
  const unit = dateUnit === undefined ? TIME_UNITS[timeUnit ?? ''] : DATE_UNITS[dateUnit];
  return unit === undefined ? null : { count: Number(date ?? time), unit, negative: sign === '-' };
}

export function isoDuration({ count, unit, negative }: SimpleDuration): string {
  const [before, after] = WRITTEN[unit];
  return `${negative ? '-' : ''}${before}${count}${after}`;
}

const PARTS = /(\d+(?:\.\d+)?)([YMWDHS])/g;
const NAMES = { Y: 'year', W: 'week', D: 'day', H: 'hour', S: 'second' } as const;

/** "2 days", "1 day 12 hours" of P1DT12H, whatever its sign; what is no duration as it is. */
export function durationInWords(iso: string): string {
  const [, date, time = ''] = /^-?P([^T]*)(?:T(.*))?$/.exec(iso) ?? [];
  if (date === undefined) return iso;
  const parts = [
    ...[...date.matchAll(PARTS)].map(([, n, unit]) => [n, unit === 'M' ? 'month' : NAMES[unit as keyof typeof NAMES]]),
    ...[...time.matchAll(PARTS)].map(([, n, unit]) => [n, unit === 'M' ? 'minute' : NAMES[unit as keyof typeof NAMES]]),
  ];
  return parts.map(([n, name]) => `${n ?? ''} ${name ?? ''}${n === '1' ? '' : 's'}`).join(' ') || iso;
}
