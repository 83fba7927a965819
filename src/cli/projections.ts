import type { Command } from 'commander';
import { projections as all } from '../../projections/all';
import type { Config } from '../config';
import { errorLog } from './error-log';
import { EXIT, WrongUsage, commandOf, groupOf, telling } from './command';
import type { Outcome } from './command';
import { ProgressLine } from './progress-line';
import { change, list, verify } from './projections.service';
import { noService, runningService } from './service-client';
import type { ServiceClient } from './service-client';

const NAMES = all.map(({ name }) => name);

export function projections(cli: Command): void {
  const group = groupOf(
    cli,
    'projections',
    'see to the read models, which are folds of the log',
    `Names: ${NAMES.join(', ')}.`,
  );
  commandOf(group, 'list', 'how far each is, and its copies', 'Of the service that runs.').action(
    telling((config) => list(serviceOf(config))),
  );
  commandOf(
    group,
    'rebuild [name]',
    'fold read models anew from the log',
    `A service that runs folds one beside the copy that answers, verifies it, and switches; Ctrl-C leaves it at that.
Where none runs, what is there is thrown away first; on servers, no process with the role engine or projector may run then.`,
  )
    .option('--all', 'every read model, while no service runs')
    .action(
      telling((config, { all: everyOne = false }: { all?: boolean }, name: string | undefined) => {
        const names = chosenBy(name, everyOne);
        const service = name === undefined ? null : runningService(config, 'admin');
        return service === null ? foldAnew(config, names) : change(service, names[0] ?? '', 'rebuild');
      }),
    );
  commandOf(
    group,
    'verify <name>',
    'compare a read model with what its log comes to, document by document',
    'Of the service that runs, while it works. The first 20 differences are named.',
  )
    .option('--repair <key>', 'put one document right')
    .action(
      telling((config, { repair }: { repair?: string }, name: string) => {
        const chosen = known(name);
        return verify(serviceOf(config), chosen, repair);
      }),
    );
  for (const [action, summary] of ACTIONS)
    commandOf(group, `${action} <name>`, summary, 'Of the service that runs.').action(
      telling((config, _options: object, name: string) => {
        const chosen = known(name);
        return change(serviceOf(config), chosen, action);
      }),
    );
}

const ACTIONS = [
  ['rollback', 'go back to the copy that answered before'],
  ['pause', 'let a read model stand still that the engine does not need'],
  ['resume', 'let one go on that is paused or stopped'],
] as const;

/** @throws CannotBeUsed where none runs */
function serviceOf(config: Config): ServiceClient {
  const service = runningService(config, 'admin');
  if (service === null) throw noService('none runs on DATA_DIR');
  return service;
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
  const { rebuild } = await import('../assembly/rebuild.js');
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
