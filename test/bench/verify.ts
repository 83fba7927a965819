/**
 * How fast a read model is verified, and whether it gives a false alarm: a real process over a log of EVENTS events
 * (1,400,000 unless told, which are 100,000 finished runs), of whose documents one is changed, one taken out and one put in;
 * then RATE enrolments a second (200 unless told) while it verifies 20 times.
 */
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { runHistory } from '../../projections/run-history';
import { collectionName } from '../../src/kernel/projection';
import type { Verification } from '../../src/queries/get-verification';
import { BenchService } from './bench-service';
import { tell } from './figures';
import { fillLog } from './filled-log';
import { fileOfModel } from '../engine/file-of-model';

const EVENTS = Number(process.env['EVENTS'] ?? 1_400_000);
const RATE = Number(process.env['RATE'] ?? 200);
const TIMES = Number(process.env['TIMES'] ?? 20);
/** A process that has never enrolled anybody takes several times as long, and what comes meanwhile would queue up. */
const [WARM_UP_RATE, WARM_UP_MS] = [50, 10_000];
const VERIFY = `/api/admin/projections/${runHistory.name}/verify`;

async function verified(service: BenchService, body: object): Promise<Verification> {
  await service.ask('admin', VERIFY, body);
  for (;;) {
    const found = await service.ask<Verification>('admin', VERIFY);
    if (found.failure !== null) throw new Error(JSON.stringify(found.failure));
    if (found.running === null) return found;
    await pause(50);
  }
}

function spoil(folder: string): void {
  const db = new Database(fileOfModel(folder, runHistory.name));
  const table = `"${collectionName(runHistory)}"`;
  db.exec(`UPDATE ${table} SET document = json_set(document, '$.status', 'failed')
    WHERE key = (SELECT min(key) FROM ${table})`);
  db.exec(`INSERT INTO ${table} (key, position, document) SELECT 'nobody', position, document FROM ${table} LIMIT 1`);
  db.exec(`DELETE FROM ${table} WHERE key = (SELECT max(key) FROM ${table} WHERE key < 'nobody')`);
  db.close();
}

async function main(): Promise<void> {
  const service = await BenchService.over((folder) => {
    fillLog(folder, { events: EVENTS });
  });
  spoil(service.folder);
  const before = performance.now();
  const { last } = await verified(service, {});
  const seconds = (performance.now() - before) / 1_000;
  const { documents = 0, differences = [] } = last ?? {};
  const of = `${documents.toLocaleString('en-US')} documents, of which one is changed, one missing and one too many`;
  tell(of, 'differences found', differences.length, 'documents');
  tell(of, 'verified', documents / seconds, 'documents/s');
  tell(of, 'verified', EVENTS / seconds, 'events/s');
  for (const { key } of differences) await verified(service, { repair: key });

  await service.load(WARM_UP_RATE, AbortSignal.timeout(WARM_UP_MS));
  const over = new AbortController();
  const begun = performance.now();
  const loading = service.load(RATE, over.signal);
  let alarms = 0;
  for (let i = 0; i < TIMES; i++) alarms += (await verified(service, {})).last?.differences.length ?? 1;
  const took = performance.now() - begun;
  over.abort();
  const written = (await loading).commands.length;
  const under = `verified ${TIMES} times under load`;
  tell(under, 'enrolments meanwhile', (written * 1_000) / took, 'a second');
  tell(under, 'false alarms', alarms, 'documents');
  await service.end();
}

void main();
