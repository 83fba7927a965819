import { checkWebhookTemplate, checkWebhookUrl } from '../../../src/domain/effect/webhook-target';

const NOT_HTTPS = 'must be an https address';
const NO_SCHEME = 'must be an https address, its scheme no template';
const NOT_VALID = 'is not a valid address';
const CREDENTIALS = 'must not hold credentials';
const PRIVATE = 'must lead to a public host';

describe('the target of a webhook', () => {
  it.each([
    'https://example.com',
    'https://hooks.example.com:8443/a/b?c=d#e',
    'HTTPS://EXAMPLE.COM/',
    'https://example.com./',
    'https://bücher.example/',
    'https://xn--bcher-kva.example/',
    'https://93.184.216.34/',
    'https://[2606:2800:220:1::1]:443/',
    'https://localhost.example.com/',
    'https://mylocal.example/',
    'https://example.com/@path',
    'https://example.com/?next=http://10.0.0.1/',
    'https://example.com/{{ contact.id }}?n={% if data.n %}{{ data.n }}{% endif %}',
    'https://{{ data.subdomain }}.example.com/',
    'https://{{ data.host }}:{{ data.port }}/',
    'https://example.com:{{ data.port }}/',
  ])('may be %s', (url) => {
    expect(checkWebhookTemplate(url, [])).toBeNull();
  });

  it.each([
    ['http://example.com/', NOT_HTTPS],
    ['http://{{ data.host }}/', NOT_HTTPS],
    ['ftp://example.com/', NO_SCHEME],
    ['file:///etc/passwd', NO_SCHEME],
    ['gopher://example.com/', NO_SCHEME],
    ['data:text/plain,x', NO_SCHEME],
    ['//example.com/', NO_SCHEME],
    ['example.com', NO_SCHEME],
    ['https:example.com', NO_SCHEME],
    ['https:/example.com', NO_SCHEME],
    ['https:\\\\example.com', NO_SCHEME],
    [' https://example.com', NO_SCHEME],
    ['{{ data.url }}', NO_SCHEME],
    ['{{ data.scheme }}://example.com/', NO_SCHEME],
    ['', NO_SCHEME],
    ['https://', NOT_VALID],
    ['https:///', NOT_VALID],
    ['https://:443/', NOT_VALID],
    ['https://exam ple.com/', NOT_VALID],
    ['https://example.com:65536/', NOT_VALID],
    ['https://[::1/', NOT_VALID],
    ['https://[fe80::1%25eth0]/', NOT_VALID],
    ['https://256.256.256.256/', NOT_VALID],
    ['https://user@example.com/', CREDENTIALS],
    ['https://user:secret@example.com/', CREDENTIALS],
    ['https://:secret@example.com/', CREDENTIALS],
    ['https://@example.com/', CREDENTIALS],
    ['https://example.com@10.0.0.1/', CREDENTIALS],
    ['https://user:{{ data.secret }}@example.com/', CREDENTIALS],
  ])('may not be %j: %s', (url, fault) => {
    expect(checkWebhookTemplate(url, [])).toBe(fault);
  });

  it.each([
    // names
    'localhost',
    'LOCALHOST',
    'localhost.',
    'localhost..',
    'api.localhost',
    'localhost.localdomain',
    'printer.local',
    'printer.local.',
    'metadata',
    'metadata.google.internal',
    'instance-data.ec2.internal',
    'wiki.intranet',
    'router.lan',
    'nas.home.arpa',
    'x.corp',
    'x.test',
    'x.invalid',
    'abc.onion',
    'single-label',
    '.example.com',
    'a..example.com',
    // IPv4 in its many spellings
    '127.0.0.1',
    '127.0.0.1.',
    '127.1',
    '127.0.1',
    '2130706433',
    '0x7f000001',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '017700000001',
    '127.0.0.0x1',
    '127.255.255.254',
    '%31%32%37.0.0.1',
    '１２７.０.０.１',
    '127。0。0。1',
    '①⑥⑨.②⑤④.①⑥⑨.②⑤④',
    '0',
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '100.100.100.200',
    '168.63.129.16',
    '169.254.169.254',
    '2852039166',
    '0xA9FEA9FE',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192',
    '192.168.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    // IPv6, and the IPv4 in it
    '[::]',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::ffff:93.184.216.34]',
    '[::10.0.0.1]',
    '[64:ff9b::169.254.169.254]',
    '[64:ff9b:1::10.0.0.1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::]',
    '[fe80::1]',
    '[fec0::1]',
    '[fc00::1]',
    '[fd00:ec2::254]',
    '[ff02::1]',
    '[2001:db8::1]',
    '[100::1]',
    // whatever stands beside the host
    '127.0.0.1:8443',
    '127.0.0.1:{{ data.port }}',
    '[::1]:443',
    '10.0.0.1\\@example.com',
    '10.0.0.1#@example.com',
    '10.0.0.1?@example.com',
    '10.0.\t0.1',
  ])('may not lead to https://%s/', (host) => {
    const url = `https://${host}/`;
    expect(checkWebhookTemplate(url, [])).toBe(PRIVATE);
    if (!url.includes('{{')) expect(checkWebhookUrl(url, [])).toBe(PRIVATE);
  });

  it('is checked again as it is rendered, where nothing stands for a template any more', () => {
    expect(checkWebhookUrl('https://example.com:8443/a?b=%7B%7B', [])).toBeNull();
    expect(checkWebhookUrl('http://example.com/', [])).toBe(NOT_HTTPS);
    expect(checkWebhookUrl('ftp://example.com/', [])).toBe(NOT_HTTPS);
    expect(checkWebhookUrl('https://user@example.com/', [])).toBe(CREDENTIALS);
    expect(checkWebhookUrl('https://{{ data.host }}/', [])).toBe(NOT_VALID);
    expect(checkWebhookUrl('https:///', [])).toBe(NOT_VALID);
  });

  it('may be private, and http, where that host and port are allowed', () => {
    const allowed = ['127.0.0.1:9000', 'crm.local:80', '[::1]:443'];
    for (const check of [checkWebhookTemplate, checkWebhookUrl]) {
      expect(check('http://127.0.0.1:9000/hook', allowed)).toBeNull();
      expect(check('http://2130706433:9000/hook', allowed)).toBeNull();
      expect(check('https://127.0.0.1:9000/hook', allowed)).toBeNull();
      expect(check('http://crm.local/', allowed)).toBeNull();
      expect(check('https://[0::1]/', allowed)).toBeNull();
      expect(check('http://127.0.0.1:9001/hook', allowed)).toBe(NOT_HTTPS);
      expect(check('https://crm.local/', allowed)).toBe(PRIVATE);
      expect(check('http://user@127.0.0.1:9000/', allowed)).toBe(CREDENTIALS);
    }
  });
});
