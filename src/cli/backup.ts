import path from 'node:path';
import type { Command } from 'commander';
import { backUpLog } from '../adapters/sqlite/backup';
import { noteBackup } from '../adapters/sqlite/last-backup';
import type { WholeLog } from '../adapters/sqlite/whole-log';
import type { Config } from '../config';
import { isoTime, systemClock } from '../kernel/clock';
import { messageOf } from '../kernel/errors';
import { EXIT, WrongInput, commandOf, telling } from './command';
import type { Outcome } from './command';
import { errorLog } from './error-log';
import { ProgressLine } from './progress-line';

export function backup(cli: Command): void {
  commandOf(
    cli,
    'backup <folder>',
    'copy the log of DATA_DIR to a folder, also while the service runs',
    `The copy is the log as it was at one moment, read back and compared, in <folder>/events.db.
Read models are not in it: they are folded from the log. Neither is api-keys.json, which is a secret.`,
  ).action(telling((config, _options: object, folder: string) => backUp(config, path.resolve(folder))));
}

async function backUp(config: Config, folder: string): Promise<Outcome> {
  refuseEventStoreDb(config);
  const progress = new ProgressLine(process.stderr);
  try {
    const whole = await backUpLog(config.dataDir, folder, ({ phase, done, total }) => {
      progress.show(phase, done, total);
    });
    noted(config, whole);
    return told(`${path.join(folder, 'events.db')} holds`, { folder }, whole);
  } finally {
    progress.end();
  }
}

/** For doctor; a backup is one also where the folder of the log cannot be written to. */
function noted({ dataDir }: Config, { head, events }: WholeLog): void {
  try {
    noteBackup(dataDir, { at: isoTime(systemClock.now()), position: head, events });
  } catch (error) {
    errorLog.warn('that there is a backup could not be noted', { dataDir, error: messageOf(error) });
  }
}

/** @throws WrongInput */
export function refuseEventStoreDb({ eventStoreUrl }: Pick<Config, 'eventStoreUrl'>): void {
  if (eventStoreUrl !== null)
    throw new WrongInput(
      'the log is in the EventStoreDB of EVENTSTORE_URL: back it up, and restore it, with its own tools',
    );
}

/** What a log holds; it is found to be damaged where an event cannot be read. */
export function told(prefix: string, fields: object, { unreadable, ...whole }: WholeLog, suffix = ''): Outcome {
  const { events, head, sha256 } = whole;
  const damage = unreadable.count > 0 ? `\n${unreadable.count} of them cannot be read, first: ${unreadable.first}` : '';
  return {
    text: `${prefix} ${events} events up to position ${head === '' ? '(none)' : head}, SHA-256 ${sha256}${suffix}${damage}`,
    fields: { ...fields, ...whole, unreadable: unreadable.count, firstUnreadable: unreadable.first },
    ...(unreadable.count > 0 && { exitCode: EXIT.found }),
  };
}
