/**
 * What an export takes, and what it costs others: a real process over a log of EVENTS events (1,000,000 unless told), RATE
 * enrolments and as many pages a second (25 unless told) beside it.
 */
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { BenchService, headersOf, tellTook } from './bench-service';
import { tell } from './figures';
import { fillLog } from './filled-log';

const EVENTS = Number(process.env['EVENTS'] ?? 1_000_000);
const RATE = Number(process.env['RATE'] ?? 25);
const QUIET_MS = Number(process.env['QUIET_MS'] ?? 15_000);
/** The most that are let in at once, and how many of them are there already when the others are counted. */
const [MOST_READERS, FIRST_READERS] = [15, 5];
const SLOW_MS = Number(process.env['SLOW_MS'] ?? 10_000);
const OF = `exports of ${EVENTS.toLocaleString('en-US')} events`;
const SLOW_BYTES_A_SECOND = 10_240;

/** An export that has begun: nothing of it is read before somebody asks. */
function begun(service: BenchService): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(`${service.address}/api/audit/export`, { headers: headersOf('auditor'), agent: false }, resolve).on(
      'error',
      reject,
    );
  });
}

async function firstByte(service: BenchService): Promise<number> {
  const asked = performance.now();
  const answer = await begun(service);
  await new Promise((resolve) => answer.once('readable', resolve));
  const took = performance.now() - asked;
  answer.destroy();
  return took;
}

async function whole(service: BenchService): Promise<{ bytes: number; lines: number; seconds: number }> {
  const asked = performance.now();
  let [bytes, lines] = [0, 0];
  for await (const chunk of (await begun(service)) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
  }
  return { bytes, lines, seconds: (performance.now() - asked) / 1_000 };
}

/** Reads so slowly that whoever writes has to wait. */
async function slowly(service: BenchService): Promise<void> {
  const answer = await begun(service);
  const end = performance.now() + SLOW_MS;
  while (performance.now() < end) {
    answer.read(Math.min(SLOW_BYTES_A_SECOND / 10, answer.readableLength));
    await pause(100);
  }
  answer.destroy();
}

/** @returns the megabytes that are resident at most */
const readSlowly = (service: BenchService, readers: number): Promise<number> =>
  service.peak(Promise.all(Array.from({ length: readers }, () => slowly(service))));

/** @returns the milliseconds after which the process did nothing any more for a connection that was closed */
async function endsAfter(service: BenchService): Promise<number> {
  const answer = await begun(service);
  answer.resume();
  await pause(2_000);
  answer.destroy();
  const closed = performance.now();
  let [busy, last] = [closed, service.ticks];
  while (performance.now() - busy < 1_000) {
    await pause(50);
    const { ticks } = service;
    if (ticks - last > 1) busy = performance.now();
    last = ticks;
  }
  return busy - closed;
}

async function main(): Promise<void> {
  const service = await BenchService.over((folder) => {
    fillLog(folder, { events: EVENTS });
  });
  await service.load(RATE, AbortSignal.timeout(5_000));
  const idle = service.memory;
  tell(OF, 'first byte of the first export', await firstByte(service), 'ms');
  tell(OF, 'first byte of the next', await firstByte(service), 'ms');
  const exported = whole(service);
  const most = await service.peak(exported);
  const { bytes, lines, seconds } = await exported;
  tell(OF, 'exported', lines / seconds, 'lines/s');
  tell(OF, 'exported', bytes / 1e6 / seconds, 'MB/s');
  tell(OF, 'memory beside what was resident before', most - idle, 'MB');
  tell(OF, 'worked on after a connection was closed', await endsAfter(service), 'ms');
  const few = await readSlowly(service, FIRST_READERS);
  const many = await readSlowly(service, MOST_READERS);
  tell(OF, 'memory for a reader of 10 KB/s', (many - few) / (MOST_READERS - FIRST_READERS), 'MB');
  tellTook(`${OF}, no export`, await service.load(RATE, AbortSignal.timeout(QUIET_MS)));
  const over = new AbortController();
  const loading = service.load(RATE, over.signal);
  await Promise.race([Promise.all(Array.from({ length: 5 }, () => whole(service))), pause(QUIET_MS)]);
  over.abort();
  tellTook(`${OF}, five exports at once`, await loading);
  await service.end();
}

void main().then(() => process.exit());
