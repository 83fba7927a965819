import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The Standard Webhooks scheme, symmetric: HMAC-SHA256 over `<id>.<timestamp>.<body>` with a secret `whsec_<base64>`, in the
 * headers `webhook-id`, `webhook-timestamp` (seconds since the epoch) and `webhook-signature`.
 */
const PREFIX = 'whsec_';

/** Seconds that the clocks of two sides may differ by, what is on its way included. */
const TOLERANCE = 5 * 60;

/** Most characters of a secret, and bytes of its key. */
const MAX_SECRET = 128;
const KEY_BYTES = [16, 64] as const;

export const secretOf = (key: Uint8Array): string => PREFIX + Buffer.from(key).toString('base64');

/** What is wrong with a secret that somebody gives, null when nothing is. */
export function checkSecret(secret: string): string | null {
  const key = keyOf(secret);
  const isWhole = secret.length <= MAX_SECRET && secretOf(key) === secret;
  return isWhole && key.length >= KEY_BYTES[0] && key.length <= KEY_BYTES[1]
    ? null
    : `must be whsec_ and the base64 of ${KEY_BYTES[0]} to ${KEY_BYTES[1]} bytes`;
}

export interface Signed {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The very bytes that are sent. */
  readonly body: Uint8Array;
}

/** The three headers: a signature by each secret, any of which is enough. */
export function signatureHeaders(
  secrets: readonly string[],
  { id, at, body }: Signed,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1000));
  const signatures = secrets.map((secret) => `v1,${signature(secret, id, timestamp, body)}`);
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

/**
 * Why a webhook that came in is not signed as it should be, null when it is.
 * @param header the first of that name, undefined when there is none
 * @param now milliseconds since the epoch
 */
export function checkSignature(
  secret: string,
  header: (name: string) => string | undefined,
  body: Uint8Array,
  now: number,
): string | null {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(header);
  if (!id || !timestamp || !signatures) return 'webhook-id, webhook-timestamp and webhook-signature are required';
  if (!/^\d{1,12}$/.test(timestamp)) return 'webhook-timestamp is no number of seconds';
  if (Math.abs(Math.floor(now / 1000) - Number(timestamp)) > TOLERANCE)
    return 'webhook-timestamp is more than 5 minutes away from now';
  const expected = Buffer.from(signature(secret, id, timestamp, body));
  const given = signatures.split(' ').flatMap((one) => (one.startsWith('v1,') ? [Buffer.from(one.slice(3))] : []));
  return given.some((one) => one.length === expected.length && timingSafeEqual(one, expected))
    ? null
    : 'webhook-signature is none of this body by this secret';
}

const signature = (secret: string, id: string, timestamp: string, body: Uint8Array): string =>
  createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest('base64');

const keyOf = (secret: string): Buffer => Buffer.from(secret.slice(PREFIX.length), 'base64');
