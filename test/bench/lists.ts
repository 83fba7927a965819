/**
 * What a list of runs, a run with its timeline and an overview take to be answered, in a store of RUNS runs (10,000 unless
 * told): while nothing happens, and while RATE runs a second are started (200 unless told). A real process, asked over HTTP
 * by one reader after the other.
 */
import { BenchService } from './bench-service';
import { tell, tellTimes } from './figures';
import { fillLog } from './filled-log';

const RUNS = Number(process.env['RUNS'] ?? 10_000);
const RATE = Number(process.env['RATE'] ?? 200);
const MS = Number(process.env['SECONDS'] ?? 15) * 1_000;
const STEPS = 1;

interface Item {
  readonly runId: string;
  readonly workflowId: string;
}

const API = '/api/automations';

async function reads(service: BenchService, of: string, over: AbortSignal): Promise<void> {
  const { items } = await service.ask<{ items: Item[] }>('owner', `${API}/runs?limit=50`);
  const [first] = items;
  if (first === undefined) throw new Error('there are no runs');
  const middle = `${API}/workflows/${first.workflowId}`;
  const asked = {
    'a list of 50 runs': `${API}/runs?limit=50`,
    'a list by status and automation': `${middle}/runs?status=completed&limit=50`,
    'a run with its timeline': `${API}/runs/${first.runId}`,
    'an overview': `${middle}/overview`,
  };
  const took = new Map(Object.keys(asked).map((what) => [what, [] as number[]]));
  while (!over.aborted) {
    for (const [what, route] of Object.entries(asked)) {
      const begun = performance.now();
      await service.ask('owner', route);
      took.get(what)?.push(performance.now() - begun);
    }
  }
  for (const [what, ms] of took) tellTimes(of, what, ms);
}

async function main(): Promise<void> {
  const begun = performance.now();
  const service = await BenchService.over((folder) => {
    fillLog(folder, { runs: RUNS, steps: STEPS });
  });
  const of = `${RUNS.toLocaleString('en-US')} runs`;
  tell(of, 'written and folded in', (performance.now() - begun) / 1_000, 's');
  await reads(service, `${of}, idle`, AbortSignal.timeout(MS));
  const over = AbortSignal.timeout(MS);
  const starting = service.starts(RATE, over);
  await reads(service, `${of}, ${RATE} started a second`, over);
  tellTimes(`${of}, ${RATE} started a second`, 'an enrolment', await starting);
  tell(of, 'resident memory', service.memory, 'MB');
  await service.end();
}

void main();
