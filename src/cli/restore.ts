import path from 'node:path';
import { restoreLog } from '../adapters/sqlite/restore';
import { isoTime, systemClock } from '../kernel/clock';
import { refuseEventStoreDb, told } from './backup';
import { onlyArgument } from './command';
import type { Command } from './command';
import { ProgressLine } from './progress-line';

export const restore: Command = {
  name: 'restore',
  usage: '<folder> [--force]',
  summary: 'put the log of a backup back into DATA_DIR, while the service does not run',
  details: `A log that is there already is kept as events.db.before-<time>, and only replaced with --force.
Read models are folded anew at the next start. What has happened since the backup is unknown to it:
timers fire again, and messages that were sent since are sent again.`,
  flags: ['force'],
  run({ dataDir, eventStoreUrl, mongoUrl, ...config }, args) {
    refuseEventStoreDb({ ...config, dataDir, mongoUrl, eventStoreUrl });
    const folder = path.resolve(onlyArgument(args, 'one folder'));
    const progress = new ProgressLine(process.stderr);
    try {
      const now = isoTime(systemClock.now());
      const { setAside, ...whole } = restoreLog(folder, dataDir, args.flags.has('force'), now, (work) => {
        progress.show(work.phase, work.done, work.total);
      });
      const next = mongoUrl === null ? '' : '; fold the read models anew with: npx runledger projections rebuild --all';
      const before = setAside === null ? '' : `; the log that was there is ${setAside}`;
      return Promise.resolve(told(`${dataDir} holds`, { dataDir, setAside }, whole, `${before}${next}`));
    } finally {
      progress.end();
    }
  },
};
