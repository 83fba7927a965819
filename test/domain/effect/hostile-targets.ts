/** What is wrong with a target, in the service's words. */
export const NOT_HTTPS = 'must be an https address';
export const NO_SCHEME = 'must be an https address, its scheme no template';
export const NOT_VALID = 'is not a valid address';
export const CREDENTIALS = 'must not hold credentials';
export const PRIVATE = 'must lead to a public host';
export const OTHER_PORT = 'must not lead to a port of another protocol';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const NAMES = words(`
  localhost LOCALHOST localhost. localhost.. api.localhost localhost.localdomain localhost6.localdomain6 printer.local
  printer.local. metadata metadata.google.internal metadata.google.internal. METADATA.GOOGLE.INTERNAL metadata.goog
  instance-data instance-data.ec2.internal metadata.azure.internal metadata.azure.com metadata.tencentyun.com
  metadata.packet.net metadata.platformequinix.com rancher-metadata kubernetes.default.svc
  kubernetes.default.svc.cluster.local host.docker.internal vault.service.consul wiki.intranet router.lan nas.home.arpa
  x.corp x.home x.mail x.private x.test x.invalid abc.onion single-label .example.com a..example.com
  ｌｏｃａｌｈｏｓｔ ⓛⓞⓒⓐⓛⓗⓞⓢⓣ localhost%2e %6cocalhost loc\u00adalhost localhost\u3002
  127.0.0.1.nip.io www.10.0.0.1.nip.io 192-168-1-1.sslip.io www-169-254-169-254.sslip.io 7f000001.nip.io
  app.a9fea9fe.nip.io 10.0.0.1.xip.io localtest.me www.localtest.me lvh.me vcap.me lacolhost.com
  --1.sslip.io fd00-ec2--254.sslip.io --ffff-127-0-0-1.sslip.io www.fe80--1.sslip.io 127-0-0-1.0a1b2c.plex.direct
  127-0-0-1.my.local-ip.co app.10-0-0-1.local-ip.sh 7f000001.08080808.rbndr.us make-127-0-0-1-rr.1u.ms localho.st
  api.metadata.cloud.ibm.com fritz.box www.fritz.box x.alt 1.0.0.127.in-addr.arpa resolver.arpa dev.localhost. ip6-loopback
  local\u200bhost loc\u2060alhost Ⅼocalhost LOCALHOST。 gateway.docker.internal
  ⓁⓄⒸⒶⓁⒽⓄⓈⓉ localhost6 ip6-localhost broadcasthost kubernetes metadata。google。internal metadata.google.int%65rnal
  metadata.google.internal%2e metadata%2egoogle%2einternal METADATA.GOOGLE.INTERNAL. x.localdomain
  db.svc.cluster.local. host.containers.internal minikube.local 10.in-addr.arpa x.ip6.arpa 127.0.0.1.nip.io.
  127。0。0。1.nip.io １２７.0.0.1.nip.io 127%2e0%2e0%2e1.nip.io a.127-0-0-1.nip.io LOCALTEST.ME. foo.lvh.me.
  7f000001.c0a80001.rbndr.us xn--localhost-
`);

const IPV4 = words(`
  127.0.0.1 127.0.0.1. 127.1 127.0.1 127.1. 2130706433 0x7f000001 0X7F000001 0x7f.0.0.1 0x7f.1 0177.0.0.1 0177.1
  017700000001 127.0.0.0x1 127.0x0.0.1 00000177.0.0.1 127.255.255.254 %31%32%37.0.0.1 127%2e0.0.1 １２７.０.０.１
  127。0。0。1 127．0．0．1 127｡0｡0｡1 ①②⑦.⓪.⓪.① ①⑥⑨.②⑤④.①⑥⑨.②⑤④ 0 0. 0x0 00 0.0.0.0 0.1.2.3 10.1.2.3 10.1 0xa.1.2.3
  167772161 012.1.2.3 100.64.0.1 100.127.255.254 100.100.100.200 168.63.129.16 169.254.169.254 169.254.170.2
  169.254.0.23 2852039166 0xA9FEA9FE 0xa9.0xfe.0xa9.0xfe 0251.0376.0251.0376 025177524776 169.254.43518 169.16689662
  172.16.0.1 172.31.255.255 0xac100001 192.0.0.192 192.0.0.170 192.0.2.1 192.88.99.1 192.168.0.1 192.168.257
  3232235521 0300.0250.0.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1
  255.255.255.255 4294967295 0xffffffff 192.88.99.255 １２７。０。０。１ ⑯⑨.254.169.254 0x.0x.0x.0x 0X7F.1 0x7f。1 10.0.0.0x1
  172.1048577 127.%30.0.1 192.0.0.9 192.31.196.1 192.52.193.1 192.175.48.1 233.252.0.1 169.254.169.123
  127.000.000.001 127.0.0.01 0000000000000000000000000177.1 0x00000000000000007f000001 0x7f.0x0.0x0.0x1 127.0.0x1
  127.0.1. 127.0.0.1.. ２１３０７０６４３３ 2130706433. %32%31%33%30%37%30%36%34%33%33 127.0.0.1\u00ad 127.0.0.1\u200b
  xn--127001-x0a 𝟏𝟐𝟕.𝟎.𝟎.𝟏 １２７．１ 0x7F000001 0x7f.0.0x0001 017700000001. -1 0x7f.0x1 0.0 0x0.0x0 192.168.1
  10.1.1 172.16.1 100.64.1 198.18.1 0300.0250.0x1.1
`);

const IPV6 = words(`
  [::] [::1] [0:0:0:0:0:0:0:1] [0000::0001] [::127.0.0.1] [::7f00:1] [::ffff:127.0.0.1] [::ffff:7f00:1]
  [::FFFF:0:7f00:1] [0:0:0:0:0:ffff:a9fe:a9fe] [::ffff:169.254.169.254] [::ffff:93.184.216.34] [::10.0.0.1] [::8.8.8.8]
  [::ffff:0:10.0.0.1] [64:ff9b::169.254.169.254] [64:ff9b::a9fe:a9fe] [64:ff9b::127.0.0.1] [64:ff9b::10.0.0.1]
  [64:ff9b::c0a8:1] [64:ff9b::] [64:ff9b::1] [64:ff9b:0:0:0:0:a00:1] [64:ff9b:1::10.0.0.1] [64:ff9b:1::8.8.8.8]
  [2002:7f00:1::] [2002:a9fe:a9fe::] [2002:808:808::1] [2001:0:7f00:1::] [2001::1] [2001:0:53aa:64c::1] [fe80::1]
  [febf::1] [fec0::1] [feff::1] [fc00::1] [fd00:ec2::254] [fd20:ce::254] [fd00:42::42] [ff02::1] [ff0e::1] [2001:db8::1]
  [2001:2::1] [2001:20::1] [3fff::1] [100::1] [5f00::1] [4000::1] [e000::1] [2620:4f:8000::1]
  [100::ffff:ffff:ffff:ffff] [100:0:0:1::1] [2001:2f::1] [2001:1::1] [2001:4:112::1] [2001:1ff::1] [2001:db8::] [3fff:fff::1]
  [5f00:ffff::1] [64:ff9b:1::7f00:1] [64:ff9b:1:ffff::1] [0:0:0:0:0:FFFF:7F00:0001] [2001:0:4136:e378:8000:63bf:3fff:fdd2]
  [1::1] [ff01::1]
  [0:0:0:0:0:0:127.0.0.1] [::0.0.0.1] [::FFFF:169.254.169.254] [0:0:0:0:0:FFFF:10.1.2.3] [::ffff:0a00:0001]
  [64:FF9B::7F00:1] [0064:ff9b:0000::127.0.0.1] [64:ff9b::192.168.1.1] [64:ff9b::100.64.0.1] [64:ff9b::0.0.0.0]
  [64:ff9b:1:0:0:0:a00:1] [2002:c0a8:0101::1] [2002:0a00:1::] [fd12:3456:789a::1] [fEc0::1]
  [0000:0000:0000:0000:0000:0000:0000:0001] [ff02::fb] [2001:3::1] [2001:30::1] [0:0:0:0:0:ffff:127.0.0.1] [::2]
  [::ffff:0:127.0.0.1] [::1:0:0:7f00:1]
`);

const BESIDE = [
  '{{ data.host }}.local',
  '{{ data.host }}.INTERNAL.',
  '{{ data.a }}.{{ data.b }}.svc.cluster.local:8443',
  '{{ data.address }}.localtest.me',
  '{% if data.x %}a{% endif %}.fritz.box:{{ data.port }}',
  '10.0.0.1\r\n',
  '\n127.0.0.1',
  '[::1]\t',
  '127.0.0.1:8443',
  '127.0.0.1:{{ data.port }}',
  '[::1]:443',
  '10.0.0.1\\@example.com',
  '10.0.0.1#@example.com',
  '10.0.0.1?@example.com',
  '10.0.\t0.1',
  '10.0.0.1\\.example.com',
  '127.0.0.1#.example.com',
  '127.0.0.1/.example.com',
  '127.0.0.1?.example.com',
  '127.0.0.1:443#example.com:443',
];

const OTHERS: readonly (readonly [url: string, fault: string])[] = [
  ['http://example.com/', NOT_HTTPS],
  ['HTTP://example.com/', NOT_HTTPS],
  ['http://example.com:443/', NOT_HTTPS],
  ['http://127.0.0.1/', NOT_HTTPS],
  ['http://{{ data.host }}/', NOT_HTTPS],
  ['ftp://example.com/', NO_SCHEME],
  ['file:///etc/passwd', NO_SCHEME],
  ['gopher://example.com/', NO_SCHEME],
  ['dict://example.com:11211/', NO_SCHEME],
  ['ws://example.com/', NO_SCHEME],
  ['wss://example.com/', NO_SCHEME],
  ['unix:/var/run/docker.sock', NO_SCHEME],
  ['http+unix://%2Fvar%2Frun%2Fdocker.sock/', NO_SCHEME],
  ['https+unix://socket/', NO_SCHEME],
  ['data:text/plain,x', NO_SCHEME],
  ['javascript:alert(1)', NO_SCHEME],
  ['blob:https://example.com/1', NO_SCHEME],
  ['view-source:https://example.com/', NO_SCHEME],
  ['//example.com/', NO_SCHEME],
  ['example.com', NO_SCHEME],
  ['https:example.com', NO_SCHEME],
  ['https:/example.com', NO_SCHEME],
  ['https:\\\\example.com', NO_SCHEME],
  ['https:/\\example.com', NO_SCHEME],
  ['ht\ntps://example.com', NO_SCHEME],
  [' https://example.com', NO_SCHEME],
  ['\u0000https://example.com', NO_SCHEME],
  ['ｈｔｔｐｓ://example.com', NO_SCHEME],
  ['{{ data.url }}', NO_SCHEME],
  ['{{ data.scheme }}://example.com/', NO_SCHEME],
  ['', NO_SCHEME],
  ['https://unix:/var/run/docker.sock', PRIVATE],
  ['https://', NOT_VALID],
  ['https:///', NOT_VALID],
  ['https:////127.0.0.1/', NOT_VALID],
  ['https://:443/', NOT_VALID],
  ['https://exam ple.com/', NOT_VALID],
  ['https://example.com:65536/', NOT_VALID],
  ['https://example.com:-1/', NOT_VALID],
  ['https://example.com:1e3/', NOT_VALID],
  ['https://[::1/', NOT_VALID],
  ['https://::1/', NOT_VALID],
  ['https://[fe80::1%25eth0]/', NOT_VALID],
  ['https://[fe80::1%eth0]/', NOT_VALID],
  ['https://[::1%251]/', NOT_VALID],
  ['https://localhost\u200d/', NOT_VALID],
  ['https://[v1.fe80::a+en1]/', NOT_VALID],
  ['https://0o177.0.0.1/', NOT_VALID],
  ['https://%5b::1%5d/', NOT_VALID],
  ['https://example.com:443\u0000/', NOT_VALID],
  ['https:\t//10.0.0.1/', NO_SCHEME],
  ['https://[::ffff:127.1]/', NOT_VALID],
  ['https://256.256.256.256/', NOT_VALID],
  ['https://127.0.0.1.1/', NOT_VALID],
  ['https://1.2.3.4.5/', NOT_VALID],
  ['https://0x100000000/', NOT_VALID],
  ['https://4294967296/', NOT_VALID],
  ['https://09.0.0.1/', NOT_VALID],
  ['https://example.com%00.internal/', NOT_VALID],
  ['https://example.com%0d%0aHost:x/', NOT_VALID],
  ['https://loc\u200dalhost/', NOT_VALID],
  ['https://127..1/', NOT_VALID],
  ['https://127.0.0.1%00/', NOT_VALID],
  ['https://127.0.0.1%20/', NOT_VALID],
  ['https://127.0.0.1%0a/', NOT_VALID],
  ['https://127.0.0.1%09/', NOT_VALID],
  ['https://127․0.0.1/', NOT_VALID],
  ['https://127․0․0․1/', NOT_VALID],
  ['https://৯.0.0.1/', NOT_VALID],
  ['https://xn--/', NOT_VALID],
  ['https://4294967297/', NOT_VALID],
  ['https://0xA9FE.43518/', NOT_VALID],
  ['https://[::1%25lo]/', NOT_VALID],
  ['https://[::1%lo]/', NOT_VALID],
  ['https://user@example.com/', CREDENTIALS],
  ['https://user:secret@example.com/', CREDENTIALS],
  ['https://:secret@example.com/', CREDENTIALS],
  ['https://@example.com/', CREDENTIALS],
  ['https://example.com@10.0.0.1/', CREDENTIALS],
  ['https://example.com:443@10.0.0.1/', CREDENTIALS],
  ['https://10.0.0.1@example.com/', CREDENTIALS],
  ['https://a@b@127.0.0.1/', CREDENTIALS],
  ['https://example.com\t@127.0.0.1/', CREDENTIALS],
  ['https://\t/user@example.com/', CREDENTIALS],
  ['https:////user@example.com/', NOT_VALID],
  ['https://user:{{ data.secret }}@example.com/', CREDENTIALS],
  ['https://example.com:0/', OTHER_PORT],
  ['https://example.com:22/', OTHER_PORT],
  ['https://example.com:25/', OTHER_PORT],
  ['https://example.com:465/', OTHER_PORT],
  ['https://example.com:6000/', OTHER_PORT],
  ['https://example.com:6667/', OTHER_PORT],
  ['https://93.184.216.34:2049/', OTHER_PORT],
];

/** Each shows when it is saved, and what it is refused for. */
export const HOSTILE: readonly (readonly [url: string, fault: string])[] = [
  ...[...NAMES, ...IPV4, ...IPV6, ...BESIDE].map((host) => [`https://${host}/`, PRIVATE] as const),
  ...OTHERS,
];

/** Public names whose answers of DNS are not, or not all: an answer a look-up where they change. */
export const HOSTILE_NAMES: Readonly<Record<string, readonly string[]>> = {
  'loopback.acme.dev': ['127.0.0.1'],
  'loopback6.acme.dev': ['::1'],
  'any.acme.dev': ['0.0.0.0'],
  'any6.acme.dev': ['::'],
  'ten.acme.dev': ['10.0.0.1'],
  'shared.acme.dev': ['100.64.0.1'],
  'link.acme.dev': ['169.254.169.254'],
  'link6.acme.dev': ['fe80::1'],
  'unique.acme.dev': ['fd00:ec2::254'],
  'site.acme.dev': ['fec0::1'],
  'mapped.acme.dev': ['::ffff:127.0.0.1'],
  'mapped-public.acme.dev': ['::ffff:8.8.8.8'],
  'compatible.acme.dev': ['::10.0.0.1'],
  'nat64.acme.dev': ['64:ff9b::a9fe:a9fe'],
  'nat64-local.acme.dev': ['64:ff9b:1::1'],
  'six-to-four.acme.dev': ['2002:a00:1::1'],
  'teredo.acme.dev': ['2001:0:7f00:1::1'],
  'azure.acme.dev': ['168.63.129.16'],
  'multicast.acme.dev': ['239.1.1.1'],
  'broadcast.acme.dev': ['255.255.255.255'],
  'mixed.acme.dev': ['93.184.216.34', '10.0.0.1'],
  'mixed-first.acme.dev': ['10.0.0.1', '93.184.216.34'],
  'mixed6.acme.dev': ['93.184.216.34', '::1'],
  'mixed-nat64.acme.dev': ['64:ff9b::5db8:d822', '64:ff9b::a00:1'],
  'garbage.acme.dev': ['localhost'],
  'wildcard.127.0.0.1.acme.dev': ['127.0.0.1'],
  '127.0.0.1.acme.dev': ['127.0.0.1'],
};

/** What looks like a target of the above, and is public. */
export const LOOK_ALIKES: readonly string[] = [
  'https://93.184.216.34/',
  'https://93.184.216.34:8443/',
  'https://0x5db8d822/',
  'https://1572395042/',
  'https://9.255.255.255/',
  'https://11.0.0.1/',
  'https://100.63.255.255/',
  'https://100.128.0.1/',
  'https://126.255.255.255/',
  'https://128.0.0.1/',
  'https://168.63.129.17/',
  'https://169.253.255.255/',
  'https://169.255.0.1/',
  'https://172.15.255.255/',
  'https://172.32.0.1/',
  'https://192.0.1.1/',
  'https://192.167.255.255/',
  'https://192.169.0.1/',
  'https://198.17.255.255/',
  'https://198.20.0.1/',
  'https://223.255.255.255/',
  'https://[2606:2800:220:1::1]/',
  'https://[2606:2800:220:1::1]:8443/',
  'https://[2001:4860:4860::8888]/',
  'https://[2001:200::1]/',
  'https://[2620:4f:8001::1]/',
  'https://[3ffe::1]/',
  'https://[2a00::1]/',
  'https://192.88.98.1/',
  'https://192.88.100.1/',
  'https://203.0.112.1/',
  'https://198.51.101.1/',
  'https://223.255.255.254/',
  'https://1.2.3/',
  'https://127.acme.dev/',
  'https://0x7f.acme.dev/',
  'https://fritz-box.acme.dev/',
  'https://alt.acme.dev/',
  'https://arpa.acme.dev:65535/',
  'https://[2003::1]/',
  'https://[64:ff9b::8.8.8.8]/',
  'https://[64:ff9b::808:808]/',
  'https://[64:ff9b:0:0:0:0:5db8:d822]/',
  'https://acme.dev/',
  'https://acme.dev',
  'HTTPS://ACME.DEV/',
  'https://hooks.acme.dev:8443/a/b?c=d#e',
  'https://localhost.acme.dev/',
  'https://mylocal.acme.dev/',
  'https://internal.acme.dev/',
  'https://metadata.acme.dev/',
  'https://10-0-0-1.acme.dev/',
  'https://xn--bcher-kva.acme.dev/',
  'https://bücher.acme.dev/',
  'https://hooks.acme.dev/@path',
  'https://hooks.acme.dev/?next=http://10.0.0.1/',
  'https://hooks.acme.dev/#@10.0.0.1',
  'https://hooks.acme.dev/10.0.0.1',
  'https://hooks.acme.dev/http://localhost/',
  'https://hooks.acme.dev/a%2f..%2fb?x=%0d%0a',
];

/** Of names that tell their address, public ones: judged as such, and not dialled in tests. */
export const TELLING_LOOK_ALIKES: readonly string[] = [
  'https://8.8.8.8.nip.io/',
  'https://8-8-8-8.sslip.io/',
  'https://2606-4700--1111.sslip.io/',
  'https://8-8-8-8.0a1b2c.plex.direct/',
  'https://08080808.01010101.rbndr.us/',
  'https://app.08080808.nip.io/',
  'https://nip.io/',
  'https://notlocaltest.me/',
  'https://127.0.0.1.com/',
];
