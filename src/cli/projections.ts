import type { Command } from 'commander';
import { projections as all } from '../../projections/all';
import { rebuild } from '../assembly/rebuild';
import type { Config } from '../config';
import { errorLog } from './error-log';
import { EXIT, WrongUsage, commandOf, groupOf, telling } from './command';
import type { Outcome } from './command';
import { ProgressLine } from './progress-line';

const NAMES = all.map(({ name }) => name);

export function projections(cli: Command): void {
  const group = groupOf(
    cli,
    'projections',
    'see to the read models, which are folds of the log',
    `Names: ${NAMES.join(', ')}.`,
  );
  commandOf(
    group,
    'rebuild [name]',
    'fold read models anew from the log, while nothing else folds',
    `What is there is thrown away first. Where the stores are embedded, the service must not run; on servers, no process with
the role engine or projector.`,
  )
    .option('--all', 'every read model')
    .action(
      telling((config, { all: everyOne = false }: { all?: boolean }, name: string | undefined) =>
        foldAnew(config, chosenBy(name, everyOne)),
      ),
    );
}

/** @throws WrongUsage */
function chosenBy(name: string | undefined, everyOne: boolean): readonly string[] {
  if (everyOne === (name !== undefined)) throw new WrongUsage('it takes the name of a read model, or --all');
  return name === undefined ? NAMES : [known(name)];
}

const known = (name: string): string => {
  if (NAMES.includes(name)) return name;
  throw new WrongUsage(`there is no read model ${name}: it is one of ${NAMES.join(', ')}`);
};

async function foldAnew(config: Config, names: readonly string[]): Promise<Outcome> {
  const chosen = all.filter(({ name }) => names.includes(name));
  const progress = new ProgressLine(process.stderr);
  try {
    const { events, failures } = await rebuild(config, chosen, errorLog, (done, total) => {
      progress.show('folding', done, total);
    });
    const stopped = failures.map(
      ({ projection, stream, revision, position, error }) =>
        `\n${projection} stopped at revision ${revision} of ${stream} (position ${position}): ${error}`,
    );
    return {
      text: `${names.join(', ')}: ${events} events folded${stopped.join('')}`,
      fields: { projections: names, events, failures },
      ...(failures.length > 0 && { exitCode: EXIT.found }),
    };
  } finally {
    progress.end();
  }
}
