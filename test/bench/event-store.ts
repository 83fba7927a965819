import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { CommitterThread } from '../../src/adapters/sqlite/committer-thread';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store';
import { createLog } from '../../src/assembly/json-log';
import { newId } from '../../src/kernel/ids';
import { NO_STREAM, START } from '../../src/kernel/message';
import type { NewEvent } from '../../src/kernel/message';
import type { EventStore } from '../../src/ports/event-store';
import { median, tell } from './figures';

/**
 * How fast the embedded event store is, committing in a thread of its own as in the service. Events are of the size of a run's (about 600 bytes); each figure is the median of five rounds on a fresh store.
 */
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const ROUND_MS = Number(process.env['ROUND_MS'] ?? 1_500);
const EVENTS_OF_A_RUN = 14;
const log = createLog('warn');

const event = (): NewEvent => ({
  id: newId(),
  type: 'StepCompleted',
  data: {
    runId: '0123456789abcdef0123456789abcdef',
    workflowId: 'welcome-and-remind',
    contactId: 'contact-12345',
    stepId: 'sms-1',
    stepType: 'sms',
    output: { messageId: '0123456789abcdef', body: 'Hello there, your estimate is ready' },
  },
  metadata: {
    account: 'acme',
    actor: 'manager:0123456789abcdef',
    correlationId: newId(),
    causationId: newId(),
    schemaVersion: 1,
    at: '2026-11-03T10:00:00.000Z',
  },
});

/** One writer after another stream: appends to it until it is as long as a run's, then begins the next. */
async function writer(store: EventStore, eventsPerAppend: number, until: number): Promise<number> {
  let appends = 0;
  while (performance.now() < until) {
    const stream = `run-${newId()}`;
    let revision = NO_STREAM;
    while (revision + 1 < EVENTS_OF_A_RUN && performance.now() < until) {
      const events = Array.from({ length: eventsPerAppend }, event);
      revision = (await store.append(stream, revision, events)).revision;
      appends++;
    }
  }
  return appends;
}

const appendsPerSecond =
  (writers: number, eventsPerAppend = 1) =>
  async (store: EventStore): Promise<number> => {
    const start = performance.now();
    const until = start + ROUND_MS;
    const counts = await Promise.all(Array.from({ length: writers }, () => writer(store, eventsPerAppend, until)));
    return (counts.reduce((sum, count) => sum + count, 0) * 1_000) / (performance.now() - start);
  };

async function eventsReadPerSecond(store: EventStore): Promise<number> {
  await appendsPerSecond(256, 2)(store);
  const start = performance.now();
  let events = 0;
  for (
    let page = await store.readAll(START, 1_000);
    page.events.length > 0;
    page = await store.readAll(page.next, 1_000)
  )
    events += page.events.length;
  return (events * 1_000) / (performance.now() - start);
}

async function measure(what: string, unit: string, round: (store: EventStore) => Promise<number>): Promise<void> {
  const figures: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const folder = await mkdtemp(path.join(tmpdir(), 'runledger-bench-'));
    const store = SqliteEventStore.open(folder, (dataDir) => new CommitterThread(dataDir, log));
    try {
      figures.push(await round(store));
    } finally {
      await store.close();
      await rm(folder, { recursive: true });
    }
  }
  tell('the embedded log alone', what, median(figures), unit);
}

async function main(): Promise<void> {
  await measure('one append after another', 'commits/s', appendsPerSecond(1));
  await measure('64 appends of one event at a time', 'appends/s', appendsPerSecond(64));
  await measure('256 appends of one event at a time', 'appends/s', appendsPerSecond(256));
  await measure('64 appends of two events at a time', 'appends/s', appendsPerSecond(64, 2));
  await measure('reading the whole log', 'events/s', eventsReadPerSecond);
}

void main();
