/** What WAITS runs cost that wait for a day that is far off (1,000,000 unless told): memory, and CPU of a process at rest. */
import { setTimeout as pause } from 'node:timers/promises';
import { BenchService } from './bench-service';
import { tell } from './figures';
import { fillLog } from './filled-log';

const WAITS = Number(process.env['WAITS'] ?? 1_000_000);
const REST_MS = Number(process.env['REST_MS'] ?? 30_000);
/** What the folding has left for later. */
const SETTLE_MS = 5_000;
const TICK_MS = 10;

async function main(): Promise<void> {
  const service = await BenchService.over((folder) => {
    fillLog(folder, { runs: WAITS, steps: 0, isWaiting: true });
  });
  const of = `${WAITS.toLocaleString('en-US')} runs that wait`;
  tell(of, 'resident memory after folding', service.memory, 'MB');
  await pause(SETTLE_MS);
  const before = service.ticks;
  await pause(REST_MS);
  tell(of, 'CPU at rest', (((service.ticks - before) * TICK_MS) / REST_MS) * 100, '% of a core');
  await service.restart();
  await pause(SETTLE_MS);
  tell(of, 'resident memory after a restart', service.memory, 'MB');
  await service.end();
}

void main();
