import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store';
import { NO_STREAM } from '../../src/kernel/message';
import type { RecordedEvent } from '../../src/kernel/message';
import { threeSteps } from '../engine/folding';
import { ServiceProcess } from '../faults/service-process';
import { until } from '../until';

const MAIN = path.join(process.cwd(), 'dist/src/cli/main.js');
const KEY = 'a-key-of-an-administrator';
const KEYS = JSON.stringify([{ key: KEY, account: 'acme', role: 'admin' }]);

let folder: string;
const at = (name: string): string => path.join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'runledger-doctor-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function runledger(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env['PATH'], DATA_DIR: at('data'), RUNLEDGER_API_KEYS: KEYS, ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

interface Finding {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What is found, and the exit code. */
function doctor(env: Readonly<Record<string, string>> = {}): readonly [number | null, readonly Finding[]] {
  const { status, stdout, stderr } = runledger(['doctor', '--json'], env);
  expect(stderr).toBe('');
  return [status, (JSON.parse(stdout) as { findings: readonly Finding[] }).findings];
}

/** A log of three steps of one run, decided so long ago, in milliseconds. */
async function logOf(ago: number): Promise<void> {
  const events: readonly RecordedEvent[] = threeSteps();
  const store = SqliteEventStore.open(at('data'));
  const when = new Date(Date.now() - ago).toISOString();
  const dated = events.map(({ id, type, data, metadata }) => ({ id, type, data, metadata: { ...metadata, at: when } }));
  await store.append(events[0]?.stream ?? '', NO_STREAM, dated);
  await store.close();
}
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('runledger doctor, where no service runs,', () => {
  it('has nothing of a healthy ledger, and says so', async () => {
    await logOf(HOUR);
    expect(runledger(['doctor'])).toEqual({ status: 0, stdout: 'Nothing is wrong.\n', stderr: '' });
  });

  it('misses a backup after a day, until there is one', async () => {
    await logOf(2 * DAY);
    expect(runledger(['doctor'])).toEqual({
      status: 1,
      stdout:
        'no_backup: The ledger has never been backed up.\n' +
        '  Make one every day, for another disk: npx runledger backup <folder>\n',
      stderr: '',
    });
    expect(runledger(['backup', at('backup')])).toMatchObject({ status: 0, stderr: '' });
    expect(doctor()).toEqual([0, []]);
  });

  it('names the event that a projection has stopped at, though nobody folds', async () => {
    await logOf(HOUR);
    const db = new Database(at('data/events.db'));
    db.exec(`UPDATE events SET data = data || ' ' WHERE position = 3`);
    db.close();
    const [status, findings] = doctor();
    expect([status, findings.length]).toEqual([1, 4]);
    for (const { code, details } of findings)
      expect([code, details]).toMatchObject([
        'projection_stopped',
        { stream: 'run-run-1', revision: 2, position: '0000000000000003', type: 'StepCompleted' },
      ]);
  });

  it('says which read models are of another log', async () => {
    await logOf(HOUR);
    runledger(['projections', 'rebuild', '--all']);
    rmSync(at('data/events.db'));
    await logOf(HOUR);
    const [status, findings] = doctor();
    expect(status).toBe(1);
    expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['other_log']));
  });

  it('says what runs on a Node that cannot run it, also in JSON', () => {
    writeFileSync(at('old.js'), `Object.defineProperty(process.versions, 'node', { value: '24.1.0' });`);
    const found = runledger(['doctor', '--json'], { NODE_OPTIONS: `--require ${at('old.js')}` });
    expect(found).toMatchObject({ status: 1, stderr: expect.stringContaining('Node 24.1.0 cannot run') as string });
    expect(JSON.parse(found.stdout)).toMatchObject({ error: { code: 'node_version' } });
  });

  it('says what is damaged, and what to do', async () => {
    await logOf(HOUR);
    writeFileSync(at('data/read.db'), 'not a database'.repeat(1_000));
    expect(runledger(['doctor'])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^runledger: the read models in .* are damaged .*: start the service/) as string,
    });
    writeFileSync(at('data/events.db'), 'not a database'.repeat(1_000));
    expect(runledger(['doctor'])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^runledger: the log .* is damaged .*: put a backup back/) as string,
    });
  });

  it('ends with 3 where there is nothing to examine, and leaves nothing behind', () => {
    expect(runledger(['doctor'])).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('there is no ledger in') as string,
    });
    expect(runledger(['doctor'], { RUNLEDGER_URL: 'http://127.0.0.1:1', RUNLEDGER_KEY: KEY })).toMatchObject({
      status: 3,
    });
    expect(existsSync(at('data'))).toBe(false);
  });
});

describe('runledger doctor, where the service runs,', () => {
  it('asks it, and has nothing while it is healthy', async () => {
    const service = ServiceProcess.start({ DATA_DIR: at('data'), RUNLEDGER_API_KEYS: KEYS });
    const url = (await service.listening) ?? '';
    await until('its projector has begun', async () => (await fetch(`${url}/health/ready`)).status === 200);
    expect(doctor({ RUNLEDGER_URL: url, RUNLEDGER_KEY: KEY })).toEqual([0, []]);
    expect(runledger(['doctor'], { RUNLEDGER_URL: url, RUNLEDGER_KEY: 'a-key-of-nobody-at-all' })).toMatchObject({
      status: 1,
    });
    await service.stop();
  });
});
