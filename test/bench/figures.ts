import { appendFileSync } from 'node:fs';

/** One thing that was measured. */
export interface Figure {
  /** What was under load, or what it was over. */
  readonly of: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
}

/** The file that takes figures as NDJSON, where there is one: `all.ts` gathers them. */
export const FIGURES = 'BENCH_FIGURES';

/** Prints it, and leaves it for the table. */
export function tell(of: string, what: string, value: number, unit: string): void {
  console.log(`${of}: ${what} ${inDigits(value)} ${unit}`);
  const file = process.env[FIGURES];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ of, what, value, unit } satisfies Figure)}\n`);
}

/** Half of them, 99 of a hundred and all of them took at most so many milliseconds. */
export function tellTimes(of: string, what: string, ms: readonly number[], last: 'max' | null = null): void {
  tell(of, `${what} p50`, percentile(ms, 0.5), 'ms');
  tell(of, `${what} p99`, percentile(ms, 0.99), 'ms');
  if (last !== null) tell(of, `${what} max`, percentile(ms, 1), 'ms');
}

/** @param share of the values that are at most so large, from 0 to 1 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Three digits that mean something. */
export function inDigits(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return Number(value.toFixed(digits)).toLocaleString('en-US');
}
