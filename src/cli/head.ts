import type { Command } from 'commander';
import type { Config } from '../config';
import { commandOf, telling } from './command';
import type { Outcome } from './command';
import { openExportSource, queryOf } from './export-source';
import type { QueryOptions } from './export-source';

export function head(cli: Command): void {
  commandOf(
    cli,
    'head',
    "what the account's ledger comes to now: position, count and hash, to be kept elsewhere",
    `They are those of an export that was made now: one made up to that position at any later time has to come to the same.`,
  )
    .option('--stream <name>', 'of this stream')
    .option('--workflow <id>', 'of this workflow, its runs, enrollments and reminders')
    .option('--from <time>', 'recorded at or after')
    .option('--to <time>', 'recorded before')
    .action(telling((config, options: QueryOptions) => run(config, options)));
}

async function run(config: Config, options: QueryOptions): Promise<Outcome> {
  const query = queryOf(options);
  const source = openExportSource(config);
  try {
    const made = await source.head(query);
    const place = made.last === null ? 'no events' : `${made.count} events up to position ${made.last}`;
    return { text: `${made.account}: ${place}, ${made.head}`, fields: { ...made } };
  } finally {
    await source.close();
  }
}
