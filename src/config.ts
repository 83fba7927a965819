import path from 'node:path';
import { effects } from './config/effects';
import type { EffectsConfig } from './config/effects';
import { ConfigError, choice, given, integer, secret, url } from './config/environment';
import type { Environment } from './config/environment';
import { apiKeys, engineSecrets } from './config/keys';
import type { ApiKey } from './config/keys';

/** Names the configuration where interfaces cannot. */
export const CONFIG = Symbol('config');

/** Every setting of the service, read once from the environment. */
export interface Config extends EffectsConfig {
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
  /** The private key, PEM, that the heads of exports are signed with, or the file that holds it; at most one of them. */
  readonly auditKey: string | null;
  readonly auditKeyFile: string | null;
  readonly logLevel: LogLevel;
  readonly sample: boolean;
}

/**
 * api:       answers HTTP, and drives the runs that its requests start until they wait or end
 * engine:    wakes timers, and finishes what other processes left unfinished
 * projector: folds the log into the read models
 */
export const PROCESS_ROLES = ['api', 'engine', 'projector'] as const;
export type ProcessRole = (typeof PROCESS_ROLES)[number];

const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** @throws ConfigError */
export function readConfig(env: Environment): Config {
  const eventStoreUrl = url(env, 'EVENTSTORE_URL', ['esdb:', 'esdb+discover:']);
  const mongoUrl = url(env, 'MONGODB_URL', ['mongodb:', 'mongodb+srv:']);
  const secrets = engineSecrets(env);
  const auditKey = given(env, 'AUDIT_KEY') ?? null;
  const auditKeyFile = given(env, 'AUDIT_KEY_FILE') ?? null;
  if (auditKey !== null && auditKeyFile !== null)
    throw new ConfigError('AUDIT_KEY_FILE', 'must not be set when AUDIT_KEY is');
  const metricsToken = secret(env, 'METRICS_TOKEN') ?? null;
  if (metricsToken !== null && secrets.includes(metricsToken))
    throw new ConfigError('METRICS_TOKEN', 'must not be a secret of the engine');
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
    ...effects(env),
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
