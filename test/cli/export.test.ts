import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store';
import { AuditKey, newAuditKey } from '../../src/engine/auditing/audit-key';
import { NO_STREAM } from '../../src/kernel/message';
import { threeSteps } from '../engine/folding';

jest.setTimeout(120_000); // for slow machines

const MAIN = path.join(process.cwd(), 'dist/src/cli/main.js');

let folder: string;
const at = (name: string): string => path.join(folder, name);

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'runledger-cli-'));
  const store = SqliteEventStore.open(at('data'));
  const [first, ...rest] = threeSteps();
  if (first === undefined) throw new Error('there is no history');
  await store.append(first.stream, NO_STREAM, [first, ...rest]);
  await store.close();
  const { account } = first.metadata;
  const keys = [{ key: 'an-auditor-0123456789', account, role: 'auditor' }];
  writeFileSync(at('data/api-keys.json'), JSON.stringify(keys));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function runledger(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env['PATH'], DATA_DIR: at('data') },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const json = (text: string): Readonly<Record<string, unknown>> => JSON.parse(text) as Readonly<Record<string, unknown>>;

describe('runledger export', () => {
  it('makes a file that is whole and for its owner only, which its key proves', () => {
    const file = at('acme.ndjson');
    const head = json(runledger('head', '--json').stdout);
    expect(runledger('export', '--out', file, '--json')).toMatchObject({ status: 0 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(head).toMatchObject({ count: threeSteps().length });
    expect(json(readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '')).toMatchObject(head);
    expect(runledger('verify-export', file)).toMatchObject({
      status: 4,
      stdout: expect.stringContaining(` events of ${String(head['account'])} up to position `) as string,
    });
    writeFileSync(at('key.pem'), AuditKey.parse(readFileSync(at('data/audit-key.pem'), 'utf8')).pem);
    expect(statSync(at('data/audit-key.pem')).mode & 0o777).toBe(0o600);
    expect(runledger('verify-export', file, '--key', at('key.pem'), '--service')).toMatchObject({ status: 0 });
    expect(runledger('export', '--out', file)).toMatchObject({ status: 2 });
  });

  it('is proven by a key only, whatever the ledger says', () => {
    const file = at('acme.ndjson');
    runledger('export', '--out', file);
    writeFileSync(at('own.pem'), AuditKey.parse(readFileSync(at('data/audit-key.pem'), 'utf8')).pem);
    writeFileSync(at('other.pem'), AuditKey.parse(newAuditKey()).pem);
    const ends = (...options: readonly string[]) => [
      runledger('verify-export', file, ...options).status,
      runledger('verify-export', file, ...options, '--service').status,
    ];
    expect(ends()).toEqual([4, 4]);
    expect(ends('--key', at('own.pem'))).toEqual([0, 0]);
    expect(ends('--key', at('other.pem'))).toEqual([1, 1]);
    const db = new Database(at('data/events.db'));
    db.prepare(`UPDATE events SET data = json_set(data, '$.more', 1), checksum = NULL WHERE position = 3`).run();
    db.close();
    expect(ends()).toEqual([4, 1]);
    expect(ends('--key', at('own.pem'))).toEqual([0, 1]);
  });

  it('that holds less than all says so where it is proven', () => {
    const [file, stream] = [at('less.ndjson'), threeSteps()[0]?.stream ?? ''];
    runledger('export', '--out', file, '--stream', stream, '--from', '2020-01-01T00:00:00Z');
    writeFileSync(at('key.pem'), AuditKey.parse(readFileSync(at('data/audit-key.pem'), 'utf8')).pem);
    const { status, stdout } = runledger('verify-export', file, '--key', at('key.pem'));
    expect(status).toBe(0);
    expect(stdout).toContain(`, stream ${stream}, from 2020-01-01T00:00:00.000Z, signed by the key `);
  });

  it('goes on with what an interruption left, and not with what is of another export', () => {
    const whole = runledger('export').stdout;
    const left = whole.slice(0, whole.length >> 1);
    writeFileSync(at('a.ndjson.part'), left);
    expect(runledger('export', '--out', at('a.ndjson'), '--json').stdout).toContain('"resumed":true');
    const resumed = readFileSync(at('a.ndjson'), 'utf8');
    const lines = whole.trimEnd().split('\n').slice(0, -1).join('\n');
    expect(resumed.startsWith(lines)).toBe(true);
    writeFileSync(at('b.ndjson.part'), whole);
    expect(runledger('export', '--out', at('b.ndjson'))).toMatchObject({ status: 0 });
    expect(readFileSync(at('b.ndjson'), 'utf8')).toBe(whole);
    writeFileSync(at('c.ndjson.part'), whole);
    expect(runledger('export', '--out', at('c.ndjson'), '--stream', threeSteps()[0]?.stream ?? '').status).toBe(1);
    writeFileSync(at('d.ndjson.part'), left.replace('"revision":1,', '"revision":7,'));
    expect(runledger('export', '--out', at('d.ndjson')).status).toBe(0); // what was changed is left out
  });

  it('is told where it is not as it was, in the file and in the ledger', () => {
    const { stdout } = runledger('export');
    writeFileSync(at('changed.ndjson'), stdout.replace('"revision":1,', '"revision":7,'));
    const found = runledger('verify-export', at('changed.ndjson'), '--json');
    expect(found.status).toBe(1);
    expect(json(found.stdout)).toMatchObject({ verdict: 'found', fault: { kind: 'changed', line: 2 } });
    writeFileSync(at('kept.ndjson'), stdout);
    const db = new Database(at('data/events.db'));
    db.prepare(`UPDATE events SET data = json_set(data, '$.more', 1), checksum = NULL WHERE position = 3`).run();
    db.close();
    const compared = runledger('verify-export', at('kept.ndjson'), '--service', '--json');
    expect(compared.status).toBe(1);
    expect(json(compared.stdout)).toMatchObject({ fault: null, ledger: { agrees: false, difference: { line: 3 } } });
  });

  it.each([
    ['export', '--out', '/dev/null/x'],
    ['export', '--out', 'nothing/x'],
    ['export', '--out', 'package.json'],
    ['verify-export', '.'],
    ['verify-export', 'nothing.ndjson'],
    ['verify-export', 'package.json', '--key', 'nothing.pem'],
  ])('tells in one line what is wrong with a file: %s %s %s', (...args) => {
    const { status, stdout, stderr } = runledger(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^runledger: .+\n$/);
  });

  it.each([
    ['export', '--stream', 'run-x', '--workflow', 'x'],
    ['export', '--from', 'yesterday'],
    ['export', '--from', '2026-02-30T00:00:00Z'],
    ['export', '--to', '2026-11-24T24:00:00Z'],
    ['export', '--after', '12'],
    ['export', '--after', '0000000000000001', '--out', 'x'],
    ['head', '--from', '2026-11-24T10:00:00'],
  ])('is refused, with its usage: %s %s %s', (...args) => {
    const { status, stdout, stderr } = runledger(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^runledger: .+\n\nUsage: runledger /);
  });
});
