import fc from 'fast-check';
import { isPublicAddress } from '../../../src/domain/effect/public-address';

/** First and last address of every block that is not public, by RFC 6890 and the registries it began. */
const CLOSED = [
  ['0.0.0.0', '0.255.255.255'],
  ['10.0.0.0', '10.255.255.255'],
  ['100.64.0.0', '100.127.255.255'],
  ['127.0.0.0', '127.255.255.255'],
  ['168.63.129.16', '168.63.129.16'],
  ['169.254.0.0', '169.254.255.255'],
  ['172.16.0.0', '172.31.255.255'],
  ['192.0.0.0', '192.0.0.255'],
  ['192.0.2.0', '192.0.2.255'],
  ['192.31.196.0', '192.31.196.255'],
  ['192.52.193.0', '192.52.193.255'],
  ['192.88.99.0', '192.88.99.255'],
  ['192.168.0.0', '192.168.255.255'],
  ['192.175.48.0', '192.175.48.255'],
  ['198.18.0.0', '198.19.255.255'],
  ['198.51.100.0', '198.51.100.255'],
  ['203.0.113.0', '203.0.113.255'],
  ['224.0.0.0', '255.255.255.255'],
] as const;

const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const addressOf = (n: number): string => [24, 16, 8, 0].map((bits) => Math.floor(n / 2 ** bits) % 256).join('.');

describe('an IPv4 address', () => {
  it.each(CLOSED)('is not public from %s to %s, and is public around it', (first, last) => {
    expect(isPublicAddress(first)).toBe(false);
    expect(isPublicAddress(last)).toBe(false);
    const isClosed = (n: number) => CLOSED.some(([from, to]) => numberOf(from) <= n && n <= numberOf(to));
    const around = [numberOf(first) - 1, numberOf(last) + 1].filter((n) => n >= 0 && n < 2 ** 32 && !isClosed(n));
    expect(around.map(addressOf).filter((address) => !isPublicAddress(address))).toEqual([]);
  });

  it('is public exactly when no block holds it', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 32 - 1), (n) => {
        const closed = CLOSED.some(([from, to]) => numberOf(from) <= n && n <= numberOf(to));
        expect(isPublicAddress(addressOf(n))).toBe(!closed);
      }),
    );
  });
});

describe('an IPv6 address', () => {
  it.each(['2606:4700:4700::1111', '2001:4860:4860::8888', '2a00:1450:4001::1', '2620:4f:7fff::1', '3ffe:ffff::1'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::ffff:8.8.8.8', 'IPv4-mapped'],
    ['::ffff:a00:1', 'IPv4-mapped'],
    ['::8.8.8.8', 'IPv4-compatible'],
    ['64:ff9b::10.0.0.1', 'NAT64 of a private address'],
    ['64:ff9b::', 'NAT64 of no host'],
    ['64:ff9b::808:808%eth0', 'NAT64 with a zone'],
    ['64:ff9b:1::1', 'local NAT64'],
    ['100::1', 'discard only'],
    ['1fff:ffff::1', 'not given out'],
    ['2001::1', 'Teredo'],
    ['2001:2::1', 'benchmarking'],
    ['2001:20::1', 'ORCHIDv2'],
    ['2001:1ff:ffff::1', 'protocol assignments'],
    ['2001:db8::1', 'documentation'],
    ['2002:a00:1::1', '6to4'],
    ['2620:4f:8000::1', 'AS112'],
    ['3fff::1', 'documentation'],
    ['3fff:fff:ffff::1', 'documentation'],
    ['4000::1', 'not given out'],
    ['5f00::1', 'segment routing'],
    ['fc00::1', 'unique local'],
    ['fd00:ec2::254', 'unique local, metadata'],
    ['fe80::1', 'link-local'],
    ['febf::1', 'link-local'],
    ['fec0::1', 'site-local'],
    ['ff02::1', 'multicast'],
    ['fe80::1%eth0', 'link-local with a zone'],
  ])('%s is not public: %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  const words = fc.tuple(fc.nat(0xffff), fc.nat(0xffff)).map((pair) => pair.map((word) => word.toString(16)).join(':'));

  it('is not public when it carries an IPv4 address in any way but by NAT64', () => {
    fc.assert(
      fc.property(words, (v4) => {
        const carriers = [`::ffff:${v4}`, `::${v4}`, `64:ff9b:1::${v4}`, `2002:${v4}::`, `2001:0:${v4}::`];
        expect(carriers.filter(isPublicAddress)).toEqual([]);
      }),
    );
  });

  it('of NAT64 is public exactly when the IPv4 address in it is, however it is written', () => {
    fc.assert(
      fc.property(words, (v4) => {
        const [high = 0, low = 0] = v4.split(':').map((word) => parseInt(word, 16));
        const dotted = addressOf(high * 65_536 + low);
        const spellings = [`64:ff9b::${v4}`, `64:ff9b::${dotted}`, `0064:FF9B:0:0:0:0:${v4}`, `64:ff9b:0::0:${v4}`];
        expect(spellings.map(isPublicAddress)).toEqual(spellings.map(() => isPublicAddress(dotted)));
      }),
    );
  });
});

describe('what is no address', () => {
  it.each([
    '',
    'example.com',
    '8.8.8',
    '8.8.8.8.8',
    '08.8.8.8',
    '0x8.8.8.8',
    '8.8.8.8/32',
    '[2606:4700::1]',
    ' 8.8.8.8',
  ])('%j is not public', (text) => {
    expect(isPublicAddress(text)).toBe(false);
  });
});
