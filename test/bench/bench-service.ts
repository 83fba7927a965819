import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Agent, setGlobalDispatcher } from 'undici';
import { ServiceProcess } from '../faults/service-process';
import { tellTimes } from './figures';

type Role = 'owner' | 'admin' | 'auditor' | 'other';
const keyOf = (role: Role): string => `the-key-of-the-${role}`;
const KEYS = [
  { key: keyOf('owner'), account: 'acme', role: 'owner' },
  { key: keyOf('admin'), account: 'acme', role: 'admin' },
  { key: keyOf('auditor'), account: 'acme', role: 'auditor' },
  { key: keyOf('other'), account: 'another', role: 'owner' },
];

/** Where the machine is busy, a connection that is kept for longer is met half closed. */
setGlobalDispatcher(new Agent({ keepAliveMaxTimeout: 2_000 }));

const SAMPLE_MS = 50;
const MB = 1_024;

/** What an open load took: an enrolment, or a page of runs; in milliseconds. */
export interface Took {
  readonly commands: readonly number[];
  readonly reads: readonly number[];
}

/** The real process over a data folder that is taken away at the end, asked over HTTP. */
export class BenchService {
  private contacts = 0;
  private workflow = '';

  private constructor(
    private process: ServiceProcess,
    readonly folder: string,
    private readonly environment: Readonly<Record<string, string>>,
    public address: string,
  ) {}

  /** @param fill writes what the log is to begin with */
  static async over(
    fill: (folder: string) => void,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<BenchService> {
    const folder = mkdtempSync(path.join(tmpdir(), 'runledger-bench-'));
    fill(folder);
    const settings = { DATA_DIR: folder, RUNLEDGER_API_KEYS: JSON.stringify(KEYS), ...environment };
    const service = ServiceProcess.start(settings);
    const bench = new BenchService(service, folder, settings, await addressOf(service));
    await bench.folded();
    bench.workflow = await bench.opens([{ id: 'hello', type: 'sms', body: 'Hi {{ contact.name }}' }]);
    return bench;
  }

  /** @returns the route of an active workflow */
  async opens(steps: readonly object[], trigger: object = { type: 'manual' }, role: Role = 'owner'): Promise<string> {
    const workflows = '/api/automations/workflows';
    const { workflowId } = await this.ask<{ workflowId: string }>(role, workflows, { name: 'Bench', trigger, steps });
    await this.ask(role, `${workflows}/${workflowId}/activate`, {});
    return `${workflows}/${workflowId}`;
  }

  async ask<T>(role: Role, route: string, body?: object): Promise<T> {
    const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(`${this.address}${route}`, { headers: headersOf(role), ...sent });
    if (!answer.ok) throw new Error(`${route} was answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** Every read model holds the whole log. */
  async folded(): Promise<void> {
    for (;;) {
      const { items } = await this.ask<{ items: { lag: number }[] }>('admin', '/api/admin/projections');
      if (items.every(({ lag }) => lag === 0)) return;
      await pause(500);
    }
  }

  /** Enrols a contact and reads a page of runs so many times a second each, until it is over. */
  async load(rate: number, over: AbortSignal): Promise<Took> {
    const page = (): Promise<unknown> => this.ask('owner', '/api/automations/runs?limit=50');
    const [commands, reads] = await Promise.all([this.starts(rate, over), timed(rate, over, page)]);
    return { commands, reads };
  }

  /** Enrols so many contacts a second, until it is over. @returns what each took, in milliseconds */
  starts(rate: number, over: AbortSignal, role: Role = 'owner', workflow = this.workflow): Promise<readonly number[]> {
    return timed(rate, over, () => {
      const n = this.contacts++;
      const contact = { id: `loaded-${n}`, name: `Loaded ${n}`, phone: '+34600000000' };
      return this.ask(role, `${workflow}/enrollments`, { contact });
    });
  }

  async restart(): Promise<void> {
    await this.process.stop();
    this.process = ServiceProcess.start(this.environment);
    this.address = await addressOf(this.process);
  }

  /** Resident memory of the process, in MB. */
  get memory(): number {
    const [, kib] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.process.pid}/status`, 'utf8')) ?? [];
    return Number(kib) / MB;
  }

  /** Processor time that the process has had, all threads together, in ticks of 10 ms. */
  get ticks(): number {
    const fields = readFileSync(`/proc/${this.process.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return Number(fields[11]) + Number(fields[12]);
  }

  /** What it took at most until the work was done, in MB. */
  async peak(work: Promise<unknown>): Promise<number> {
    let [most, isOver] = [this.memory, false];
    const done = work.finally(() => (isOver = true));
    while (!isOver) {
      most = Math.max(most, this.memory);
      await pause(SAMPLE_MS);
    }
    await done;
    return most;
  }

  async end(): Promise<void> {
    await this.process.stop();
    rmSync(this.folder, { recursive: true });
  }
}

export const headersOf = (role: Role) => ({
  authorization: `Bearer ${keyOf(role)}`,
  'content-type': 'application/json',
});

async function addressOf(service: ServiceProcess): Promise<string> {
  const address = await service.listening;
  if (address === null) throw new Error(`the service did not start: ${service.errors}`);
  return address;
}

/** Does it so many times a second, whatever each takes, until it is over. */
async function timed(rate: number, over: AbortSignal, work: () => Promise<unknown>): Promise<readonly number[]> {
  const took: number[] = [];
  const once = async (): Promise<void> => {
    const begun = performance.now();
    await work();
    took.push(performance.now() - begun);
  };
  const under: Promise<void>[] = [];
  const begun = performance.now();
  for (let sent = 0; !over.aborted; sent++) {
    await pause(Math.max(0, begun + (sent * 1_000) / rate - performance.now()));
    under.push(once());
  }
  await Promise.all(under);
  return took;
}

export function tellTook(of: string, { commands, reads }: Took): void {
  tellTimes(of, 'commands', commands);
  tellTimes(of, 'reads', reads);
}
