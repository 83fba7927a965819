import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What a cookie says of a session. */
export interface Sealed {
  /** Random: 22 characters, 128 bits. */
  readonly id: string;
  /** When it began, and when it was last renewed: milliseconds since the epoch. */
  readonly begunAt: number;
  readonly renewedAt: number;
}

const COOKIE = /^(([0-9a-f]{16})\.([\w-]{22})\.(\d{1,15})\.(\d{1,15}))\.([\w-]{43})$/;

/** What a cookie names its key by; null: it is none of ours. */
export const keyNamedIn = (cookie: string): string | null => COOKIE.exec(cookie)?.[2] ?? null;

/**
 * Seals the sessions of one key. The secret is derived from the key's full digest, so every process that knows the key agrees,
 * also after a restart, and none does once the key is taken out of the configuration. Neither the cookie nor the CSRF token
 * lets anybody come by the key.
 */
export class SessionSeal {
  private readonly secret: Buffer;
  /** By what its cookies name the key: 16 hexadecimal digits. */
  readonly name: string;

  /** @param digest SHA-256 of the key */
  constructor(digest: Buffer) {
    this.secret = Buffer.from(hkdfSync('sha256', digest, '', 'runledger session', 32));
    this.name = createHmac('sha256', this.secret).update('name').digest('hex').slice(0, 16);
  }

  /** The cookie's value: `<name of the key>.<id>.<begun>.<renewed>.<seal>`. */
  seal({ id, begunAt, renewedAt }: Sealed): string {
    const told = `${this.name}.${id}.${begunAt}.${renewedAt}`;
    return `${told}.${this.mac(`cookie ${told}`)}`;
  }

  /** Null when it was not sealed here, or changed since. */
  open(cookie: string): Sealed | null {
    const [, told, name, id = '', begunAt, renewedAt, mac = ''] = COOKIE.exec(cookie) ?? [];
    if (told === undefined || name !== this.name || !isSame(mac, this.mac(`cookie ${told}`))) return null;
    return { id, begunAt: Number(begunAt), renewedAt: Number(renewedAt) };
  }

  /** The same however often the session is renewed. */
  csrfToken({ id, begunAt }: Sealed): string {
    return this.mac(`csrf ${id}.${begunAt}`);
  }

  private mac(text: string): string {
    return createHmac('sha256', this.secret).update(text).digest('base64url');
  }
}

/** In constant time for texts of one length. */
export function isSame(presented: string, expected: string): boolean {
  const [one, other] = [Buffer.from(presented), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
