/**
 * Messages a second through each real adapter, and what one costs: a real process whose other sides are in this one, a mail
 * server, an SMS provider and a receiver of webhooks, all without TLS. RUNS runs of 50 messages each, all at the same time.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { CHANNELS, CountingDoubles, MARK } from '../faults/counting-doubles';
import type { Channel } from '../faults/counting-doubles';
import { BenchService } from './bench-service';
import { tell } from './figures';

const RUNS = Number(process.env['RUNS'] ?? 100);
const WARM_UP_RUNS = Number(process.env['WARM_UP_RUNS'] ?? 10);
const STEPS = 50;
const TICK_MS = 10;

async function main(): Promise<void> {
  const doubles = await CountingDoubles.open();
  const service = await BenchService.over(() => undefined, doubles.environment);
  const fields: Readonly<Record<Channel, object>> = {
    sms: { body: MARK },
    email: { subject: MARK, body: '<p>Hi {{ contact.name }}</p>' },
    webhook: { url: doubles.webhookUrl, body: { text: MARK } },
  };
  /** @returns the seconds until the last message was there */
  const sends = async (workflow: string, name: string, runs: number): Promise<number> => {
    const all = doubles.whole.length + runs * STEPS;
    const begun = performance.now();
    const enrolling = Array.from({ length: runs }, (_, i) => {
      const contact = { id: `${name}-${i}`, name: 'Ana', phone: '+34600000000', email: 'ana@example.com' };
      return service.ask('owner', `${workflow}/enrollments`, { contact });
    });
    await Promise.all(enrolling);
    while (doubles.whole.length < all) await pause(TICK_MS);
    return (performance.now() - begun) / 1_000;
  };
  for (const channel of CHANNELS) {
    const steps = Array.from({ length: STEPS }, (_, i) => {
      const message = JSON.stringify(fields[channel]).replace('{{ step }}', `s${i}`);
      return { ...{ id: `s${i}`, type: channel }, ...(JSON.parse(message) as object) };
    });
    const workflow = await service.opens(steps);
    await sends(workflow, `warm-${channel}`, WARM_UP_RUNS);
    await service.folded();
    const ticks = service.ticks;
    const seconds = await sends(workflow, channel, RUNS);
    await service.folded();
    const cpuMs = ((service.ticks - ticks) * TICK_MS) / (RUNS * STEPS);
    tell(`messages by ${channel}`, 'sent', (RUNS * STEPS) / seconds, 'messages/s');
    tell(`messages by ${channel}`, 'CPU of all threads, folding included', cpuMs, 'ms a message');
  }
  if (new Set(doubles.whole).size < doubles.whole.length) throw new Error('a message came twice');
  await service.end();
  await doubles.close();
}

void main();
