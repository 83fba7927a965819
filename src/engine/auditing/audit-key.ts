import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** The public half of the key that the heads of exports are signed with: Ed25519. */
export class PublicAuditKey {
  protected constructor(private readonly key: KeyObject) {}

  /** @throws Error when the text is not the PEM of an Ed25519 key */
  static parse(pem: string): PublicAuditKey {
    return new PublicAuditKey(ofEd25519(createPublicKey(pem)));
  }

  /** 16 hexadecimal digits: the beginning of the SHA-256 of its SPKI, DER. */
  get id(): string {
    return createHash('sha256').update(this.der).digest('hex').slice(0, 16);
  }

  /** SPKI. */
  get pem(): string {
    return this.key.export({ type: 'spki', format: 'pem' }).toString();
  }

  /** The 32 bytes of the key itself, base64. */
  get raw(): string {
    return this.der.subarray(-32).toString('base64');
  }

  /** @param signature base64 */
  hasSigned(text: Uint8Array, signature: string): boolean {
    return verify(null, text, this.key, Buffer.from(signature, 'base64'));
  }

  private get der(): Buffer {
    return this.key.export({ type: 'spki', format: 'der' });
  }
}

/** With its private half. */
export class AuditKey extends PublicAuditKey {
  private constructor(private readonly own: KeyObject) {
    super(createPublicKey(own));
  }

  /** @throws Error when the text is not the PEM of a private Ed25519 key */
  static override parse(pem: string): AuditKey {
    return new AuditKey(ofEd25519(createPrivateKey(pem)));
  }

  /** @returns base64 */
  sign(text: string): string {
    return sign(null, Buffer.from(text), this.own).toString('base64');
  }
}

/** PKCS#8, PEM. */
export const newAuditKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

function ofEd25519(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`it is of ${key.asymmetricKeyType ?? 'no known type'}`);
  return key;
}
