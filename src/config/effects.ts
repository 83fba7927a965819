import { ConfigError, given, integer } from './environment';
import type { Environment } from './environment';

/** How effects leave. */
export interface EffectsConfig {
  /** `host:port` that webhooks may reach though they are private. */
  readonly webhookAllowPrivate: readonly string[];
  /** How long a webhook may take to answer, in milliseconds. */
  readonly webhookTimeoutMs: number;
}

/** Of contract.md, but of adapters that this build has not: better no service than one that nobody asked for. */
const NOT_SUPPORTED = ['SMTP_URL', 'SMS_URL'];

/** @throws ConfigError */
export function effects(env: Environment): EffectsConfig {
  for (const variable of NOT_SUPPORTED)
    if (given(env, variable) !== undefined) throw new ConfigError(variable, 'is not supported by this version');
  return {
    webhookAllowPrivate: hostPorts(env, 'WEBHOOK_ALLOW_PRIVATE'),
    webhookTimeoutMs: integer(env, 'WEBHOOK_TIMEOUT_MS', 10_000, 1, 600_000),
  };
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
