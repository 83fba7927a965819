import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ApiKey } from '../src/config/keys';
import events from '../src/sample/events.json';
import { ServiceProcess } from './faults/service-process';
import { until } from './until';

interface Run {
  readonly runId: string;
  readonly status: string;
}

interface Workflow {
  readonly last30Days: readonly { readonly completed: number; readonly failed: number }[];
}

interface Step {
  readonly wakeAt: string | null;
  readonly finishedAt: string | null;
}

const minutesBetween = (from: string | null, to: string | null): number =>
  (Date.parse(to ?? '') - Date.parse(from ?? '')) / 60_000;

const folder = mkdtempSync(path.join(tmpdir(), 'runledger-first-'));
const start = (environment: Readonly<Record<string, string>> = {}): ServiceProcess =>
  ServiceProcess.start({ DATA_DIR: path.join(folder, 'data'), SAMPLE: 'on', ...environment });
const shownKeys = ({ log }: ServiceProcess): readonly string[] => log.filter((line) => line.includes('rl_'));

let service: ServiceProcess;
let api: string;
let keys: readonly ApiKey[];
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function get<T>(route: string): Promise<T> {
  const key = keys.find(({ role }) => role === 'viewer')?.key ?? '';
  const answer = await fetch(`${api}/api/automations${route}`, { headers: { authorization: `Bearer ${key}` } });
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}
const runs = async (filter: string): Promise<readonly Run[]> =>
  (await get<{ items: readonly Run[] }>(`/runs?limit=200&${filter}`)).items;

describe('the first start on a new folder', () => {
  beforeAll(async () => {
    service = start();
    api = (await service.listening) ?? '';
    const file = path.join(folder, 'data/api-keys.json');
    keys = JSON.parse(readFileSync(file, 'utf8')) as readonly ApiKey[];
    await until('the welcome is printed', () => service.log.some((line) => line.endsWith('/workflows')));
  });
  afterAll(() => service.stop());

  it('makes keys that only the user of the service can read, and shows each', () => {
    expect(statSync(path.join(folder, 'data/api-keys.json')).mode & 0o777).toBe(0o600);
    const text = service.log.join('\n');
    for (const { key } of keys) expect(text).toContain(key);
  });

  it('says where it listens, and three commands that work when they are pasted', async () => {
    expect(service.log.join('\n')).toContain(`Runledger listens on ${api}`);
    const commands = service.log.map((line) => line.trim()).filter((line) => line.startsWith('curl '));
    expect(commands).toHaveLength(3);
    for (const command of commands) {
      const { stdout } = await promisify(execFile)('sh', ['-c', `${command} --silent --show-error --fail-with-body`]);
      expect(JSON.parse(stdout)).toMatchObject({});
    }
  });

  it('shows a link that signs in as the owner, once', async () => {
    const link = new URL(service.log.find((line) => line.includes('/sign-in#'))?.trim() ?? '');
    expect(link.origin).toBe(api);
    const signIn = () =>
      fetch(`${api}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ link: link.hash.slice(1) }),
      });
    expect(await (await signIn()).json()).toMatchObject({ account: 'demo', role: 'owner' });
    expect((await signIn()).status).toBe(401);
  });

  it('fires two hundred events or more, after which there is something of everything to look at', async () => {
    expect(events.length).toBeGreaterThanOrEqual(200);
    await until('nothing is under way', async () => (await runs('status=running')).length === 0);
    for (const status of ['completed', 'failed', 'waiting', 'cancelled'])
      expect(await runs(`status=${status}`)).not.toEqual([]);
    for (const code of ['missing_data', 'rate_limited', 'webhook_blocked', 'template_error', 'condition_error'])
      expect(await runs(`errorCode=${code}`)).not.toEqual([]);
    const ended = await runs('status=completed&status=failed');
    const timelines = await Promise.all(ended.map(({ runId }) => get<{ timeline: object[] }>(`/runs/${runId}`)));
    for (const skippedReason of ['sms_opt_out', 'email_opt_out', 'not_reached'])
      expect(timelines.flatMap(({ timeline }) => timeline)).toContainEqual(
        expect.objectContaining({ status: 'skipped', skippedReason }),
      );
    expect((await get<{ items: object[] }>('/outbox')).items).not.toEqual([]);
  });

  it('shows a month of it: runs that ended on most days, each woken when its wait was over', async () => {
    const { items } = await get<{ items: readonly Workflow[] }>('/workflows');
    expect(items).toHaveLength(3);
    for (const { last30Days } of items)
      expect(last30Days.filter(({ completed, failed }) => completed + failed > 0).length).toBeGreaterThan(7);
    const ended = await runs('status=completed');
    const timelines = await Promise.all(ended.map(({ runId }) => get<{ timeline: readonly Step[] }>(`/runs/${runId}`)));
    const waits = timelines.flatMap(({ timeline }) => timeline).filter(({ wakeAt }) => wakeAt !== null);
    expect(waits).not.toEqual([]);
    for (const { wakeAt, finishedAt } of waits) expect(minutesBetween(wakeAt, finishedAt)).toBeLessThan(1);
  });
});

describe('the next start', () => {
  it('shows no keys, and fires nothing again', async () => {
    service = start();
    api = (await service.listening) ?? '';
    expect((await get<{ items: object[] }>('/workflows')).items).toHaveLength(3);
    await service.stop();
    expect(shownKeys(service)).toEqual([]);
  });
});

describe('a first start that is stopped while it makes its sample', () => {
  it('ends in order, and says nothing of what it did not begin', async () => {
    service = start({ DATA_DIR: path.join(folder, 'stopped') });
    await until('it writes the sample', () => service.log.some((line) => line.includes('writing the sample ledger')));
    await service.stop();
    expect(await service.listening).toBeNull();
    const troubles = service.log.filter((line) => /"level":[45]0/.test(line));
    expect([service.errors, troubles]).toEqual(['', []]);
  });
});

describe('a first start with SAMPLE=off', () => {
  const environment = { DATA_DIR: path.join(folder, 'empty'), SAMPLE: 'off' };

  beforeAll(() => {
    mkdirSync(environment.DATA_DIR, { mode: 0o755 });
  });

  it('keeps no keys that it could not show', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    service = start({ ...environment, PORT: String((other.address() as AddressInfo).port) });
    expect(await service.exited).toMatchObject({ code: 1 });
    other.close();
    expect(existsSync(path.join(folder, 'empty/api-keys.json'))).toBe(false);
  });

  it('leaves the ledger empty, and is found by the commands of the terminal', async () => {
    service = start(environment);
    api = (await service.listening) ?? '';
    keys = JSON.parse(readFileSync(path.join(folder, 'empty/api-keys.json'), 'utf8')) as readonly ApiKey[];
    expect((await get<{ items: object[] }>('/workflows')).items).toEqual([]);
    const command = [path.join(process.cwd(), 'dist/src/cli/main.js'), 'projections', 'list', '--json'];
    const { stdout } = await promisify(execFile)(process.execPath, command, { env: environment });
    expect(JSON.parse(stdout)).toMatchObject({});
    const files = readdirSync(environment.DATA_DIR).map((name) => path.join(environment.DATA_DIR, name));
    expect(files.filter((file) => (statSync(file).mode & 0o077) !== 0)).toEqual([]);
    await service.stop();
    expect(shownKeys(service)).toHaveLength(keys.length + 1);
    expect(service.log.filter((line) => line.includes('curl'))).toEqual([]);
    expect(service.log).toContain(`  export KEY=${keys.find(({ role }) => role === 'owner')?.key}`);
  });
});
