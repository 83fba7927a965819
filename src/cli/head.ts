import type { Command } from 'commander';
import type { Config } from '../config';
import { WrongUsage, commandOf, telling } from './command';
import type { Outcome } from './command';
import { headOfAll, openExportSource, queryOf } from './export-source';
import type { QueryOptions } from './export-source';

export function head(cli: Command): void {
  commandOf(
    cli,
    'head',
    "what the account's ledger comes to now: position, count and hash, to be kept elsewhere",
    `They are those of an export that was made now: one made up to that position at any later time has to come to the same.
With --whole they are of all accounts together, as the log of the service tells them once a day (with the key of an admin).`,
  )
    .option('--stream <name>', 'of this stream')
    .option('--workflow <id>', 'of this workflow, its runs, enrollments and reminders')
    .option('--from <time>', 'recorded at or after')
    .option('--to <time>', 'recorded before')
    .option('--until <position>', 'up to this position')
    .option('--whole', 'of all accounts together')
    .action(
      telling((config, options: HeadOptions) =>
        options.whole === true ? whole(config, options) : run(config, options),
      ),
    );
}

interface HeadOptions extends QueryOptions {
  readonly until?: string;
  readonly whole?: true;
}

async function whole(config: Config, { until, stream, workflow, from, to }: HeadOptions): Promise<Outcome> {
  if ([stream, workflow, from, to].some((one) => one !== undefined))
    throw new WrongUsage('--whole is of all events up to --until');
  const { ledger, position, count, head } = await headOfAll(config, until);
  const place = position === null ? 'no events' : `${count} events up to position ${position}`;
  return { text: `ledger ${ledger}: ${place}, ${head}`, fields: { ledger, position, count, head } };
}

async function run(config: Config, { until, ...options }: HeadOptions): Promise<Outcome> {
  const query = queryOf(options);
  const source = await openExportSource(config);
  try {
    const made = await source.head(query, until);
    const place = made.last === null ? 'no events' : `${made.count} events up to position ${made.last}`;
    return { text: `${made.account}: ${place}, ${made.head}`, fields: { ...made } };
  } finally {
    await source.close();
  }
}
