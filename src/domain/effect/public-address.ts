import { BlockList, isIP } from 'node:net';

/**
 * The IANA special-purpose registry for IPv4: nothing in it is a public host. 168.63.129.16 is public by its number, but
 * in Azure it is the host that virtual machines get their metadata from.
 */
const SPECIAL_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Special ranges inside 2000::/3, the only part of IPv6 that is given out; 6to4 and Teredo carry IPv4 addresses. */
const SPECIAL_V6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
];

const special = new BlockList();
for (const [net, bits] of SPECIAL_V4) special.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of SPECIAL_V6) special.addSubnet(net, bits, 'ipv6');
const givenOut = new BlockList();
givenOut.addSubnet('2000::', 3, 'ipv6');

/** By NAT64, RFC 6052: a network without IPv4 leads each of these to the IPv4 host in it. */
const nat64 = new BlockList();
nat64.addSubnet('64:ff9b::', 96, 'ipv6');

/** Whether an IP address is one of a public host. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !special.check(address, 'ipv4');
    case 6:
      if (nat64.check(address, 'ipv6')) return isPublicAddress(lastFourBytes(address));
      return givenOut.check(address, 'ipv6') && !special.check(address, 'ipv6');
    default:
      return false;
  }
}

/** In dotted form; the URL parser writes every spelling of the rest as one. Empty of an address with a zone. */
function lastFourBytes(address: string): string {
  const written = URL.parse(`http://[${address}]/`)?.hostname.slice(1, -1).split('::').at(-1);
  if (written === undefined) return '';
  const [high, low] = `0:0:${written}`
    .split(':')
    .slice(-2)
    .map((word) => parseInt(word || '0', 16));
  return [high ?? 0, low ?? 0].flatMap((word) => [word >> 8, word & 255]).join('.');
}
