import { isIP } from 'node:net';
import { isPublicAddress } from './public-address';

/** Names that never lead to a public host. */
const PRIVATE_NAMES =
  /(^|\.)(localhost|localdomain|local|internal|intranet|lan|home|corp|private|home\.arpa|test|invalid|onion)$/;

/** Stands for a template while an address is looked at. */
const TEMPLATE = '{}';

/**
 * What can be told of a webhook's target when it is saved: what its templates leave open is checked when it is rendered.
 * @param allowPrivate `host:port` that pass though they are private, http too
 * @returns what is wrong with it, null when nothing is to be seen
 */
export function checkWebhookTemplate(text: string, allowPrivate: readonly string[]): string | null {
  const shown = text.replace(/\{[{%].*?[%}]\}/gs, TEMPLATE);
  const authority = authorityOf(shown);
  if (authority === undefined) return 'must be an https address, its scheme no template';
  if (authority.includes('@')) return HOLDS_CREDENTIALS;
  const host = authority.replace(/:[\d{}]*$/, '');
  if (host.includes(TEMPLATE)) return /^https:/i.test(text) ? null : NOT_HTTPS;
  return checkWebhookUrl(shown.replaceAll(TEMPLATE, '1'), allowPrivate);
}

/** Likewise of a target as it is rendered; the address that its name leads to is checked when it is dialled. */
export function checkWebhookUrl(text: string, allowPrivate: readonly string[]): string | null {
  const authority = authorityOf(text);
  if (authority === undefined) return NOT_HTTPS;
  if (authority.includes('@')) return HOLDS_CREDENTIALS;
  const url = URL.parse(text);
  if (url === null) return 'is not a valid address';
  if (allowPrivate.includes(`${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`)) return null;
  if (url.protocol !== 'https:') return NOT_HTTPS;
  return isPublicHost(url.hostname) ? null : 'must lead to a public host';
}

/** Whether a part of its path is `.` or `..`, which leads elsewhere: percent-encoded it does so too. */
export const hasDotSegment = (text: string): boolean =>
  (/^[^?#]*/.exec(text)?.[0] ?? '').split(/[/\\]/).some((part) => /^(\.|%2e){1,2}$/i.test(part));

const NOT_HTTPS = 'must be an https address';
const HOLDS_CREDENTIALS = 'must not hold credentials';

const authorityOf = (text: string): string | undefined => /^https?:\/\/([^/\\?#]*)/i.exec(text)?.[1];

/** @param hostname as the URL parser writes it: lower case, every spelling of an IPv4 address in its dotted form */
function isPublicHost(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  const address = name.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0) return isPublicAddress(address);
  const labels = name.split('.');
  return labels.length > 1 && !labels.includes('') && !PRIVATE_NAMES.test(name);
}
