import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseApiKeys } from '../config/keys';
import type { Config } from '../config';
import type { ApiKey } from '../config/keys';
import { SAMPLE_ACCOUNT } from '../sample/workflows';

export interface KnownKeys {
  readonly keys: readonly ApiKey[];
  /** They were made just now, to be shown once: keeps them in the data folder. Null when they are known. */
  readonly keep: (() => void) | null;
}

const GENERATED_ROLES = ['owner', 'manager', 'viewer', 'auditor', 'admin'] as const;

/** The configured keys, else those of the data folder, else new ones. @throws ConfigError */
export function loadApiKeys({ apiKeys, engineSecrets, metricsToken, dataDir }: Config): KnownKeys {
  if (apiKeys !== null) return { keys: apiKeys, keep: null };
  const file = path.join(dataDir, 'api-keys.json');
  const text = readIfThere(file);
  const others = metricsToken === null ? engineSecrets : [...engineSecrets, metricsToken];
  if (text !== null) return { keys: parseApiKeys(text, file, others), keep: null };
  const keys = GENERATED_ROLES.map((role) => ({
    key: `rl_${role}_${randomBytes(24).toString('base64url')}`,
    account: SAMPLE_ACCOUNT,
    role,
  }));
  const keep = (): void => {
    writeFileSync(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  };
  return { keys, keep };
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
