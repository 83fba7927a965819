import { isIP } from 'node:net';
import { isPublicAddress } from './public-address';

/** Names that never lead to a public host. */
const PRIVATE_NAMES = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|private|home\.arpa|test|invalid|onion)$/;

/**
 * What can be told of a webhook's target when it is saved; the address is checked again when it is dialled.
 * @param allowPrivate `host:port` that pass though they are private, http too
 * @returns what is wrong with it, null when nothing is to be seen
 */
export function checkWebhookUrl(text: string, allowPrivate: readonly string[]): string | null {
  const authority = /^https?:\/\/([^/?#]*)/i.exec(text)?.[1];
  if (authority === undefined) return 'must be an https address, its scheme no template';
  if (authority.includes('{')) return text.toLowerCase().startsWith('https:') ? null : 'must be an https address';
  const url = URL.parse(text.replace(/\{[{%].*?[%}]\}/gs, 'x'));
  if (url === null) return 'is not a valid address';
  if (url.username !== '' || url.password !== '') return 'must not hold credentials';
  if (allowPrivate.includes(`${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`)) return null;
  if (url.protocol !== 'https:') return 'must be an https address';
  return isPublicHost(url.hostname) ? null : 'must lead to a public host';
}

/** @param hostname as the URL parser writes it: lower case, every spelling of an IPv4 address in its dotted form */
function isPublicHost(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  const address = name.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0) return isPublicAddress(address);
  return name.includes('.') && !PRIVATE_NAMES.test(name);
}
