import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Agent, setGlobalDispatcher } from 'undici';
import { ServiceProcess } from '../faults/service-process';

type Role = 'owner' | 'admin' | 'auditor';
const keyOf = (role: Role): string => `the-key-of-the-${role}`;
const ROLES: readonly Role[] = ['owner', 'admin', 'auditor'];

/** Where the machine is busy, a connection that is kept for longer is met half closed. */
setGlobalDispatcher(new Agent({ keepAliveMaxTimeout: 2_000 }));

const SAMPLE_MS = 50;
const MB = 1_024;

/** What an open load took: an enrolment, or a page of runs; in milliseconds. */
export interface Took {
  readonly commands: number[];
  readonly reads: number[];
}

/** The real process over a data folder that is taken away at the end, asked over HTTP. */
export class BenchService {
  private contacts = 0;
  private workflow = '';

  private constructor(
    private readonly process: ServiceProcess,
    readonly folder: string,
    readonly address: string,
  ) {}

  /** @param fill writes what the log is to begin with */
  static async over(
    fill: (folder: string) => void,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<BenchService> {
    const folder = mkdtempSync(path.join(tmpdir(), 'runledger-bench-'));
    fill(folder);
    const keys = ROLES.map((role) => ({ key: keyOf(role), account: 'acme', role }));
    const service = ServiceProcess.start({
      ...{ DATA_DIR: folder, RUNLEDGER_API_KEYS: JSON.stringify(keys) },
      ...environment,
    });
    const address = await service.listening;
    if (address === null) throw new Error(`the service did not start: ${service.errors}`);
    const bench = new BenchService(service, folder, address);
    await bench.folded();
    bench.workflow = await bench.opens([{ id: 'hello', type: 'sms', body: 'Hi {{ contact.name }}' }]);
    return bench;
  }

  /** A workflow that lets contacts in by hand. @returns its route */
  async opens(steps: readonly object[]): Promise<string> {
    const workflows = '/api/automations/workflows';
    const definition = { name: 'Bench', trigger: { type: 'manual' }, steps };
    const { workflowId } = await this.ask<{ workflowId: string }>('owner', workflows, definition);
    await this.ask('owner', `${workflows}/${workflowId}/activate`, {});
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

  /**
   * Enrols a contact and reads a page of runs so many times a second each, whatever the answers take, until it is over.
   */
  async load(rate: number, over: AbortSignal): Promise<Took> {
    const took: Took = { commands: [], reads: [] };
    const timed = async (into: number[], work: Promise<unknown>): Promise<void> => {
      const begun = performance.now();
      await work;
      into.push(performance.now() - begun);
    };
    const under: Promise<void>[] = [];
    const begun = performance.now();
    for (let sent = 0; !over.aborted; sent++) {
      await pause(Math.max(0, begun + (sent * 1_000) / rate - performance.now()));
      const n = this.contacts++;
      const contact = { id: `loaded-${n}`, name: `Loaded ${n}`, phone: '+34600000000' };
      under.push(timed(took.commands, this.ask('owner', `${this.workflow}/enrollments`, { contact })));
      under.push(timed(took.reads, this.ask('owner', '/api/automations/runs?limit=50')));
    }
    await Promise.all(under);
    return took;
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

export function percentile(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1);
}

export const inWords = ({ commands, reads }: Took): string =>
  [commands, reads]
    .map((took, i) => `${['commands', 'reads'][i] ?? ''} p50 ${percentile(took, 0.5)} p99 ${percentile(took, 0.99)} ms`)
    .join(', ');
