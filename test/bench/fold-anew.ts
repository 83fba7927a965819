/**
 * How fast a log is folded anew into every read model, by the threads of a service that starts: what it takes of the
 * processor an event, and of memory at most; beside it what reading and parsing the events alone take. A log of EVENTS
 * events (300,000 unless told) is written once into FOLDER, and used again as long as it stands there: also one that a
 * service wrote. Its read models are removed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventLogFile } from '../../src/adapters/sqlite/event-log';
import { SqliteLogReader } from '../../src/adapters/sqlite/log-reader';
import { START } from '../../src/kernel/message';
import { foldAnew, removeReadModels } from './folded-anew';
import type { Folded } from './folded-anew';
import { tell } from './figures';
import { fillLog } from './filled-log';

const EVENTS = Number(process.env['EVENTS'] ?? 300_000);
const FOLDER = process.env['FOLDER'] ?? path.join(tmpdir(), `runledger-log-of-${EVENTS}`);
const SCANNED = 4_000;
const FILL = '--fill';
const OF = `${EVENTS.toLocaleString('en-US')} events`;

async function measured(what: string, work: () => Promise<Folded>): Promise<void> {
  const before = process.cpuUsage();
  const { events, seconds } = await work();
  const { user, system } = process.cpuUsage(before);
  tell(OF, what, events / seconds, 'events/s');
  tell(OF, `${what}, CPU of all threads`, (user + system) / events, 'µs an event');
}

async function scan(log: SqliteLogReader): Promise<Folded> {
  const since = performance.now();
  let [events, after] = [0, START];
  for (;;) {
    const page = await log.readAll(after, SCANNED);
    events += page.events.length;
    after = page.next;
    if (page.caughtUp) return { events, seconds: (performance.now() - since) / 1_000 };
  }
}

async function main(): Promise<void> {
  if (!existsSync(eventLogFile(FOLDER))) fillElsewhere();
  const stores = { dataDir: FOLDER, eventStoreUrl: null, mongoUrl: null };
  removeReadModels(FOLDER);
  await measured('folded anew', () => foldAnew(stores));
  tell(OF, 'resident memory at most', process.resourceUsage().maxRSS / 1_024, 'MB');
  removeReadModels(FOLDER);
  const log = SqliteLogReader.open(FOLDER);
  await measured('read and parsed alone', () => scan(log));
  await log.close();
}

/** In a process of its own, whose memory is not counted. */
function fillElsewhere(): void {
  const { status } = spawnSync(process.execPath, [__filename, FILL], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the log was not written');
}

if (process.argv.includes(FILL)) fillLog(FOLDER, { events: EVENTS });
else void main();
