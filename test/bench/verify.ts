/**
 * How fast a read model is verified, and whether it gives a false alarm: a real process over a log of RUNS finished runs
 * (100,000 unless told), of whose documents one is changed, one taken out and one put in; then RATE enrolments a second
 * (200 unless told) while it verifies 20 times.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { runHistory } from '../../projections/run-history';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store';
import { collectionName } from '../../src/kernel/projection';
import type { Verification } from '../../src/queries/get-verification';
import { ServiceProcess } from '../faults/service-process';
import { Ledger } from '../histories/ledger';
import { RunStory } from '../histories/run-story';

const RUNS = Number(process.env['RUNS'] ?? 100_000);
const RATE = Number(process.env['RATE'] ?? 200);
const TIMES = 20;
const AT_ONCE = 500;
const ADMIN = 'the-key-of-the-admin';
const OWNER = 'the-key-of-the-owner';
const KEYS = [
  { key: ADMIN, account: 'acme', role: 'admin' },
  { key: OWNER, account: 'acme', role: 'owner' },
];
const VERIFY = `/api/admin/projections/${runHistory.name}/verify`;

async function fill(folder: string): Promise<number> {
  const log = SqliteEventStore.open(folder);
  let events = 0;
  for (let from = 0; from < RUNS; from += AT_ONCE) {
    const ledger = new Ledger();
    for (let i = from; i < Math.min(from + AT_ONCE, RUNS); i++) {
      const story = new RunStory(ledger, { runId: `run-${i}`, contactId: `c-${i}` });
      story.starts();
      story.sends('hello');
      story.completes('hello', 'sms');
      story.ends();
    }
    const streams = new Set(ledger.log.map(({ stream }) => stream));
    const ofStream = (name: string) => ledger.log.filter(({ stream }) => stream === name);
    await Promise.all(Array.from(streams, (stream) => log.append(stream, -1, ofStream(stream))));
    events += ledger.log.length;
  }
  await log.close();
  return events;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'runledger-bench-'));
  const events = await fill(folder);
  const service = ServiceProcess.start({ DATA_DIR: folder, RUNLEDGER_API_KEYS: JSON.stringify(KEYS) });
  const api = (await service.listening) ?? '';
  const ask = async <T>(key: string, route: string, body?: object): Promise<T> => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(`${api}${route}`, { headers, ...sent });
    if (!answer.ok) throw new Error(`${route} was answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const verified = async (body: object): Promise<Verification> => {
    await ask(ADMIN, VERIFY, body);
    for (;;) {
      const found = await ask<Verification>(ADMIN, VERIFY);
      if (found.failure !== null) throw new Error(JSON.stringify(found.failure));
      if (found.running === null) return found;
      await pause(50);
    }
  };
  const wrong = ({ last }: Verification): string =>
    `${last?.documents ?? 0} documents: ${JSON.stringify(last?.differences.map(({ key, kind }) => [key, kind]))}`;

  const db = new Database(path.join(folder, 'read.db'));
  const table = collectionName(runHistory);
  db.exec(`UPDATE "${table}" SET document = json_set(document, '$.status', 'failed') WHERE key = 'run-7'`);
  db.exec(
    `INSERT INTO "${table}" (key, position, document) SELECT 'nobody', position, document FROM "${table}" LIMIT 1`,
  );
  db.exec(`DELETE FROM "${table}" WHERE key = 'run-11'`);
  db.close();
  const before = performance.now();
  const found = await verified({});
  const seconds = (performance.now() - before) / 1_000;
  console.log(`${events} events, ${wrong(found)} in ${seconds.toFixed(1)} s`);
  console.log(
    `${(RUNS / seconds).toFixed(0)} documents/s, ${(events / seconds).toFixed(0)} events/s, folding and comparing`,
  );
  for (const { key } of found.last?.differences ?? []) await verified({ repair: key });

  const steps = [{ id: 'hello', type: 'sms', body: 'Hi' }];
  const { workflowId } = await ask<{ workflowId: string }>(OWNER, '/api/automations/workflows', {
    ...{ name: 'W', trigger: { type: 'manual' }, steps },
  });
  await ask(OWNER, `/api/automations/workflows/${workflowId}/activate`, {});
  let written = 0;
  const over = new AbortController();
  const writing = (async () => {
    const begun = performance.now();
    while (!over.signal.aborted) {
      await pause(5);
      const due = Math.floor(((performance.now() - begun) / 1_000) * RATE) - written;
      const contacts = Array.from({ length: Math.min(due, 50) }, () => ({
        id: `w-${written++}`,
        phone: '+34600000000',
      }));
      const to = `/api/automations/workflows/${workflowId}/enrollments`;
      await Promise.all(contacts.map((contact) => ask(OWNER, to, { contact })));
    }
  })();
  const begun = performance.now();
  let alarms = 0;
  for (let i = 0; i < TIMES; i++) {
    const { last } = await verified({});
    alarms += last?.differences.length ?? 1;
  }
  const rate = (written * 1_000) / (performance.now() - begun);
  over.abort();
  await writing;
  console.log(`${TIMES} times under ${rate.toFixed(0)} enrolments/s: ${alarms} false alarms`);
  await service.kill();
  rmSync(folder, { recursive: true });
}

void main();
