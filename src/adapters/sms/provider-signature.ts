import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FormFields } from '../../kernel/form-fields';

/**
 * What the provider signs a call with: HMAC-SHA1 over the address that it called and the fields of the form, sorted by
 * name, without anything between them; base64. https://www.twilio.com/docs/usage/security
 */
export function signatureOf(authToken: string, url: string, fields: FormFields): string {
  const unique = new Map(fields.map(([name, value]) => [`${name}\0${value}`, [name, value] as const]));
  const sorted = [...unique.values()].sort(([a, x], [b, y]) => compare(a, b) || compare(x, y));
  const signed = url + sorted.map(([name, value]) => name + value).join('');
  return createHmac('sha1', authToken).update(signed, 'utf8').digest('base64');
}

/**
 * Whether a call to this address comes from whoever has the token. The provider leaves the port of an https address out, or
 * puts the usual one in, depending on the kind of call: each is taken.
 */
export function isSigned(authToken: string, url: string, fields: FormFields, signature: string): boolean {
  return waysToWrite(url).some((way) => isSame(signatureOf(authToken, way, fields), signature));
}

function waysToWrite(url: string): readonly string[] {
  const { protocol, port } = new URL(url);
  const withoutPort = url.replace(/^(https?:\/\/[^/?#]*?):\d+(?=[/?#]|$)/, '$1');
  const usual = protocol === 'https:' ? '443' : '80';
  const withPort = withoutPort.replace(/^(https?:\/\/[^/?#]*)/, `$1:${port || usual}`);
  return [...new Set([url, withPort, withoutPort])];
}

function isSame(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
