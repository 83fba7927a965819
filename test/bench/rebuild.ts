/**
 * How fast a read model is rebuilt and verified, what that takes, and what whoever works meanwhile feels of it: a real
 * process over a log of EVENTS events (1,000,000 unless told), RATE enrolments and as many pages a second (25 unless told).
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Verification } from '../../src/queries/get-verification';
import type { ProjectionView } from '../../src/queries/list-projections';
import { BenchService, inWords } from './bench-service';
import { fillLog } from './filled-log';

const EVENTS = Number(process.env['EVENTS'] ?? 1_000_000);
const RATE = Number(process.env['RATE'] ?? 25);
const NAMES = (process.env['PROJECTIONS'] ?? 'run-history,step-timeline').split(',');
const QUIET_MS = Number(process.env['QUIET_MS'] ?? 15_000);
const LOOK_MS = 100;

const secondsSince = (begun: number): number => (performance.now() - begun) / 1_000;

/** Until nothing is under way. @returns the events folded, and the seconds that building and verifying took */
async function rebuilt(service: BenchService, name: string): Promise<readonly [number, number, number]> {
  const path = `/api/admin/projections/${name}`;
  await service.ask('admin', `${path}/rebuild`, {});
  const begun = performance.now();
  let builtIn: number | null = null;
  for (;;) {
    const { items } = await service.ask<{ items: ProjectionView[] }>('admin', '/api/admin/projections');
    const one = items.find((item) => item.name === name);
    if (one?.failure ?? one?.rebuild?.failure) throw new Error(JSON.stringify(one));
    if (one?.rebuild?.status === 'stopped') throw new Error(JSON.stringify(one.rebuild));
    if (one?.rebuild?.status === 'verifying') builtIn ??= secondsSince(begun);
    if (one?.rebuild === null) return [one.last?.events ?? 0, builtIn ?? 0, secondsSince(begun) - (builtIn ?? 0)];
    await pause(LOOK_MS);
  }
}

async function verified(service: BenchService, name: string): Promise<void> {
  const path = `/api/admin/projections/${name}/verify`;
  const begun = performance.now();
  await service.ask('admin', path, {});
  for (;;) {
    const { running, last, failure } = await service.ask<Verification>('admin', path);
    if (failure !== null) throw new Error(JSON.stringify(failure));
    if (running === null && last !== null) {
      const seconds = secondsSince(begun);
      const { documents, differences } = last;
      const each = `${(EVENTS / seconds).toFixed(0)} events/s, ${(documents / seconds).toFixed(0)} documents/s`;
      console.log(`${name} verified alone in ${seconds.toFixed(1)} s: ${each}, ${differences.length} differences`);
      return;
    }
    await pause(LOOK_MS);
  }
}

async function main(): Promise<void> {
  const begun = performance.now();
  const service = await BenchService.over((folder) => {
    const { events, runs } = fillLog(folder, EVENTS);
    console.log(`${events} events of ${runs} runs written in ${secondsSince(begun).toFixed(0)} s`);
  });
  console.log(`all read models folded ${secondsSince(begun).toFixed(0)} s after the beginning`);
  await service.load(RATE, AbortSignal.timeout(5_000));
  const idle = service.memory;
  console.log(`without a rebuild: ${inWords(await service.load(RATE, AbortSignal.timeout(QUIET_MS)))}`);
  for (const name of NAMES) {
    const over = new AbortController();
    const loading = service.load(RATE, over.signal);
    const work = rebuilt(service, name).finally(() => {
      over.abort();
    });
    const most = await service.peak(work);
    const [events, built, checked] = await work;
    console.log(
      `${name} rebuilt: ${(events / built).toFixed(0)} events/s in ${built.toFixed(1)} s, then verified in ${checked.toFixed(1)} s`,
    );
    console.log(
      `at most ${most.toFixed(0)} MB resident, ${idle.toFixed(0)} before; meanwhile ${inWords(await loading)}`,
    );
    await verified(service, name);
  }
  await service.end();
}

void main();
