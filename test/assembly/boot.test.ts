import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store';
import { SqliteReadStore } from '../../src/adapters/sqlite/read-store';
import { ServiceProcess } from '../faults/service-process';

const folder = mkdtempSync(path.join(tmpdir(), 'runledger-boot-'));
const other = createServer();
const KEY = 'an-api-key-of-tests-0';
const at = (name: string): string => path.join(folder, name);

beforeAll(async () => {
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  writeFileSync(at('file'), '');
  mkdirSync(at('keys'));
  writeFileSync(at('keys/api-keys.json'), JSON.stringify([{ key: KEY, account: 'acme', role: 'owner' }]));
  mkdirSync(at('garbage'));
  writeFileSync(at('garbage/events.db'), 'not a database'.repeat(1_000));
  for (const name of ['gone', 'emptied']) {
    mkdirSync(at(name));
    writeFileSync(at(`${name}/read.db`), 'what was folded');
  }
  writeFileSync(at('emptied/events.db'), '');
  for (const name of ['read models', 'log']) await SqliteEventStore.open(at(name)).close();
  await SqliteReadStore.open(at('read models')).close();
  renameSync(at('read models/read.db'), at('read models/events.db'));
  copyFileSync(at('log/events.db'), at('log/read.db'));
});
afterAll(() => {
  other.close();
  rmSync(folder, { recursive: true });
});

const portInUse = (): string => String((other.address() as AddressInfo).port);

/** What the operator got wrong, and what the one line on standard error says. */
const FAULTS: readonly (readonly [string, () => Readonly<Record<string, string>>, RegExp])[] = [
  ['a setting that is wrong', () => ({ PORT: 'http' }), /^PORT must be a whole number from 0 to 65535$/],
  ['a host that is nowhere', () => ({ HOST: 'nowhere.invalid' }), /^HOST cannot be used: .*nowhere\.invalid$/],
  ['an address of another machine', () => ({ HOST: '192.0.2.1' }), /^HOST cannot be used: .*192\.0\.2\.1$/],
  ['a port that is in use', () => ({ PORT: portInUse() }), /^PORT cannot be used: .*in use 127\.0\.0\.1:\d+$/],
  ['a data folder that is a file', () => ({ DATA_DIR: at('file') }), /^DATA_DIR cannot be used: .*\/file\)$/],
  ['a data folder inside of a file', () => ({ DATA_DIR: at('file/x') }), /^DATA_DIR cannot be used: .*\/file\/x\)$/],
  [
    'a data folder where none can be',
    () => ({ DATA_DIR: '/proc/none' }),
    /^DATA_DIR cannot be used: .*\/proc\/none\)$/,
  ],
  [
    'a log that is none',
    () => ({ DATA_DIR: at('garbage') }),
    /^the log .*garbage\/events\.db is damaged \(.*not a database\): .*restore <folder> --force$/,
  ],
  [
    'a log that is gone',
    () => ({ DATA_DIR: at('gone') }),
    /^.*gone\/events\.db is not there, beside read models .*restore <folder> --force; or remove read\.db .*$/,
  ],
  [
    'a log that was emptied',
    () => ({ DATA_DIR: at('emptied') }),
    /^.*emptied\/events\.db is empty, beside read models /,
  ],
  [
    'a log that is a file of read models',
    () => ({ DATA_DIR: at('read models') }),
    /^.*read models\/events\.db is another database: it has a table \w+$/,
  ],
  [
    'a file of read models that is a log',
    () => ({ DATA_DIR: at('log') }),
    /^.*log\/read\.db is a log, and holds no read models: /,
  ],
  [
    'a key of the data folder that is a secret of the engine too',
    () => ({ DATA_DIR: at('keys'), CRON_SECRET: KEY }),
    /^.*keys\/api-keys\.json\[0\]\.key must not be another secret as well$/,
  ],
  [
    'a key of the data folder that is the token for metrics too',
    () => ({ DATA_DIR: at('keys'), METRICS_TOKEN: KEY }),
    /^.*keys\/api-keys\.json\[0\]\.key must not be another secret as well$/,
  ],
  [
    'an event store that does not answer',
    () => ({ EVENTSTORE_URL: 'esdb://admin:hidden@127.0.0.1:1?tls=false' }),
    /^EVENTSTORE_URL cannot be used: .*ECONNREFUSED/,
  ],
  [
    'an event store with a URL that is none',
    () => ({ EVENTSTORE_URL: 'esdb://admin:hid%den@localhost' }),
    /^EVENTSTORE_URL cannot be used: /,
  ],
  [
    'a MongoDB that does not answer',
    () => ({ MONGODB_URL: 'mongodb://admin:hidden@127.0.0.1:1', LOG_LEVEL: 'silent' }),
    /^MONGODB_URL cannot be used: .*ECONNREFUSED/,
  ],
  [
    'a MongoDB with a URL that is none',
    () => ({ MONGODB_URL: 'mongodb://admin:hidden@@/db' }),
    /^MONGODB_URL cannot be used: /,
  ],
];

describe('the boot ends with one clear line for', () => {
  it.each(FAULTS)('%s', async (name, environment, line) => {
    const service = ServiceProcess.start({ DATA_DIR: at(name), ...environment() });
    expect(await service.exited).toEqual({ code: 1, signal: null });
    expect(service.errors).toMatch(/^runledger: [^\n]+\n$/);
    expect(service.errors.replace('runledger: ', '').trimEnd()).toMatch(line);
    expect([service.errors, ...service.log].join('\n')).not.toMatch(/hid(den|%den)/);
  });
});
