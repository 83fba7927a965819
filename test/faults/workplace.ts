import path from 'node:path';
import { until } from '../until';
import { PersistentClient } from './persistent-client';
import { ServiceProcess } from './service-process';

const KEY = 'the-key-of-the-owner';
const ADMIN = 'the-key-of-the-admin';
const API = '/api/automations';
const CONTACT = { id: 'ana', phone: '+34600000000' };
/** However slow the machine is. */
const PATIENCE_MS = 120_000;
const SMS = { id: 'hi', type: 'sms', body: 'Hi' };

/** For a process whose effects are under way until it is told to stop. */
export const SLOW_PROVIDER = { NODE_OPTIONS: `--require ${path.join(__dirname, 'slow-provider.cjs')}` };

/** For a process that comes to the renewal of a shard's lease, and no further. */
export const AT_RENEWAL = (['before', 'after'] as const).map((place) => ({
  NODE_OPTIONS: `--require ${path.join(__dirname, 'lease-renewal.cjs')}`,
  LEASE_RENEWAL: place,
}));

/** For a process of a version that knows events of schema version 99. */
export const NEWER_VERSION = { NODE_OPTIONS: `--require ${path.join(__dirname, 'newer-version.cjs')}` };

export interface Burst {
  /** The path of its workflow. */
  readonly workflow: string;
  readonly runIds: readonly string[];
}

export const logged = ({ log }: ServiceProcess, words: string): boolean => log.some((line) => line.includes(words));

/** Processes of the service one after another, or beside each other, over the same stores. */
export class Workplace {
  private readonly processes: ServiceProcess[] = [];

  constructor(private readonly environment: Readonly<Record<string, string>>) {}

  start(environment: Readonly<Record<string, string>> = {}): ServiceProcess {
    const keys = [
      { key: KEY, account: 'acme', role: 'owner' },
      { key: ADMIN, account: 'acme', role: 'admin' },
    ];
    const process = ServiceProcess.start({
      RUNLEDGER_API_KEYS: JSON.stringify(keys),
      ...this.environment,
      ...environment,
    });
    this.processes.push(process);
    return process;
  }

  /** It listens. As a supervisor starts it: again where it ended, as it does while its stores do not answer. */
  async listening(environment: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> {
    for (;;) {
      const process = this.start(environment);
      if ((await process.listening) !== null) return process;
      if (!process.errors.includes('does not answer')) throw new Error(process.errors);
    }
  }

  /** A new run whose message is under way: no answer has come. */
  async sends(by: ServiceProcess): Promise<string> {
    const runId = await this.enrolls(by, [SMS]);
    await until('the provider is asked', () => logged(by, 'the provider was asked'), PATIENCE_MS);
    return runId;
  }

  /** A new run that waits for a second before it ends. */
  waits(by: ServiceProcess): Promise<string> {
    return this.enrolls(by, [{ id: 'wait', type: 'delay', duration: 'PT1S' }]);
  }

  /** A new run that sends its message when it has waited, whosever shard that is then. */
  waitsToSend(by: ServiceProcess): Promise<string> {
    return this.enrolls(by, [{ id: 'wait', type: 'delay', duration: 'PT5S' }, SMS]);
  }

  /** New runs, one a contact, of a message each, which it sends at once. */
  async burst(by: ServiceProcess, contacts: readonly string[]): Promise<Burst> {
    const workflow = await this.opens(by, [{ ...SMS, body: 'to {{ contact.id }}' }]);
    const enrolls = (id: string): Promise<string> => this.enrollsIn(by, workflow, { contact: { ...CONTACT, id } });
    return { workflow, runIds: await Promise.all(contacts.map(enrolls)) };
  }

  async sets(by: ServiceProcess, settings: object): Promise<void> {
    await this.client(by).command('PUT', `${API}/settings`, settings);
  }

  /** Its status; of one that failed, why. */
  async fateOf(by: ServiceProcess, runId: string): Promise<unknown> {
    const { status, error } = (await this.client(by).get(`${API}/runs/${runId}`)).body;
    return (error as { code: string } | null)?.code ?? status;
  }

  async ends(by: ServiceProcess, runId: string): Promise<void> {
    await until('the run ends', async () => (await this.statusOf(by, runId)) === 'completed', PATIENCE_MS);
  }

  async allEnd(by: ServiceProcess, { workflow }: Burst): Promise<void> {
    const active = `${workflow}/runs?status=running&status=waiting&limit=1`;
    const isOver = async (): Promise<boolean> =>
      ((await this.client(by).get(active)).body['items'] as object[]).length === 0;
    await until('all runs end', isOver, PATIENCE_MS);
  }

  async statusOf(by: ServiceProcess, runId: string): Promise<unknown> {
    return (await this.client(by).get(`${API}/runs/${runId}`)).body['status'];
  }

  /** How many messages of the run are in the outbox. */
  async sent(by: ServiceProcess, runId: string): Promise<number> {
    return ((await this.client(by).get(`${API}/outbox?runId=${runId}`)).body['items'] as object[]).length;
  }

  async end(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.kill()));
  }

  private async enrolls(by: ServiceProcess, steps: readonly object[]): Promise<string> {
    return this.enrollsIn(by, await this.opens(by, steps), { contact: CONTACT });
  }

  /** @returns the path of a new workflow */
  private async opens(by: ServiceProcess, steps: readonly object[]): Promise<string> {
    const definition = { name: 'W', trigger: { type: 'manual' }, steps };
    const { workflowId } = await this.client(by).command('POST', `${API}/workflows`, definition);
    const route = `${API}/workflows/${String(workflowId)}`;
    await this.client(by).command('POST', `${route}/activate`);
    return route;
  }

  private async enrollsIn(by: ServiceProcess, route: string, enrollment: object): Promise<string> {
    return String((await this.client(by).command('POST', `${route}/enrollments`, enrollment))['runId']);
  }

  async metrics(of: ServiceProcess): Promise<string> {
    const headers = { authorization: `Bearer ${ADMIN}` };
    return (await fetch(`${(await of.listening) ?? ''}/metrics`, { headers })).text();
  }

  admin(of: ServiceProcess): PersistentClient {
    return this.client(of, ADMIN);
  }

  private client(of: ServiceProcess, key = KEY): PersistentClient {
    return new PersistentClient(async () => (await of.listening) ?? Promise.reject(new Error(of.errors)), key);
  }
}
