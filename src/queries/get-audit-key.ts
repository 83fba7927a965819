import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { Exports } from '../engine/auditing/exports';
import { DomainError } from '../kernel/errors';

/** What the heads of exports are verified with. */
export interface AuditKeyView {
  /** As exports name it. */
  readonly keyId: string;
  readonly algorithm: 'Ed25519';
  /** SPKI, PEM. */
  readonly publicKey: string;
  /** The 32 bytes of the key, base64. */
  readonly raw: string;
}

export class GetAuditKey extends Query<AuditKeyView> {}

@QueryHandler(GetAuditKey)
export class GetAuditKeyHandler implements IQueryHandler<GetAuditKey> {
  constructor(private readonly exports: Exports) {}

  /** @throws DomainError `audit_key_not_configured` */
  execute(): Promise<AuditKeyView> {
    const { key } = this.exports;
    if (key === null)
      throw new DomainError(
        'audit_key_not_configured',
        'exports are not signed: set AUDIT_KEY or AUDIT_KEY_FILE, the same for every process',
      );
    return Promise.resolve({ keyId: key.id, algorithm: 'Ed25519', publicKey: key.pem, raw: key.raw });
  }
}
