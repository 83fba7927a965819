import path from 'node:path';
import type { Command } from 'commander';
import { restoreLog } from '../adapters/sqlite/restore';
import type { Config } from '../config';
import { isoTime, systemClock } from '../kernel/clock';
import { refuseEventStoreDb, told } from './backup';
import { commandOf, telling } from './command';
import type { Outcome } from './command';
import { ProgressLine } from './progress-line';

export function restore(cli: Command): void {
  commandOf(
    cli,
    'restore <folder>',
    'put the log of a backup back into DATA_DIR, while the service does not run',
    `A log that is there already is kept as events.db.before-<time>, and only replaced with --force.
Read models are folded anew at the next start. What has happened since the backup is unknown to it:
timers fire again, and messages that were sent since are sent again.`,
  )
    .option('--force', 'replace the log that is there')
    .action(
      telling((config, { force = false }: { force?: boolean }, folder: string) =>
        Promise.resolve(putBack(config, path.resolve(folder), force)),
      ),
    );
}

function putBack(config: Config, folder: string, force: boolean): Outcome {
  refuseEventStoreDb(config);
  const { dataDir, mongoUrl } = config;
  const progress = new ProgressLine(process.stderr);
  try {
    const now = isoTime(systemClock.now());
    const { setAside, ...whole } = restoreLog(folder, dataDir, force, now, ({ phase, done, total }) => {
      progress.show(phase, done, total);
    });
    const next = mongoUrl === null ? '' : '; fold the read models anew with: npx runledger projections rebuild --all';
    const before = setAside === null ? '' : `; the log that was there is ${setAside}`;
    return told(`${dataDir} holds`, { dataDir, setAside }, whole, `${before}${next}`);
  } finally {
    progress.end();
  }
}
