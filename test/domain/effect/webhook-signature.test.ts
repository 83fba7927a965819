import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { checkSecret, checkSignature, secretOf, signatureHeaders } from '../../../src/domain/effect/webhook-signature';

const secret = secretOf(Buffer.alloc(32, 7));
const NOW = Date.UTC(2026, 10, 24, 10, 0, 30);
const body = Buffer.from('{"hello":"Zoë"}');
const signed = { id: 'key-1', at: NOW, body };
const headers = signatureHeaders([secret], signed);
const check = (changed: Readonly<Record<string, string>> = {}, at = NOW, bytes = body): string | null => {
  const all: Readonly<Record<string, string>> = { ...headers, ...changed };
  return checkSignature(secret, (name) => all[name], bytes, at);
};

// the library has a clock of its own, and takes what is five minutes old at most
beforeEach(() => {
  jest.useFakeTimers({ now: NOW });
});
afterEach(() => {
  jest.useRealTimers();
});

describe('a signature', () => {
  it('is what the library of the scheme makes and takes, over any body', () => {
    const bodies = fc.oneof(fc.json(), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(bodies, fc.uint8Array({ minLength: 16, maxLength: 64 }), (text, key) => {
        const library = new Webhook(secretOf(key));
        const made = signatureHeaders([secretOf(key)], { id: 'id-1', at: NOW, body: Buffer.from(text) });
        expect(made['webhook-signature']).toBe(library.sign('id-1', new Date(NOW), text));
        library.verify(text, made, { jsonParse: false });
      }),
    );
  });

  it('by each of two secrets is good alone', () => {
    const other = secretOf(Buffer.alloc(32, 9));
    const both = signatureHeaders([other, secret], signed);
    for (const one of [secret, other]) {
      new Webhook(one).verify(body, both);
      expect(checkSignature(one, (name) => both[name], body, NOW)).toBeNull();
    }
  });

  it('is checked for what it covers: the id, the time and every byte', () => {
    expect(check()).toBeNull();
    expect(check({ 'webhook-id': 'key-2' })).toMatch(/signature is none/);
    expect(check({ 'webhook-timestamp': String(Math.floor(NOW / 1000) + 1) })).toMatch(/signature is none/);
    expect(check({}, NOW, Buffer.from('{"hello": "Zoë"}'))).toMatch(/signature is none/);
    for (const wrong of ['v1,', 'v1', 'v2,abc', 'nonsense', headers['webhook-signature']?.slice(3) ?? ''])
      expect(check({ 'webhook-signature': wrong })).toMatch(/signature is none/);
    expect(check({ 'webhook-signature': `v1a,x v1,AAAA ${headers['webhook-signature']}` })).toBeNull();
  });

  it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('is none without %s', (name) => {
    expect(check({ [name]: '' })).toMatch(/are required/);
  });

  it('is good for 5 minutes either way', () => {
    expect([check({}, NOW + 300_000), check({}, NOW - 299_000)]).toEqual([null, null]);
    expect(check({}, NOW + 301_000)).toMatch(/5 minutes/);
    expect(check({}, NOW - 301_000)).toMatch(/5 minutes/);
    for (const time of ['1e3', '-1', ' 1', '0x1', '9'.repeat(13)])
      expect(check({ 'webhook-timestamp': time })).toMatch(/no number/);
  });
});

describe('a secret', () => {
  it.each([secret, `whsec_${'A'.repeat(22)}==`])('may be %s', (text) => {
    expect(checkSecret(text)).toBeNull();
  });

  it.each([
    '',
    'secret',
    'whsec_',
    'whsec_short',
    'whsec_not base64!!!!!!!!!!!!!!!!',
    secret.slice(6),
    `${secret}=`,
    `whsec_${'A'.repeat(200)}`,
  ])('may not be %j', (text) => {
    expect(checkSecret(text)).toMatch(/must be whsec_/);
  });
});
