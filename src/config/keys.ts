import { isId } from '../kernel/ids';
import { ConfigError, SECRET, SECRET_RULE, given, secret } from './environment';
import type { Environment } from './environment';

export const ROLES = ['viewer', 'manager', 'owner', 'auditor', 'admin', 'engine'] as const;
export type Role = (typeof ROLES)[number];

export interface ApiKey {
  readonly key: string;
  readonly account: string;
  readonly role: Role;
  /** Who has it, as the ledger names who did something. */
  readonly name?: string;
}

/** A name of a person or a system, of at most 64 characters. */
const KEY_NAME = /^(?=.{1,64}$)[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} .,'@_-]*[\p{L}\p{M}\p{N}.])?$/u;

/** CRON_SECRET counts only when ENGINE_SECRET is unset. */
export function engineSecrets(env: Environment): readonly string[] {
  const current = secret(env, 'ENGINE_SECRET');
  const previous = secret(env, 'ENGINE_SECRET_PREVIOUS');
  const cron = secret(env, 'CRON_SECRET');
  return [current ?? cron, previous].filter((value) => value !== undefined);
}

export function apiKeys(env: Environment, secrets: readonly string[]): readonly ApiKey[] | null {
  const text = given(env, 'RUNLEDGER_API_KEYS');
  return text === undefined ? null : parseApiKeys(text, 'RUNLEDGER_API_KEYS', secrets);
}

/**
 * @param source what a fault is blamed on
 * @param secrets of the engine and for metrics, none of which may be a key as well: whoever has it would be two
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
  if (shared >= 0) throw new ConfigError(`${source}[${shared}].key`, 'must not be another secret as well');
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
