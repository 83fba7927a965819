import { once } from 'node:events';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Command } from 'commander';
import type { Config } from '../config';
import { DomainError } from '../kernel/errors';
import { isPosition, positionToBigInt } from '../kernel/message';
import { WrongUsage, commandOf, telling } from './command';
import type { Outcome } from './command';
import { openExportSource, queryOf } from './export-source';
import type { ExportSource, QueryOptions, Wanted } from './export-source';
import { PartFile } from './part-file';
import { ProgressLine } from './progress-line';

interface ExportOptions extends QueryOptions {
  readonly after?: string;
  readonly out?: string;
}

export function exportLedger(cli: Command): void {
  commandOf(
    cli,
    'export',
    "the account's events, one JSON object a line, each chained to the one before, the last line signed",
    `Without --out they go to standard output. A file is for its owner only and appears when it is whole; what an interruption
leaves of it, <file>.part, goes on when the same is asked again. verify-export tells whether one is as it was made.
The account is that of the auditor's key: RUNLEDGER_KEY, else the one in RUNLEDGER_API_KEYS or the data folder.`,
  )
    .option('--stream <name>', 'of this stream')
    .option('--workflow <id>', 'of this workflow, its runs, enrollments and reminders')
    .option('--from <time>', 'recorded at or after')
    .option('--to <time>', 'recorded before')
    .option('--after <position>', 'only the lines behind this position')
    .option('-o, --out <file>', 'into a file')
    .action(telling((config, options: ExportOptions) => run(config, options)));
}

async function run(config: Config, { after, out, ...options }: ExportOptions): Promise<Outcome> {
  const query = queryOf(options);
  if (after !== undefined && !isPosition(after)) throw new WrongUsage('--after takes the position of an event');
  const source = await openExportSource(config);
  try {
    if (out === undefined) return await toStandardOutput(source, { query, ...(after === undefined ? {} : { after }) });
    if (after !== undefined) throw new WrongUsage('a file goes on by itself: --after and --out do not go together');
    return await toFile(source, { query }, path.resolve(out));
  } finally {
    await source.close();
  }
}

async function toStandardOutput(source: ExportSource, wanted: Wanted): Promise<Outcome> {
  const { chunks } = await source.lines(wanted);
  for await (const chunk of chunks) if (!process.stdout.write(chunk)) await once(process.stdout, 'drain');
  return { text: null, fields: {} };
}

async function toFile(source: ExportSource, wanted: Wanted, file: string): Promise<Outcome> {
  const part = await PartFile.open(file);
  const progress = new ProgressLine(process.stderr);
  let bytes = 0;
  try {
    if (part.head !== null && !isDeepStrictEqual(part.head.query, wanted.query)) throw notOf(file);
    if (part.head === null) {
      const { until, chunks } = await source.lines({ ...wanted, ...part.cut }).catch(refusedPart(file));
      const total = Number(positionToBigInt(until));
      for await (const chunk of chunks) {
        await part.write(chunk);
        bytes += chunk.length;
        progress.show('exporting', placeIn(chunk) ?? 0, total);
      }
    }
    await part.finish();
  } finally {
    progress.end();
    await part.close();
  }
  const resumed = part.cut !== null || part.head !== null;
  return { text: `${file} is whole${resumed ? ', begun before' : ''}`, fields: { file, bytes, resumed } };
}

/** What is there already belongs to another export, or the ledger is not as it was. */
const refusedPart =
  (file: string) =>
  (error: unknown): never => {
    if (!(error instanceof DomainError) || error.code !== 'export_differs') throw error;
    throw notOf(file);
  };

const notOf = (file: string): DomainError =>
  new DomainError(
    'export_differs',
    `${file}.part does not go on: it is of another export, or the ledger has changed; remove it to begin anew`,
  );

/** The place of the last line that begins in these bytes. */
function placeIn(chunk: Uint8Array): number | null {
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const at = bytes.lastIndexOf('{"position":"');
  const position = at < 0 ? '' : bytes.toString('latin1', at + 13, at + 29);
  return isPosition(position) ? Number(positionToBigInt(position)) : null;
}
