import path from 'node:path';
import { isId } from './kernel/ids';

/** Names the configuration where interfaces cannot. */
export const CONFIG = Symbol('config');

/** Every setting of the service, read once from the environment. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Absolute. */
  readonly dataDir: string;
  /** Null: embedded. */
  readonly eventStoreUrl: string | null;
  /** Null: embedded. */
  readonly mongoUrl: string | null;
  /** What this process does. */
  readonly roles: readonly ProcessRole[];
  /** Null: generated into the data folder. */
  readonly apiKeys: readonly ApiKey[] | null;
  /** Any of these opens the internal endpoints; none: they answer 503. */
  readonly engineSecrets: readonly string[];
  /** Lets in whoever reads the metrics; null: only a key does. */
  readonly metricsToken: string | null;
  /** `host:port` that webhooks may reach though they are private. */
  readonly webhookAllowPrivate: readonly string[];
  /** How long a webhook may take to answer, in milliseconds. */
  readonly webhookTimeoutMs: number;
  /** The private key, PEM, that the heads of exports are signed with, or the file that holds it; at most one of them. */
  readonly auditKey: string | null;
  readonly auditKeyFile: string | null;
  readonly logLevel: LogLevel;
  readonly sample: boolean;
}

export const ROLES = ['viewer', 'manager', 'owner', 'auditor', 'admin', 'engine'] as const;
export type Role = (typeof ROLES)[number];

/**
 * api:       answers HTTP, and drives the runs that its requests start until they wait or end
 * engine:    wakes timers, and finishes what other processes left unfinished
 * projector: folds the log into the read models
 */
export const PROCESS_ROLES = ['api', 'engine', 'projector'] as const;
export type ProcessRole = (typeof PROCESS_ROLES)[number];

export interface ApiKey {
  readonly key: string;
  readonly account: string;
  readonly role: Role;
  /** Who has it, as the ledger names who did something. */
  readonly name?: string;
}

const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A variable that stops the boot. Its value is not in the message. */
export class ConfigError extends Error {
  constructor(variable: string, problem: string) {
    super(`${variable} ${problem}`);
    this.name = 'ConfigError';
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What fits behind `Authorization: Bearer `. */
const SECRET = /^[\x21-\x7e]{16,512}$/;
/** A name of a person or a system, of at most 64 characters. */
const KEY_NAME = /^(?=.{1,64}$)[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} .,'@_-]*[\p{L}\p{M}\p{N}.])?$/u;
const SECRET_RULE = 'must be 16 to 512 visible ASCII characters without spaces';

/** Of contract.md, but of adapters that this build has not: better no service than one that nobody asked for. */
const NOT_SUPPORTED = ['SMTP_URL', 'SMS_URL'];

/** @throws ConfigError */
export function readConfig(env: Environment): Config {
  for (const variable of NOT_SUPPORTED)
    if (given(env, variable) !== undefined) throw new ConfigError(variable, 'is not supported by this version');
  const eventStoreUrl = url(env, 'EVENTSTORE_URL', ['esdb:', 'esdb+discover:']);
  const mongoUrl = url(env, 'MONGODB_URL', ['mongodb:', 'mongodb+srv:']);
  const secrets = engineSecrets(env);
  const auditKey = given(env, 'AUDIT_KEY') ?? null;
  const auditKeyFile = given(env, 'AUDIT_KEY_FILE') ?? null;
  if (auditKey !== null && auditKeyFile !== null)
    throw new ConfigError('AUDIT_KEY_FILE', 'must not be set when AUDIT_KEY is');
  const metricsToken = secret(env, 'METRICS_TOKEN') ?? null;
  return Object.freeze({
    host: given(env, 'HOST') ?? '127.0.0.1',
    port: integer(env, 'PORT', 3000, 0, 65_535),
    dataDir: path.resolve(given(env, 'DATA_DIR') ?? './data'),
    eventStoreUrl,
    mongoUrl,
    roles: roles(env, eventStoreUrl !== null && mongoUrl !== null),
    apiKeys: apiKeys(env, metricsToken === null ? secrets : [...secrets, metricsToken]),
    engineSecrets: secrets,
    metricsToken,
    webhookAllowPrivate: hostPorts(env, 'WEBHOOK_ALLOW_PRIVATE'),
    webhookTimeoutMs: integer(env, 'WEBHOOK_TIMEOUT_MS', 10_000, 1, 600_000),
    auditKey,
    auditKeyFile: auditKeyFile === null ? null : path.resolve(auditKeyFile),
    logLevel: choice(env, 'LOG_LEVEL', LOG_LEVELS, 'info'),
    sample: choice(env, 'SAMPLE', ['on', 'off'], 'on') === 'on',
  });
}

/** What a start tells of itself: nothing secret. */
export const outlineOf = ({ roles, eventStoreUrl, mongoUrl, dataDir }: Config): object => ({
  roles,
  events: eventStoreUrl === null ? 'SQLite' : 'EventStoreDB',
  readModels: mongoUrl === null ? 'SQLite' : 'MongoDB',
  dataDir,
});

/** An empty variable is as good as none. */
function given(env: Environment, variable: string): string | undefined {
  const value = env[variable];
  return value === '' ? undefined : value;
}

function integer(env: Environment, variable: string, standard: number, min: number, max: number): number {
  const text = given(env, variable) ?? String(standard);
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new ConfigError(variable, `must be a whole number from ${min} to ${max}`);
}

function choice<T extends string>(env: Environment, variable: string, choices: readonly T[], standard: T): T {
  const text = given(env, variable) ?? standard;
  const found = choices.find((one) => one === text);
  if (found === undefined) throw new ConfigError(variable, `must be one of ${choices.join(', ')}`);
  return found;
}

function url(env: Environment, variable: string, schemes: readonly string[]): string | null {
  const text = given(env, variable);
  if (text === undefined) return null;
  if (!schemes.some((scheme) => text.startsWith(`${scheme}//`)))
    throw new ConfigError(variable, `must begin with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`);
  return text;
}

/** @param shared both stores are servers, which other processes reach as well */
function roles(env: Environment, shared: boolean): readonly ProcessRole[] {
  const text = given(env, 'ROLES') ?? PROCESS_ROLES.join(',');
  const named = new Set(text.split(',').map((name) => name.trim()));
  const known = PROCESS_ROLES.filter((role) => named.has(role));
  if (known.length !== named.size)
    throw new ConfigError('ROLES', `must be a comma list of ${PROCESS_ROLES.join(', ')}`);
  if (!shared && known.length !== PROCESS_ROLES.length)
    throw new ConfigError('ROLES', 'can only be split when EVENTSTORE_URL and MONGODB_URL are set');
  return known;
}

function secret(env: Environment, variable: string): string | undefined {
  const value = given(env, variable);
  if (value !== undefined && !SECRET.test(value)) throw new ConfigError(variable, SECRET_RULE);
  return value;
}

/** CRON_SECRET counts only when ENGINE_SECRET is unset. */
function engineSecrets(env: Environment): readonly string[] {
  const current = secret(env, 'ENGINE_SECRET');
  const previous = secret(env, 'ENGINE_SECRET_PREVIOUS');
  const cron = secret(env, 'CRON_SECRET');
  return [current ?? cron, previous].filter((value) => value !== undefined);
}

function hostPorts(env: Environment, variable: string): readonly string[] {
  const text = given(env, variable) ?? 'false';
  if (text === 'false') return [];
  const entries = text.split(',').map((entry) => entry.trim());
  if (!entries.every(isHostPort))
    throw new ConfigError(variable, 'must be false or a comma list of host:port, with ports from 1 to 65535');
  return entries;
}

function isHostPort(entry: string): boolean {
  const port = /^(?:\[[0-9a-f:]+\]|[a-z0-9.-]+):(\d{1,5})$/.exec(entry)?.[1];
  return port !== undefined && Number(port) >= 1 && Number(port) <= 65_535;
}

function apiKeys(env: Environment, secrets: readonly string[]): readonly ApiKey[] | null {
  const text = given(env, 'RUNLEDGER_API_KEYS');
  return text === undefined ? null : parseApiKeys(text, 'RUNLEDGER_API_KEYS', secrets);
}

/**
 * @param source what a fault is blamed on
 * @param secrets of the engine, none of which may be a key as well: whoever has it would be two
 * @throws ConfigError
 */
export function parseApiKeys(text: string, source: string, secrets: readonly string[]): readonly ApiKey[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new ConfigError(source, 'must be a JSON list of {"key","account","role","name"?}'); // the text holds secrets
  }
  if (!Array.isArray(parsed) || parsed.length === 0)
    throw new ConfigError(source, 'must be a JSON list with a key or more');
  const keys = parsed.map((entry: unknown, i) => apiKey(entry, `${source}[${i}]`));
  if (new Set(keys.map(({ key }) => key)).size < keys.length) throw new ConfigError(source, 'has the same key twice');
  const shared = keys.findIndex(({ key }) => secrets.includes(key));
  if (shared >= 0) throw new ConfigError(`${source}[${shared}].key`, 'must not be a secret of the engine');
  return keys;
}

function apiKey(entry: unknown, source: string): ApiKey {
  const { key, account, role, name, ...more } = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<
    string,
    unknown
  >;
  const known = ROLES.find((one) => one === role);
  if (typeof key !== 'string' || !SECRET.test(key)) throw new ConfigError(`${source}.key`, SECRET_RULE);
  if (typeof account !== 'string' || !isId(account)) throw new ConfigError(`${source}.account`, 'must be an id');
  if (known === undefined) throw new ConfigError(`${source}.role`, `must be one of ${ROLES.join(', ')}`);
  if (name !== undefined && (typeof name !== 'string' || !KEY_NAME.test(name)))
    throw new ConfigError(`${source}.name`, "must be 1 to 64 letters, digits, spaces and .,'@_-");
  if (Object.keys(more).length > 0) throw new ConfigError(source, 'has a field besides key, account, role and name');
  return { key, account, role: known, ...(name === undefined ? {} : { name }) };
}
