import { createHash, timingSafeEqual } from 'node:crypto';
import { ROLES } from '../../config/keys';
import type { ApiKey, Role } from '../../config/keys';

/** Who is asking. */
export interface Identity {
  /** Null: all accounts, as the engine secret is. */
  readonly account: string | null;
  readonly role: Role | 'metrics';
  /** `<role>:<name of the key>`; of a key without one `<role>:<first 8 hexadecimal digits of its SHA-256>`. */
  readonly actor: string;
}

/**
 * What a route lets in. A role has them as contract.md says: `operate` is defining, activating, testing, enrolling, firing,
 * cancelling and opting out; `own` is settings and hooks; `resume` the waking of one run; `engine` the internal endpoints;
 * `audit` is reading and exporting the account's streams; `administer` the whole service's read models; `observe` its metrics.
 */
export type Permission = 'read' | 'operate' | 'own' | 'resume' | 'engine' | 'audit' | 'administer' | 'observe';

const PERMISSIONS: Readonly<Record<Identity['role'], readonly Permission[]>> = {
  viewer: ['read'],
  manager: ['read', 'operate'],
  owner: ['read', 'operate', 'own', 'resume'],
  auditor: ['read', 'audit'],
  admin: ['read', 'audit', 'administer', 'observe'],
  engine: ['resume', 'engine'],
  metrics: ['observe'],
};

export const mayDo = ({ role }: Identity, permission: Permission): boolean => PERMISSIONS[role].includes(permission);

/** The roles of keys that may. */
export const rolesThatMay = (permission: Permission): readonly Role[] =>
  ROLES.filter((role) => PERMISSIONS[role].includes(permission));

/** A secret that somebody may present, by its digest alone. */
export interface Known {
  /** SHA-256. */
  readonly digest: Buffer;
  readonly identity: Identity;
  /** Of the key; null: it has none. */
  readonly name: string | null;
}

/** A role that people have, not programs. */
export type PersonalRole = Exclude<Role, 'engine'>;

export interface Personal extends Known {
  readonly identity: Identity & { readonly account: string; readonly role: PersonalRole };
}

export const isOfPerson = (known: Known): known is Personal =>
  known.identity.account !== null && known.identity.role !== 'engine' && known.identity.role !== 'metrics';

/** The one way from a presented secret to an identity. Only digests are compared, all of them, in constant time. */
export class IdentityResolver {
  readonly known: readonly Known[];
  readonly hasEngineSecret: boolean;

  /** @param metricsToken null: there is none */
  constructor(keys: readonly ApiKey[], engineSecrets: readonly string[], metricsToken: string | null) {
    const secrets = engineSecrets.map((key) => ({ key, account: null, role: 'engine' as const, name: undefined }));
    const tokens =
      metricsToken === null ? [] : [{ key: metricsToken, account: null, role: 'metrics' as const, name: undefined }];
    this.known = [...keys, ...secrets, ...tokens].map(({ key, account, role, name }) => {
      const digest = sha256(key);
      const actor = `${role}:${name ?? digest.toString('hex').slice(0, 8)}`;
      return { digest, identity: { account, role, actor }, name: name ?? null };
    });
    this.hasEngineSecret = this.known.some(({ identity }) => identity.role === 'engine');
  }

  /** @param authorization the header as it came */
  resolve(authorization: string): Identity | null {
    const presented = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(authorization)?.[1];
    return presented === undefined ? null : (this.find(presented)?.identity ?? null);
  }

  find(secret: string): Known | null {
    const digest = sha256(secret);
    let found: Known | null = null;
    for (const one of this.known) if (timingSafeEqual(one.digest, digest)) found = one;
    return found;
  }
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
