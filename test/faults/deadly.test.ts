import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PersistentClient } from './persistent-client';
import type { Answer } from './persistent-client';
import { until } from '../until';
import { ServiceProcess } from './service-process';

/** How many kinds of what is deadly are tried; `npm run faults` tries all three. */
const KINDS = Number(process.env['DEADLY_KINDS'] ?? 1);
/** However slow the machine is. */
const PATIENCE_MS = 240_000;
jest.setTimeout(PATIENCE_MS);

const KEY = 'the-key-of-the-owner';
const API = '/api/automations';
const CONTACT = { id: 'ana', phone: '+34600000000' };
const HI = { id: 'hi', type: 'sms', body: 'Hi' };
/** One that began it, and three that took it over. */
const MOST_DEATHS = 4;

/** The service, which is started again whenever it was killed. */
class KilledService {
  deaths = 0;
  /** What those of its processes logged that have ended. */
  private readonly log: string[] = [];
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'runledger-deadly-'));
  private readonly client = new PersistentClient(() => this.address(), KEY);
  private process = this.start();
  private ended = false;

  async opens(definition: object): Promise<string> {
    const { workflowId } = await this.client.command('POST', `${API}/workflows`, definition);
    await this.client.command('POST', `${API}/workflows/${String(workflowId)}/activate`);
    return String(workflowId);
  }

  command(route: string, body: object): Promise<Answer['body']> {
    return this.client.command('POST', `${API}${route}`, body);
  }

  async items(route: string): Promise<readonly Record<string, unknown>[]> {
    return (await this.client.get(`${API}${route}`)).body['items'] as Record<string, unknown>[];
  }

  /** What is deadly, as far as its first death. */
  async begins(route: string, body: object): Promise<void> {
    const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
    const address = await this.address();
    const { process } = this;
    await fetch(`${address}${API}${route}`, { method: 'POST', headers, body: JSON.stringify(body) }).catch(() => null);
    await process.exited;
  }

  /** What its processes told of setting aside. */
  get setAside(): readonly unknown[] {
    const log = [...this.log, ...this.process.log];
    return log.filter((line) => line.includes('set aside')).map((line) => JSON.parse(line) as unknown);
  }

  survives(): Promise<void> {
    return until('something is set aside', () => this.setAside.length > 0, PATIENCE_MS - 10_000);
  }

  async stop(): Promise<void> {
    this.ended = true;
    await this.process.stop();
  }

  async end(): Promise<void> {
    this.ended = true;
    await this.process.kill();
    rmSync(this.folder, { recursive: true });
  }

  private async address(): Promise<string> {
    for (;;) {
      const { process } = this;
      const address = await process.listening;
      if (address !== null) return address;
      await process.exited;
      if (process === this.process) throw new Error(`the service did not start: ${process.errors}`);
    }
  }

  private start(): ServiceProcess {
    const process = ServiceProcess.start({
      DATA_DIR: this.folder,
      NODE_OPTIONS: `--require ${path.join(__dirname, 'deadly.cjs')}`,
      RUNLEDGER_API_KEYS: JSON.stringify([{ key: KEY, account: 'acme', role: 'owner' }]),
    });
    void process.exited.then(() => {
      if (this.ended) return;
      this.log.push(...process.log);
      this.deaths += 1;
      this.process = this.start();
    });
    return process;
  }
}

/** Workflows that somebody falls into together, a deadly one in the middle. */
const opensThree = async (at: KilledService, triggerOf: (name: string) => object): Promise<readonly string[]> => {
  const ids: string[] = [];
  for (const name of ['fine', 'deadly', 'fine too'])
    ids.push(await at.opens({ name, trigger: triggerOf(name), entryConditions: EXISTS, steps: [HI] }));
  return ids;
};
const EXISTS = { field: 'contact.id', op: 'exists' };

async function event(at: KilledService): Promise<void> {
  const [first, deadly, last] = await opensThree(at, () => ({ type: 'event', event: 'estimate.sent' }));
  const estimate = { id: 'e-1', type: 'estimate.sent', contact: CONTACT };
  await at.begins('/events', estimate);
  await at.survives();
  await until('the others end', async () => (await at.items('/runs?status=completed')).length === 2);
  const { results } = await at.command('/events', estimate);
  expect(results).toMatchObject([
    { workflowId: first, outcome: 'duplicate' },
    { workflowId: deadly, outcome: 'failed', error: { code: 'engine_error' } },
    { workflowId: last, outcome: 'duplicate' },
  ]);
  expect(await at.items('/runs')).toHaveLength(2);
  expect(at.setAside).toMatchObject([{ msg: 'a workflow was set aside for an event', workflowId: deadly }]);
}

async function run(at: KilledService): Promise<void> {
  const manual = { type: 'manual' };
  const fine = await at.opens({ name: 'fine', trigger: manual, steps: [HI, { ...HI, id: 'bye' }] });
  const bad = await at.opens({ name: 'bad', trigger: manual, steps: [HI, { ...HI, id: 'deadly' }] });
  const enroll = (id: string) => at.command(`/workflows/${fine}/enrollments`, { contact: { ...CONTACT, id } });
  const beside = Array.from({ length: 5 }, (_, i) => enroll(`beside-${i}`));
  await Promise.all([...beside, at.begins(`/workflows/${bad}/enrollments`, { contact: CONTACT })]);
  await at.survives();
  await enroll('after');
  await until('all others end', async () => (await at.items('/runs?status=completed')).length === 6);
  await until('it has failed', async () => (await at.items('/runs?status=failed')).length === 1);
  const [failed] = await at.items(`/runs?workflowId=${bad}`);
  expect(failed).toMatchObject({ status: 'failed', error: { stepId: 'deadly', code: 'engine_error' } });
  expect(at.setAside).toMatchObject([{ msg: 'a run was set aside', runId: failed?.['runId'] }]);
}

async function reminder(at: KilledService): Promise<void> {
  const triggerOf = (name: string) => {
    const event = name === 'deadly' ? 'deadly.booked' : 'booked';
    return { type: 'reminder', event, dateField: 'data.at', offset: '-PT1H', key: 'contact.id' };
  };
  const [, deadly] = await opensThree(at, triggerOf);
  const booked = { contact: CONTACT, data: { at: new Date(Date.now() + 1_800_000).toISOString() } };
  await at.command('/events', { id: 'b-1', type: 'booked', ...booked });
  await at.begins('/events', { id: 'b-2', type: 'deadly.booked', ...booked });
  await at.survives();
  await until('the others fire', async () => (await at.items('/reminders?status=fired')).length === 2);
  await until('it is refused', async () => (await at.items('/reminders?status=refused')).length === 1);
  expect(await at.items('/reminders?status=refused')).toMatchObject([{ workflowId: deadly, reason: 'engine_error' }]);
  expect(at.setAside).toMatchObject([{ msg: 'a reminder was set aside' }]);
}

describe('what kills every process that decides it is set aside in sight, and nothing beside it is', () => {
  const services: KilledService[] = [];
  afterAll(() => Promise.all(services.map((service) => service.end())));

  it.concurrent.each(Object.entries({ event, run, reminder }).slice(0, KINDS))('%s', async (_, tried) => {
    const service = new KilledService();
    services.push(service);
    await tried(service);
    expect(service.deaths).toBeLessThanOrEqual(MOST_DEATHS);
    await service.stop();
  });
});
