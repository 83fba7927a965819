import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseApiKeys } from '../config/keys';
import type { Config } from '../config';
import type { ApiKey } from '../config/keys';
import { SAMPLE_ACCOUNT } from '../sample/workflows';

export interface KnownKeys {
  readonly keys: readonly ApiKey[];
  /** Made just now: to be shown once. */
  readonly generated: boolean;
}

const GENERATED_ROLES = ['owner', 'manager', 'viewer', 'auditor', 'admin'] as const;

/** The configured keys, else those of the data folder, which are made when there are none. @throws ConfigError */
export function loadApiKeys({ apiKeys, engineSecrets, dataDir }: Config): KnownKeys {
  if (apiKeys !== null) return { keys: apiKeys, generated: false };
  const file = path.join(dataDir, 'api-keys.json');
  const text = readIfThere(file);
  if (text !== null) return { keys: parseApiKeys(text, file, engineSecrets), generated: false };
  const keys = GENERATED_ROLES.map((role) => ({
    key: `rl_${role}_${randomBytes(24).toString('base64url')}`,
    account: SAMPLE_ACCOUNT,
    role,
  }));
  writeFileSync(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return { keys, generated: true };
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
