/**
 * One event that WORKFLOWS workflows wait for (1,000 unless told): how long until it is answered, until every run has ended,
 * and what another account's requests take meanwhile. A real process, asked over HTTP.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { inParallel } from '../../src/kernel/in-parallel';
import { BenchService } from './bench-service';
import { tellTimes } from './figures';

const WORKFLOWS = Number(process.env['WORKFLOWS'] ?? 1_000);
const EVENTS = Number(process.env['EVENTS'] ?? 5);
/** Of the other account, a second. */
const RATE = 25;
const BETWEEN_MS = 20;
const WIDTH = 16;

const API = '/api/automations';

async function main(): Promise<void> {
  const service = await BenchService.over(() => undefined);
  const trigger = { type: 'event', event: 'estimate.sent' };
  const steps = [{ id: 'hello', type: 'sms', body: 'Hi {{ contact.name }}' }];
  await inParallel(
    Array.from({ length: WORKFLOWS }, (_, i) => i),
    WIDTH,
    async () => {
      await service.opens(steps, trigger);
    },
  );
  const another = await service.opens(steps, { type: 'manual' }, 'other');
  await service.folded();
  const [answered, ended]: [number[], number[]] = [[], []];
  const over = new AbortController();
  const others = service.starts(RATE, over.signal, 'other', another);
  for (let i = 0; i < EVENTS; i++) {
    const contact = { id: `all-${i}`, name: 'Ana', phone: '+34600000000' };
    const begun = performance.now();
    const sent = { id: `event-${i}`, type: trigger.event, contact };
    const { matched } = await service.ask<{ matched: number }>('owner', `${API}/events`, sent);
    if (matched !== WORKFLOWS) throw new Error(`only ${matched} matched`);
    answered.push(performance.now() - begun);
    while ((await service.ask<{ items: unknown[] }>('owner', `${API}/runs?status=running&limit=1`)).items.length > 0)
      await pause(BETWEEN_MS);
    await service.folded();
    ended.push(performance.now() - begun);
  }
  over.abort();
  const of = `one event to ${WORKFLOWS.toLocaleString('en-US')} workflows`;
  tellTimes(of, 'answered', answered);
  tellTimes(of, 'all runs ended and folded', ended);
  tellTimes(of, "another account's enrolments meanwhile", await others, 'max');
  await service.end();
}

void main();
