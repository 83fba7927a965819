/**
 * How fast a read model is rebuilt and verified, what that takes, and what whoever works meanwhile feels of it: a real
 * process over a log of EVENTS events (1,000,000 unless told), RATE enrolments and as many pages a second (25 unless told).
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Verification } from '../../src/queries/get-verification';
import type { ProjectionView } from '../../src/queries/list-projections';
import { BenchService, tellTook } from './bench-service';
import { tell } from './figures';
import { fillLog } from './filled-log';

const EVENTS = Number(process.env['EVENTS'] ?? 1_000_000);
const RATE = Number(process.env['RATE'] ?? 25);
const NAMES = (process.env['PROJECTIONS'] ?? 'run-history,step-timeline').split(',');
const QUIET_MS = Number(process.env['QUIET_MS'] ?? 15_000);
const LOOK_MS = 100;
const OF = `${EVENTS.toLocaleString('en-US')} events`;

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
      tell(OF, `${name} verified alone`, EVENTS / seconds, 'events/s');
      tell(OF, `${name} verified alone`, last.documents / seconds, 'documents/s');
      tell(OF, `${name} verified alone, differences`, last.differences.length, 'documents');
      return;
    }
    await pause(LOOK_MS);
  }
}

async function main(): Promise<void> {
  const service = await BenchService.over((folder) => {
    fillLog(folder, { events: EVENTS });
  });
  await service.load(RATE, AbortSignal.timeout(5_000));
  tell(OF, 'resident memory', service.memory, 'MB');
  tellTook(`${OF}, no rebuild`, await service.load(RATE, AbortSignal.timeout(QUIET_MS)));
  for (const name of NAMES) {
    const over = new AbortController();
    const loading = service.load(RATE, over.signal);
    const work = rebuilt(service, name).finally(() => {
      over.abort();
    });
    const most = await service.peak(work);
    const [events, built, checked] = await work;
    tell(OF, `${name} rebuilt`, events / built, 'events/s');
    tell(OF, `${name} rebuilt, then verified in`, checked, 's');
    tell(OF, `${name} rebuilt, resident memory at most`, most, 'MB');
    tellTook(`${OF}, ${name} rebuilt`, await loading);
    await verified(service, name);
  }
  tellTook(`${OF}, no rebuild any more`, await service.load(RATE, AbortSignal.timeout(QUIET_MS)));
  await service.end();
}

void main();
