import { isIP } from 'node:net';
import { isPrivateName } from './private-names';
import { isPublicAddress } from './public-address';

/** Where other protocols are spoken, of the Fetch standard: a server of one of them may take a request for its own. */
const BLOCKED_PORTS: ReadonlySet<number> = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
  6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

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
  const port = /:[\d{}]*$/.exec(authority)?.[0] ?? '';
  const host = authority.slice(0, authority.length - port.length);
  if (host.includes(TEMPLATE)) return /^https:/i.test(text) ? checkOpenHost(host, allowPrivate) : NOT_HTTPS;
  const known = port.includes(TEMPLATE) ? shown.replace(port, '') : shown;
  return checkWebhookUrl(known.replaceAll(TEMPLATE, '1'), allowPrivate);
}

/** Of a host that templates leave open its end may show what it is. */
function checkOpenHost(host: string, allowPrivate: readonly string[]): string | null {
  const end = host.slice(host.lastIndexOf(TEMPLATE) + TEMPLATE.length);
  if (!end.startsWith('.')) return null;
  const name = URL.parse(`https://x${end}/`)?.hostname.replace(/\.$/, '') ?? '';
  const mayBeAllowed = allowPrivate.some((one) => one.replace(/:\d+$/, '').endsWith(name.slice(1)));
  return isPrivateName(name) && !mayBeAllowed ? NOT_PUBLIC : null;
}

/** Likewise of a target as it is rendered; the address that its name leads to is checked when it is dialled. */
export function checkWebhookUrl(text: string, allowPrivate: readonly string[]): string | null {
  const authority = authorityOf(text);
  if (authority === undefined) return NOT_HTTPS;
  if (authority.includes('@')) return HOLDS_CREDENTIALS;
  const url = authority === '' ? null : URL.parse(text);
  if (url === null) return 'is not a valid address';
  if (url.username !== '' || url.password !== '') return HOLDS_CREDENTIALS;
  if (isAllowedPrivate(url, allowPrivate)) return null;
  if (url.protocol !== 'https:') return NOT_HTTPS;
  if (!isPublicHost(url.hostname)) return NOT_PUBLIC;
  return BLOCKED_PORTS.has(Number(url.port || 443)) ? 'must not lead to a port of another protocol' : null;
}

export const isAllowedPrivate = (url: URL, allowPrivate: readonly string[]): boolean =>
  allowPrivate.includes(`${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`);

/** Whether its host is one that is reserved for examples, RFC 2606: unless it is allowed, whoever writes it means nobody. */
export function goesToNobody(text: string, allowPrivate: readonly string[]): boolean {
  const url = URL.parse(text);
  return url !== null && EXAMPLES.test(url.hostname) && !isAllowedPrivate(url, allowPrivate);
}

const EXAMPLES = /(^|\.)(example|example\.(com|net|org))\.?$/;

/** Whether a part of its path is `.` or `..`, which leads elsewhere: percent-encoded it does so too. */
export const hasDotSegment = (text: string): boolean =>
  (/^[^?#]*/.exec(text)?.[0] ?? '').split(/[/\\]/).some((part) => /^(\.|%2e){1,2}$/i.test(part));

const NOT_PUBLIC = 'must lead to a public host';
const NOT_HTTPS = 'must be an https address';
const HOLDS_CREDENTIALS = 'must not hold credentials';

const authorityOf = (text: string): string | undefined => /^https?:\/\/([^/\\?#]*)/i.exec(text)?.[1];

/** @param hostname as the URL parser writes it: lower case, every spelling of an IPv4 address in its dotted form */
function isPublicHost(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  const address = name.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0) return isPublicAddress(address);
  const labels = name.split('.');
  return labels.length > 1 && !labels.includes('') && !isPrivateName(name);
}
