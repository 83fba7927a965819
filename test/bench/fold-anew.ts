/**
 * How fast a log is folded anew into every read model, in one process: what it takes of the processor an event, and of
 * memory at most; beside it what reading and parsing the events alone take. A log of EVENTS events (300,000 unless told) is
 * written once into FOLDER, and used again as long as it stands there: also one that the service wrote. With PAGE no more
 * events come at a time than that, as on a service that follows.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventLogFile } from '../../src/adapters/sqlite/event-log';
import { SqliteLogReader } from '../../src/adapters/sqlite/log-reader';
import { SqliteReadStore } from '../../src/adapters/sqlite/read-store';
import { START } from '../../src/kernel/message';
import { foldAnew } from './folded-anew';
import type { Folded } from './folded-anew';
import { tell } from './figures';
import { fillLog } from './filled-log';

const EVENTS = Number(process.env['EVENTS'] ?? 300_000);
const FOLDER = process.env['FOLDER'] ?? path.join(tmpdir(), `runledger-log-of-${EVENTS}`);
const PAGE = Number(process.env['PAGE'] ?? Infinity);
const SCANNED = 4_000;
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
  if (!existsSync(eventLogFile(FOLDER))) fillLog(FOLDER, { events: EVENTS });
  const log = SqliteLogReader.open(FOLDER);
  const into = mkdtempSync(path.join(tmpdir(), 'runledger-bench-'));
  const reads = SqliteReadStore.open(into);
  await measured('folded anew', () => foldAnew(log, reads, PAGE));
  tell(OF, 'resident memory at most', process.resourceUsage().maxRSS / 1_024, 'MB');
  await measured('read and parsed alone', () => scan(log));
  await reads.close();
  await log.close();
  rmSync(into, { recursive: true });
}

void main();
