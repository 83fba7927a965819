import { checkWebhookTemplate, checkWebhookUrl } from '../../../src/domain/effect/webhook-target';
import {
  CREDENTIALS,
  HOSTILE,
  LOOK_ALIKES,
  NOT_HTTPS,
  NOT_VALID,
  PRIVATE,
  TELLING_LOOK_ALIKES,
} from './hostile-targets';

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
    'https://{{ data.address }}.0.0.1/',
    'https://{{ data.name }}local/',
    'https://{{ data.name }}.local.example.com/',
    'https://example.com:{{ data.port }}/',
  ])('may be %s', (url) => {
    expect(checkWebhookTemplate(url, [])).toBeNull();
  });

  it.each([...LOOK_ALIKES, ...TELLING_LOOK_ALIKES])('may be %s, which is public', (url) => {
    expect(checkWebhookTemplate(url, [])).toBeNull();
    expect(checkWebhookUrl(url, [])).toBeNull();
  });

  it.each(HOSTILE)('may not be %j: %s', (url, fault) => {
    expect(checkWebhookTemplate(url, [])).toBe(fault);
    if (!url.includes('{{')) expect(checkWebhookUrl(url, [])).not.toBeNull();
  });

  it('is hostile in more than 200 ways here', () => {
    expect(new Set(HOSTILE.map(([url]) => url)).size).toBe(HOSTILE.length);
    expect(HOSTILE.length).toBeGreaterThan(200);
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
      if (check === checkWebhookTemplate) expect(check('https://{{ data.name }}.local/', allowed)).toBeNull();
      expect(check('http://user@127.0.0.1:9000/', allowed)).toBe(CREDENTIALS);
    }
  });
});
