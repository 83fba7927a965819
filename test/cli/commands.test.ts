import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store';
import { NO_STREAM } from '../../src/kernel/message';
import { threeSteps } from '../engine/folding';

const MAIN = path.join(process.cwd(), 'dist/src/cli/main.js');

const AUDITOR = { key: 'the-key-of-the-auditor', account: 'acme', role: 'auditor' };

let folder: string;
const at = (name: string): string => path.join(folder, name);
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'runledger-cli-'));
  const store = SqliteEventStore.open(at('data'));
  const [first, ...rest] = threeSteps();
  if (first === undefined) throw new Error('there is no history');
  await store.append(first.stream, NO_STREAM, [first, ...rest]);
  await store.close();
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function runledger(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env['PATH'], DATA_DIR: at('data'), ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const json = (text: string): Readonly<Record<string, unknown>> => JSON.parse(text) as Readonly<Record<string, unknown>>;

describe('runledger', () => {
  it('says what it can do, and how each command is used', () => {
    expect(runledger(['--help'])).toMatchObject({ status: 0, stderr: '' });
    expect(runledger([])).toMatchObject({ status: 2, stdout: '' });
    expect(runledger(['nothing'])).toMatchObject({ status: 2, stdout: '' });
    expect(runledger(['projections'])).toMatchObject({ status: 2, stdout: '' });
    for (const name of ['backup', 'restore', 'projections', 'replay', 'migrate']) {
      expect(runledger(['--help']).stdout).toContain(`  ${name} `);
      expect(runledger([name, '--help'])).toMatchObject({
        status: 0,
        stderr: '',
        stdout: expect.stringMatching(new RegExp(`^Usage: runledger ${name} .*exit codes: `, 's')) as string,
      });
    }
  });

  it.each(['--help', 'replay run-run-1', 'export'])('ends in silence when nobody reads what it says: %s', (args) => {
    const script = `exec 3>&1; { "$0" "$@"; echo $? >&3; } | :`;
    const { stdout, stderr } = spawnSync('sh', ['-c', script, process.execPath, MAIN, ...args.split(' ')], {
      env: { PATH: process.env['PATH'], DATA_DIR: at('data'), RUNLEDGER_API_KEYS: JSON.stringify([AUDITOR]) },
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(['130', '0']).toContain(stdout.trim()); // or it was faster than whoever did not read
  });

  it.each([
    [['backup']],
    [['backup', 'a', 'b']],
    [['backup', 'a', '--force']],
    [['restore']],
    [['restore', 'a', '--no']],
    [['projections', 'nothing']],
    [['projections', 'verify', 'nothing']],
    [['projections', 'rollback', 'nothing']],
    [['projections', 'rebuild']],
    [['projections', 'rebuild', 'nothing']],
    [['projections', 'rebuild', 'outbox', '--all']],
    [['replay']],
    [['replay', 'run-1', '--as-of', 'yesterday']],
    [['migrate', 'now']],
  ])('refuses what it does not take, and says what it does: %j', (args) => {
    const { status, stdout, stderr } = runledger(args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^runledger: .+\n\nUsage: runledger /);
    expect(json(runledger([...args, '--json']).stdout)).toMatchObject({ error: { code: 'wrong_use' } });
  });

  it.each([
    ['projections list', {}],
    ['projections verify outbox', {}],
    ['projections rollback outbox', {}],
    ['projections pause outbox', { RUNLEDGER_URL: 'http://127.0.0.1:1', RUNLEDGER_KEY: 'a-key-of-an-administrator' }],
    ['replay run-run-1', { EVENTSTORE_URL: 'esdb://127.0.0.1:1?tls=false' }],
    ['export', { EVENTSTORE_URL: 'esdb://127.0.0.1:1?tls=false' }],
    ['head --whole', { EVENTSTORE_URL: 'esdb://127.0.0.1:1?tls=false' }],
  ])('ends with 3, in one line, where it needs a service and reaches none: %s', (args, env) => {
    const { status, stdout, stderr } = runledger(args.split(' '), env);
    expect([status, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/^runledger: RUNLEDGER_URL .+\n$/);
    expect(json(runledger([...args.split(' '), '--json'], env).stdout)).toMatchObject({
      error: { code: 'not_reachable' },
    });
  });

  it('backs up a log that is in use, and restores it elsewhere, and over a log only by force', async () => {
    const running = SqliteEventStore.open(at('data'));
    const made = runledger(['backup', at('backup'), '--json']);
    expect(made).toMatchObject({ status: 0, stderr: '' });
    expect(json(made.stdout)).toMatchObject({ folder: at('backup'), events: 7, unreadable: 0 });
    expect(runledger(['restore', at('backup'), '--force'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('is in use by another process') as string,
    });
    await running.close();
    const refused = runledger(['restore', at('backup'), '--json']);
    expect([refused.status, json(refused.stdout)]).toMatchObject([1, { error: { code: 'data_folder_not_empty' } }]);
    expect(refused.stderr).toMatch(/^runledger: .* has events: --force .* messages .* since are sent again\n$/);
    expect(runledger(['restore', at('backup'), '--force'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/ holds 7 events .*the log that was there is .*events\.db\.before-/) as string,
    });
    expect(runledger(['restore', at('backup')], { DATA_DIR: at('new') })).toMatchObject({ status: 0, stderr: '' });
  });

  it('finds what cannot be read in a backup', () => {
    const db = new Database(at('data/events.db'));
    db.exec(`UPDATE events SET data = data || ' ' WHERE position = 3`);
    db.close();
    expect(runledger(['backup', at('backup')])).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(
        /7 events .*\n1 of them cannot be read, first: .*revision 2 of run-run-1/,
      ) as string,
    });
  });

  it('replays a stream, with what each event changed in its state, up to a revision or a time', () => {
    const keys = JSON.stringify([{ key: 'a-key-of-an-auditor', account: 'acme', role: 'auditor' }]);
    const replayed = (...args: readonly string[]) =>
      runledger(['replay', 'run-run-1', ...args], { RUNLEDGER_API_KEYS: keys });
    const lines = replayed().stdout;
    expect(lines).toMatch(/^0 {2}\S+ {2}RunStarted {2}by \S+\n {5}\w+: /);
    expect(lines).toMatch(/^6 .* StepCompleted .*\n {5}done: /m);
    const { events } = json(replayed('--json', '--as-of', '1').stdout) as { events: readonly { state: unknown }[] };
    expect(events).toMatchObject([
      { type: 'RunStarted', revision: 0, state: expect.anything() as unknown },
      { revision: 1, state: expect.anything() as unknown },
    ]);
    expect(replayed('--as-of', '2000-01-01T00:00:00Z')).toMatchObject({ status: 0, stdout: '\n' });
    expect(runledger(['replay', 'run-nothing'], { RUNLEDGER_API_KEYS: keys })).toMatchObject({
      status: 1,
      stderr: 'runledger: no such stream\n',
    });
    for (const asOf of ['yesterday', '', '-1', '1.5', '2026-02-30T00:00:00Z', '2026-11-24', '1/1/2026'])
      expect(replayed('--as-of', asOf)).toMatchObject({ status: 2, stdout: '' });
  });

  it('folds read models anew, names those that stop, and is refused while the service runs', async () => {
    expect(runledger(['projections', 'rebuild', '--all'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^run-history, .*: 7 events folded\n$/) as string,
    });
    const running = SqliteEventStore.open(at('data'));
    expect(runledger(['projections', 'rebuild', '--all'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('is in use by another process') as string,
    });
    const [key, nobody] = ['a-key-of-an-administrator', 'http://127.0.0.1:1'];
    expect(runledger(['projections', 'rebuild', 'outbox'])).toMatchObject({ status: 2 });
    expect(
      runledger(['projections', 'rebuild', 'outbox'], { RUNLEDGER_URL: nobody, RUNLEDGER_KEY: key }),
    ).toMatchObject({ status: 3 });
    await running.close();
    const db = new Database(at('data/events.db'));
    db.exec(`UPDATE events SET data = data || ' ' WHERE position = 3`);
    db.close();
    const found = runledger(['projections', 'rebuild', 'outbox', '--json']);
    expect(found.status).toBe(1);
    expect(json(found.stdout)).toMatchObject({
      projections: ['outbox'],
      failures: [{ projection: 'outbox', stream: 'run-run-1', revision: 2, position: '0000000000000003' }],
    });
  });

  it('says when a store cannot be reached, and when the log is not its own to copy', () => {
    const nobody = { EVENTSTORE_URL: 'esdb://127.0.0.1:1?tls=false' };
    expect(runledger(['projections', 'rebuild', '--all', '--json'], nobody)).toMatchObject({
      status: 3,
      stdout: expect.stringContaining('"not_reachable"') as string,
    });
    expect(runledger(['backup', at('backup')], nobody)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^runledger: .* with its own tools\n$/) as string,
    });
    expect(runledger(['backup', at('backup')], { PORT: 'x' })).toMatchObject({ status: 2 });
  });
});
