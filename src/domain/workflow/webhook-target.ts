import { isIP } from 'node:net';
import { isPublicAddress } from './public-address';

/** Names that never lead to a public host. */
const PRIVATE_NAMES =
  /(^|\.)(localhost|localdomain|local|internal|intranet|lan|home|corp|private|home\.arpa|test|invalid|onion)$/;

/** Stands for a template while an address is looked at. */
const TEMPLATE = '{}';

/**
 * What can be told of a webhook's target when it is saved; the address is checked again when it is dialled.
 * @param allowPrivate `host:port` that pass though they are private, http too
 * @returns what is wrong with it, null when nothing is to be seen
 */
export function checkWebhookUrl(text: string, allowPrivate: readonly string[]): string | null {
  const shown = text.replace(/\{[{%].*?[%}]\}/gs, TEMPLATE);
  const authority = /^https?:\/\/([^/\\?#]*)/i.exec(shown)?.[1];
  if (authority === undefined) return 'must be an https address, its scheme no template';
  if (authority.includes('@')) return 'must not hold credentials';
  const host = authority.replace(/:[\d{}]*$/, '');
  if (host.includes(TEMPLATE)) return /^https:/i.test(text) ? null : 'must be an https address';
  const url = URL.parse(shown.replaceAll(TEMPLATE, '1'));
  if (url === null) return 'is not a valid address';
  if (allowPrivate.includes(`${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`)) return null;
  if (url.protocol !== 'https:') return 'must be an https address';
  return isPublicHost(url.hostname) ? null : 'must lead to a public host';
}

/** @param hostname as the URL parser writes it: lower case, every spelling of an IPv4 address in its dotted form */
function isPublicHost(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  const address = name.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0) return isPublicAddress(address);
  const labels = name.split('.');
  return labels.length > 1 && !labels.includes('') && !PRIVATE_NAMES.test(name);
}
