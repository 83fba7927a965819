import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadAuditKey } from '../../src/assembly/audit-key';
import { readConfig } from '../../src/config';
import { PublicAuditKey, newAuditKey } from '../../src/engine/auditing/audit-key';

const folder = mkdtempSync(path.join(tmpdir(), 'runledger-key-'));
const at = (name: string): string => path.join(folder, name);
const keyOf = (env: Readonly<Record<string, string>>) => loadAuditKey(readConfig({ DATA_DIR: at('data'), ...env }));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
beforeAll(() => {
  mkdirSync(at('data'));
});

describe('the key that heads of exports are signed with', () => {
  it('is made once in the data folder, for this user only, and stays the same', () => {
    const [first, second] = [keyOf({}), keyOf({})];
    expect(first?.id).toBe(second?.id);
    expect(statSync(at('data/audit-key.pem')).mode & 0o777).toBe(0o600);
    const key = PublicAuditKey.parse(first?.pem ?? '');
    expect(key.hasSigned(Buffer.from('what was told'), second?.sign('what was told') ?? '')).toBe(true);
  });

  it('is the configured one, with its line ends as they are or written out, or that of a file', () => {
    const pem = newAuditKey();
    writeFileSync(at('own.pem'), pem);
    const ids = [
      keyOf({ AUDIT_KEY: pem }),
      keyOf({ AUDIT_KEY: pem.replaceAll('\n', '\\n') }),
      keyOf({ AUDIT_KEY_FILE: at('own.pem') }),
    ].map((key) => key?.id);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).not.toBe(keyOf({})?.id);
  });

  it('is none where processes may share the ledger and none is configured: each would make its own', () => {
    const servers = { EVENTSTORE_URL: 'esdb://here', MONGODB_URL: 'mongodb://here', DATA_DIR: at('none') };
    expect(keyOf(servers)).toBeNull();
    expect(keyOf({ ...servers, AUDIT_KEY: newAuditKey() })).not.toBeNull();
  });

  it.each([
    ['no PEM', 'not a key at all'],
    ['a public key', PublicAuditKey.parse(publicPem()).pem],
    [
      'a key of another kind',
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    ],
    ['half of one', newAuditKey().slice(0, 60)],
  ])('is refused where it is %s, without a word of what it holds', (_, pem) => {
    writeFileSync(at('wrong.pem'), pem);
    for (const env of [{ AUDIT_KEY: pem }, { AUDIT_KEY_FILE: at('wrong.pem') }])
      expect(() => keyOf(env)).toThrow(
        /^AUDIT_KEY(_FILE)? must be a private Ed25519 key, PEM, as openssl genpkey -algorithm ed25519 makes it$/,
      );
  });

  it('is refused where its file cannot be read, and where two are named', () => {
    expect(() => keyOf({ AUDIT_KEY_FILE: at('nowhere.pem') })).toThrow(/^AUDIT_KEY_FILE cannot be read: .*ENOENT/);
    expect(() => keyOf({ AUDIT_KEY_FILE: at('own.pem'), AUDIT_KEY: readFileSync(at('own.pem'), 'utf8') })).toThrow(
      'AUDIT_KEY_FILE must not be set when AUDIT_KEY is',
    );
  });
});

function publicPem(): string {
  return generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' }).toString();
}
