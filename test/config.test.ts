import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readConfig } from '../src/config';
import { ConfigError } from '../src/config/environment';
import { ROLES } from '../src/config/keys';
import type { Config } from '../src/config';
import type { SmtpServer } from '../src/config/smtp';

type Environment = Readonly<Record<string, string>>;

const KEY = 'an-api-key-of-tests-0';
const SECRET = 'a-secret-of-the-engine';
const SERVERS = { EVENTSTORE_URL: 'esdb://localhost:2113?tls=false', MONGODB_URL: 'mongodb://localhost' };
const INTERNAL = { ENGINE_SECRET: SECRET, ENGINE_SECRET_PREVIOUS: `${SECRET}-old`, CRON_SECRET: `${SECRET}-cron` };
const keys = (...entries: readonly object[]): Environment => ({ RUNLEDGER_API_KEYS: JSON.stringify(entries) });
const aKey = (fields: object = {}) => ({ key: KEY, account: 'acme', role: 'owner' as const, ...fields });

const NOTHING_SET: Config = {
  host: '127.0.0.1',
  port: 3000,
  dataDir: path.resolve('data'),
  eventStoreUrl: null,
  mongoUrl: null,
  roles: ['api', 'engine', 'projector'],
  apiKeys: null,
  engineSecrets: [],
  metricsToken: null,
  smtp: null,
  emailFrom: null,
  sms: null,
  smsFrom: null,
  publicUrl: null,
  webhookAllowPrivate: [],
  webhookTimeoutMs: 10_000,
  auditKey: null,
  auditKeyFile: null,
  logLevel: 'info',
  sample: true,
};

const SMTP: SmtpServer = { host: 'mail.example.com', port: 587, tls: 'starttls', login: null, connections: 5 };

const GOOD: readonly (readonly [Environment, Partial<Config>])[] = [
  [{ HOST: '0.0.0.0' }, { host: '0.0.0.0' }],
  [{ HOST: '::1' }, { host: '::1' }],
  [{ PORT: '0' }, { port: 0 }],
  [{ PORT: '65535' }, { port: 65_535 }],
  [{ DATA_DIR: '/var/lib/runledger' }, { dataDir: '/var/lib/runledger' }],
  [{ DATA_DIR: 'here' }, { dataDir: path.resolve('here') }],
  [{ EVENTSTORE_URL: SERVERS.EVENTSTORE_URL }, { eventStoreUrl: SERVERS.EVENTSTORE_URL }],
  [{ EVENTSTORE_URL: 'esdb+discover://a,b' }, { eventStoreUrl: 'esdb+discover://a,b' }],
  [{ MONGODB_URL: SERVERS.MONGODB_URL }, { mongoUrl: SERVERS.MONGODB_URL }],
  [{ MONGODB_URL: 'mongodb+srv://a' }, { mongoUrl: 'mongodb+srv://a' }],
  [{ ROLES: 'projector, api,engine' }, {}],
  [
    { ...SERVERS, ROLES: 'engine' },
    { eventStoreUrl: SERVERS.EVENTSTORE_URL, mongoUrl: SERVERS.MONGODB_URL, roles: ['engine'] },
  ],
  ...ROLES.map((role) => [keys(aKey({ role })), { apiKeys: [aKey({ role })] }] as [Environment, Partial<Config>]),
  ...['Front desk', "Ana-María O'Neill", 'crm', 'ana@acme.test', '7'].map(
    (name) => [keys(aKey({ name })), { apiKeys: [aKey({ name })] }] as [Environment, Partial<Config>],
  ),
  ...['~'.repeat(16), '!'.repeat(512)].map(
    (key) => [keys(aKey({ key })), { apiKeys: [aKey({ key })] }] as [Environment, Partial<Config>],
  ),
  [{ METRICS_TOKEN: SECRET }, { metricsToken: SECRET }],
  [{ ENGINE_SECRET: SECRET }, { engineSecrets: [SECRET] }],
  [{ CRON_SECRET: SECRET }, { engineSecrets: [SECRET] }],
  [INTERNAL, { engineSecrets: [INTERNAL.ENGINE_SECRET, INTERNAL.ENGINE_SECRET_PREVIOUS] }],
  [{ ENGINE_SECRET_PREVIOUS: SECRET }, { engineSecrets: [SECRET] }],
  [
    { ...INTERNAL, ...keys(aKey({ key: INTERNAL.CRON_SECRET })) },
    {
      apiKeys: [aKey({ key: INTERNAL.CRON_SECRET })],
      engineSecrets: [INTERNAL.ENGINE_SECRET, INTERNAL.ENGINE_SECRET_PREVIOUS],
    },
  ],
  ...(
    [
      ['smtp://mail.example.com', {}],
      ['smtp://mail.example.com:25/', { port: 25 }],
      ['smtps://mail.example.com', { port: 465, tls: 'smtps' }],
      ['smtp://[::1]:2525?ignoreTLS=true', { host: '::1', port: 2525, tls: 'none' }],
      ['smtp://10.0.0.7?ignoreTLS=false&connections=50', { host: '10.0.0.7', connections: 50 }],
      ['smtp://ana%40acme:a%2Fb:c@mail.example.com', { login: { user: 'ana@acme', password: 'a/b:c' } }],
      ['smtp://ana:p%C3%A4ss@mail.example.com', { login: { user: 'ana', password: 'päss' } }],
    ] as const
  ).map(([url, server]) => [{ SMTP_URL: url }, { smtp: { ...SMTP, ...server } }] as [Environment, Partial<Config>]),
  ...['ana@example.com', 'Ana <ana@example.com>', '"Acme, Inc." <hello@acme.test>', 'Ärzte & Co. <a@müller.de>'].map(
    (emailFrom) => [{ EMAIL_FROM: emailFrom }, { emailFrom }] as [Environment, Partial<Config>],
  ),
  [
    { SMS_URL: 'https://AC01:tok%3Aen@api.twilio.com/' },
    { sms: { base: 'https://api.twilio.com', account: 'AC01', token: 'tok:en' } },
  ],
  [
    { SMS_URL: 'http://a:b@127.0.0.1:8080/gateway/' },
    { sms: { base: 'http://127.0.0.1:8080/gateway', account: 'a', token: 'b' } },
  ],
  [{ SMS_FROM: 'Acme' }, { smsFrom: 'Acme' }],
  [{ SMS_FROM: `MG${'0a'.repeat(16)}` }, { smsFrom: `MG${'0a'.repeat(16)}` }],
  [{ PUBLIC_URL: 'https://Runledger.example.com/' }, { publicUrl: 'https://runledger.example.com' }],
  [{ PUBLIC_URL: 'http://localhost:3000/ledger//' }, { publicUrl: 'http://localhost:3000/ledger' }],
  [{ WEBHOOK_TIMEOUT_MS: '1' }, { webhookTimeoutMs: 1 }],
  [{ WEBHOOK_TIMEOUT_MS: '600000' }, { webhookTimeoutMs: 600_000 }],
  [{ WEBHOOK_ALLOW_PRIVATE: 'false' }, {}],
  [
    { WEBHOOK_ALLOW_PRIVATE: 'printer:1, 10.0.0.1:65535,[::1]:80' },
    { webhookAllowPrivate: ['printer:1', '10.0.0.1:65535', '[::1]:80'] },
  ],
  ...(['silent', 'error', 'warn', 'info', 'debug'] as const).map(
    (logLevel) => [{ LOG_LEVEL: logLevel }, { logLevel }] as [Environment, Partial<Config>],
  ),
  [{ SAMPLE: 'on' }, {}],
  [{ SAMPLE: 'off' }, { sample: false }],
];

const each = (variable: string, ...values: readonly string[]): readonly Environment[] =>
  values.map((value) => ({ [variable]: value }));
const NO_SECRETS = ['x'.repeat(15), 'x'.repeat(513), 'with a space in it', 'con\nsecret-lineas', 'contraseña-secreta'];
const SECRET_RULE = 'must be 16 to 512 visible ASCII characters without spaces';

/** The whole message, so nothing of the value, and what gives it. */
const BAD: readonly (readonly [string, ...(readonly Environment[])])[] = [
  ['PORT must be a whole number from 0 to 65535', ...each('PORT', ' ', '-1', '65536', '3000x', '0x10', '1e3', '3.5')],
  [
    'EVENTSTORE_URL must begin with esdb:// or esdb+discover://',
    ...each('EVENTSTORE_URL', 'http://user:hidden@localhost', 'esdb:localhost', ' esdb://a'),
  ],
  [
    'MONGODB_URL must begin with mongodb:// or mongodb+srv://',
    ...each('MONGODB_URL', 'postgres://user:hidden@localhost', 'mongodb:localhost'),
  ],
  ['ROLES must be a comma list of api, engine, projector', ...each('ROLES', 'api,', 'api,web', 'API', ' ')],
  [
    'ROLES can only be split when EVENTSTORE_URL and MONGODB_URL are set',
    { ROLES: 'api' },
    { ROLES: 'api', MONGODB_URL: SERVERS.MONGODB_URL },
    { ROLES: 'engine,projector', EVENTSTORE_URL: SERVERS.EVENTSTORE_URL },
  ],
  ['RUNLEDGER_API_KEYS must be a JSON list of {"key","account","role","name"?}', { RUNLEDGER_API_KEYS: KEY }],
  [
    'RUNLEDGER_API_KEYS must be a JSON list with a key or more',
    ...each('RUNLEDGER_API_KEYS', '[]', '{}', 'null', `"${KEY}"`),
  ],
  [`RUNLEDGER_API_KEYS[0].key ${SECRET_RULE}`, ...[...NO_SECRETS, 5, null].map((key) => keys(aKey({ key })))],
  [`RUNLEDGER_API_KEYS[1].key ${SECRET_RULE}`, keys(aKey(), aKey({ key: 'short' })), keys(aKey(), {})],
  ['RUNLEDGER_API_KEYS[0].account must be an id', ...['', 'a b', 7].map((account) => keys(aKey({ account })))],
  [`RUNLEDGER_API_KEYS[0].role must be one of ${ROLES.join(', ')}`, keys(aKey({ role: 'root' }))],
  [
    "RUNLEDGER_API_KEYS[0].name must be 1 to 64 letters, digits, spaces and .,'@_-",
    ...['', ' ', 'a:b', 'a\nb', 'x'.repeat(65), ' front', 5, null].map((name) => keys(aKey({ name }))),
  ],
  ['RUNLEDGER_API_KEYS[0] has a field besides key, account, role and name', keys(aKey({ rights: 'all' }))],
  ['RUNLEDGER_API_KEYS has the same key twice', keys(aKey(), aKey({ role: 'viewer' }))],
  [
    'RUNLEDGER_API_KEYS[1].key must not be another secret as well',
    ...['METRICS_TOKEN', ...Object.keys(INTERNAL)].map((variable) => ({
      ...keys(aKey({ key: `${KEY}-more` }), aKey()),
      [variable]: KEY,
    })),
  ],
  [
    'METRICS_TOKEN must not be a secret of the engine',
    ...Object.keys(INTERNAL).map((variable) => ({ METRICS_TOKEN: SECRET, [variable]: SECRET })),
  ],
  ...Object.keys(INTERNAL).map(
    (variable) => [`${variable} ${SECRET_RULE}`, ...each(variable, ...NO_SECRETS)] as [string, ...Environment[]],
  ),
  [
    'WEBHOOK_TIMEOUT_MS must be a whole number from 1 to 600000',
    ...each('WEBHOOK_TIMEOUT_MS', '0', '600001', '1.5', '10s', '-1'),
  ],
  [
    'WEBHOOK_ALLOW_PRIVATE must be false or a comma list of host:port, with ports from 1 to 65535',
    ...each('WEBHOOK_ALLOW_PRIVATE', 'true', 'printer', 'printer:0', 'printer:65536', 'http://printer:80', 'a:1,'),
  ],
  ['LOG_LEVEL must be one of silent, error, warn, info, debug', ...each('LOG_LEVEL', 'verbose', 'INFO')],
  ['SAMPLE must be one of on, off', ...each('SAMPLE', 'yes', 'ON')],
  [
    'SMTP_URL must be like smtps://user:password@mail.example.com:465, user and password percent-encoded, with ignoreTLS=true (of smtp://) and connections=1 to 50 as its only options',
    ...each(
      'SMTP_URL',
      ...['http://mail', 'mail.example.com', 'smtp:', 'smtp://', 'smtp://a b', 'smtp://user:hidden@', ' smtp://mail'],
      ...['smtp://user@mail', 'smtp://:hidden@mail', 'smtp://user:hid%den@mail', 'smtp://mail:70000', 'smtp://mail:x'],
      ...['smtp://user:hid#den@mail', 'smtp://mail/path', 'smtp://ma%69l', 'smtp://mail?', 'smtp://mäil'].slice(0, 3),
      ...['smtp://mail?ignoreTLS', 'smtp://mail?ignoreTLS=yes', 'smtps://mail?ignoreTLS=true', 'smtp://mail?tls=false'],
      ...['smtp://mail?connections=0', 'smtp://mail?connections=51', 'smtp://mail?connections=1&connections=2'],
    ),
  ],
  [
    'EMAIL_FROM is not an email address such as ana@example.com or Ana <ana@example.com>',
    ...each(
      'EMAIL_FROM',
      'ana',
      'Ana <ana>',
      'ana@example.com, bo@example.com',
      'A"b <a@b.co>',
      'A\n<a@b.co>',
      '<a@b.co> A',
    ),
  ],
  [
    'PUBLIC_URL must be like https://runledger.example.com, without credentials, query or fragment',
    ...each('PUBLIC_URL', 'runledger.example.com', 'ftp://a.co', 'https://', 'https://u:hidden@a.co', 'https://a.co?b'),
    ...each('PUBLIC_URL', 'https://a.co#b', 'https://a b.co', 'https://a.co:99999', 'https:/a.co', 'https://a.co\\b'),
  ],
  [
    'SMS_URL must be like https://account:token@api.twilio.com, account and token percent-encoded, without query and fragment; http:// only for this machine',
    ...each(
      'SMS_URL',
      'https://api.twilio.com',
      'https://AC1@api.twilio.com',
      'https://:hidden@a.co',
      'AC1:hidden@a.co',
    ),
    ...each(
      'SMS_URL',
      'http://AC1:hidden@a.co',
      'ftp://AC1:hidden@a.co',
      'https://AC1:hidden@a.co?b',
      'https://AC1:h%@a.co',
    ),
    ...each('SMS_URL', 'http://AC1:hidden@localhost.a.co', 'https://AC1:hidden@a.co#b', 'https://AC1:hid den@a.co'),
  ],
  [
    'SMS_FROM is neither a phone number such as +15550100000 nor 1 to 11 letters, digits and spaces',
    ...each('SMS_FROM', '5550100000', '+0123', 'Acme Hardware Store', '+1555 010', 'Acme!', 'MG123'.repeat(3)),
  ],
];

describe('the configuration', () => {
  it('has a standard for everything, also where a variable is empty', () => {
    expect(readConfig({})).toEqual(NOTHING_SET);
    const variables = [...GOOD.map(([environment]) => environment), ...BAD.flatMap(([, ...all]) => all)];
    const empty = variables.flatMap(Object.keys).map((variable) => [variable, '']);
    expect(readConfig(Object.fromEntries(empty) as Environment)).toEqual(NOTHING_SET);
  });

  it.each(GOOD)('takes %p', (environment, config) => {
    expect(readConfig(environment)).toEqual({ ...NOTHING_SET, ...config });
  });

  it.each(BAD.map(([message, ...all]) => [message, all] as const))('is refused: %s', (message, environments) => {
    for (const environment of environments) expect(() => readConfig(environment)).toThrow(refusal(message));
  });

  it('cannot be changed once it is read', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
  });
});

const refusal = (message: string): ConfigError => Object.assign(new ConfigError('', ''), { message });

it('reads the example of the compose files as it stands', () => {
  const lines = readFileSync(path.join(process.cwd(), 'docker/.env.example'), 'utf8').split('\n');
  const environment = Object.fromEntries(
    lines.flatMap((line) => {
      const [, variable, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
      return variable === undefined ? [] : [[variable, value]];
    }),
  ) as Record<string, string>;
  expect(readConfig(environment)).toMatchObject({ apiKeys: [{ account: 'acme', role: 'owner' }] });
});
