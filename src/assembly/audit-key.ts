import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../config/environment';
import type { Config } from '../config';
import { AuditKey, newAuditKey } from '../engine/auditing/audit-key';
import { messageOf } from '../kernel/errors';

/**
 * The key that the heads of exports are signed with: the configured one, else that of the data folder, which is made when
 * there is none. Null where several processes may share the ledger and none is configured: each would make its own.
 *
 * @throws ConfigError
 */
export function loadAuditKey({ auditKey, auditKeyFile, dataDir, eventStoreUrl, mongoUrl }: Config): AuditKey | null {
  if (auditKey !== null) return parsed('AUDIT_KEY', auditKey.replaceAll('\\n', '\n'));
  if (auditKeyFile !== null) return parsed('AUDIT_KEY_FILE', readFile('AUDIT_KEY_FILE', auditKeyFile));
  if (eventStoreUrl !== null && mongoUrl !== null) return null;
  const file = path.join(dataDir, 'audit-key.pem');
  const pem = readIfThere(file) ?? made(file);
  return parsed(file, pem);
}

function parsed(source: string, pem: string): AuditKey {
  try {
    return AuditKey.parse(pem);
  } catch {
    // what OpenSSL says may hold a piece of it
    throw new ConfigError(source, 'must be a private Ed25519 key, PEM, as openssl genpkey -algorithm ed25519 makes it');
  }
}

function readFile(source: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(source, `cannot be read: ${messageOf(error)}`);
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Whole or not at all: nobody else makes one, since the folder is held. */
function made(file: string): string {
  const pem = newAuditKey();
  writeFileSync(`${file}.new`, pem, { mode: 0o600, flush: true });
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
  return pem;
}
