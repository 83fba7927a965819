/**
 * Everything that is measured, one after the other, each in a process of its own: prints one table, and writes it to
 * `dist/bench.json`. With `--quick` small, in some two minutes: to see that all of it works, and what is far off.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { FIGURES, inDigits } from './figures';
import type { Figure } from './figures';

interface Measurement {
  readonly script: string;
  /** What it is told by the environment, in full and where it is to be quick; null: it is left out then. */
  readonly full: Readonly<Record<string, string>>;
  readonly quick: Readonly<Record<string, string>> | null;
}

const MEASUREMENTS: readonly Measurement[] = [
  { script: 'event-store', full: {}, quick: { ROUNDS: '1', ROUND_MS: '500' } },
  { script: 'five-step-runs', full: {}, quick: { RUNS: '2000', ROUNDS: '1' } },
  { script: 'due-at-once', full: { WAITS: '5000', OVERDUE: '90000' }, quick: { WAITS: '1000', OVERDUE: '2000' } },
  { script: 'due-at-once', full: { WAITS: '100000', OVERDUE: '0' }, quick: null },
  { script: 'idle-waits', full: { WAITS: '1000000' }, quick: { WAITS: '10000', REST_MS: '3000' } },
  { script: 'lists', full: { RUNS: '10000' }, quick: { RUNS: '2000', SECONDS: '3' } },
  { script: 'lists', full: { RUNS: '100000' }, quick: null },
  { script: 'lists', full: { RUNS: '1000000' }, quick: null },
  { script: 'fan-out', full: { WORKFLOWS: '1000' }, quick: { WORKFLOWS: '100' } },
  { script: 'http', full: {}, quick: { RUNS: '2000', WARM_UP: '500' } },
  { script: 'neighbours', full: {}, quick: { SECONDS: '5' } },
  { script: 'effects', full: {}, quick: { RUNS: '10', WARM_UP_RUNS: '2' } },
  { script: 'fold-anew', full: { EVENTS: '2000000' }, quick: { EVENTS: '50000' } },
  { script: 'rebuild', full: {}, quick: { EVENTS: '50000', QUIET_MS: '2000', PROJECTIONS: 'run-history' } },
  { script: 'verify', full: {}, quick: { EVENTS: '50000', TIMES: '2' } },
  { script: 'export', full: {}, quick: { EVENTS: '50000', QUIET_MS: '2000', SLOW_MS: '2000' } },
];

/** What `npm start` gives node. */
const AS_STARTED = ['--v8-pool-size=1'];

const RESULT = path.join(process.cwd(), 'dist/bench.json');

/** @returns null when it did not come to its end */
function measured({ script }: Measurement, settings: Readonly<Record<string, string>>): readonly Figure[] | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'runledger-figures-'));
  const file = path.join(folder, 'figures.ndjson');
  writeFileSync(file, '');
  const env = { ...process.env, ...settings, [FIGURES]: file };
  const { status } = spawnSync(process.execPath, [...AS_STARTED, path.join(__dirname, `${script}.js`)], {
    env,
    stdio: 'inherit',
  });
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  rmSync(folder, { recursive: true });
  return status === 0 ? lines.map((line) => JSON.parse(line) as Figure) : null;
}

function table(figures: readonly Figure[]): string {
  const rows = [['of', 'what', 'value', 'unit'], ...figures.map(rowOf)];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i === 2 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0))).join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}

const rowOf = ({ of, what, value, unit }: Figure): string[] => [of, what, inDigits(value), unit];

function main(): void {
  const isQuick = process.argv.includes('--quick');
  const figures: Figure[] = [];
  const failed: string[] = [];
  for (const measurement of MEASUREMENTS) {
    const settings = isQuick ? measurement.quick : measurement.full;
    if (settings === null) continue;
    const found = measured(measurement, settings);
    if (found === null) failed.push(measurement.script);
    else figures.push(...found);
  }
  const on = { node: process.version, cpus: cpus().length, at: new Date().toISOString(), isQuick };
  writeFileSync(RESULT, `${JSON.stringify({ ...on, failed, figures }, null, 2)}\n`);
  console.log(`\n${table(figures)}\n`);
  if (failed.length === 0) return;
  console.error(`did not come to an end: ${failed.join(', ')}`);
  process.exitCode = 1;
}

main();
