import { projections as all } from '../../projections/all';
import { rebuild } from '../assembly/rebuild';
import { errorLog } from './error-log';
import { EXIT, WrongUsage } from './command';
import type { Command } from './command';
import { ProgressLine } from './progress-line';

export const projections: Command = {
  name: 'projections',
  usage: 'rebuild <name> | rebuild --all',
  summary: 'fold read models anew from the log, while nothing else folds',
  details: `Names: ${all.map(({ name }) => name).join(', ')}.
What is there is thrown away first. Where the stores are embedded, the service must not run; on servers, no process with
the role engine or projector.`,
  flags: ['all'],
  async run(config, { positionals: [action, ...names], flags }) {
    if (action !== 'rebuild' || flags.has('all') === names.length > 0)
      throw new WrongUsage('it takes rebuild and a name, or rebuild --all');
    const unknown = names.find((name) => !all.some((projection) => projection.name === name));
    if (unknown !== undefined) throw new WrongUsage(`there is no read model ${unknown}`);
    const chosen = flags.has('all') ? all : all.filter(({ name }) => names.includes(name));
    const progress = new ProgressLine(process.stderr);
    try {
      const { events, failures } = await rebuild(config, chosen, errorLog, (done, total) => {
        progress.show('folding', done, total);
      });
      const rebuilt = chosen.map(({ name }) => name);
      const stopped = failures.map(
        ({ projection, stream, revision, position, error }) =>
          `\n${projection} stopped at revision ${revision} of ${stream} (position ${position}): ${error}`,
      );
      return {
        text: `${rebuilt.join(', ')}: ${events} events folded${stopped.join('')}`,
        fields: { projections: rebuilt, events, failures },
        ...(failures.length > 0 && { exitCode: EXIT.found }),
      };
    } finally {
      progress.end();
    }
  },
};
