import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { PAGES } from '../../src/http/console/pages';
import { rawRequest } from './raw-request';
import { TestApi } from './test-api';

const PAGE = '<!doctype html><title>Runledger</title><script type="module" src="/assets/index-a1b2.js"></script>';
const MAIL = '<!doctype html><title>A mail</title>';
const SCRIPT = 'console.log("hello");'.repeat(50);
const STYLE = ':root { color: black }';

const folder = mkdtempSync(path.join(tmpdir(), 'runledger-console-'));
const write = (name: string, text: string | Buffer): void => {
  writeFileSync(path.join(folder, name), text);
};

let api: TestApi;
beforeAll(async () => {
  mkdirSync(path.join(folder, 'assets/deeper'), { recursive: true });
  write('index.html', PAGE);
  write('index.html.br', brotliCompressSync(PAGE));
  write('mail-frame.html', MAIL);
  write('mark.svg', '<svg/>');
  write('assets/index-a1b2.js', SCRIPT);
  write('assets/index-a1b2.js.br', brotliCompressSync(SCRIPT));
  write('assets/index-a1b2.js.gz', gzipSync(SCRIPT));
  write('assets/index-c3d4.css', STYLE);
  write('assets/index-c3d4.css.gz', gzipSync(STYLE));
  write('assets/secret', 'of no type that is known');
  write('assets/a:b.js', 'a name that a router would read');
  symlinkSync('/etc/passwd', path.join(folder, 'assets/passwd.txt'));
  api = await TestApi.open(undefined, undefined, folder);
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});

const asked = (at: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  rawRequest(api.url, { method, path: at, headers });
const addressOf = (page: string): string => page.replace(':id', 'some-id-1');

describe('the console', () => {
  it('is served where it has pages, and nowhere else', () => {
    const shown = readFileSync(path.join(__dirname, '../../console/src/app/pages.ts'), 'utf8').matchAll(
      /path: '([^']+)'/g,
    );
    expect([...PAGES].sort()).toEqual(['/sign-in', ...Array.from(shown, ([, at]) => at)].sort());
  });

  it.each(PAGES)('has its page at %s, whatever is asked for behind it', async (page) => {
    for (const at of [addressOf(page), `${addressOf(page)}?status=failed&x=1`]) {
      const { status, type, text, headers } = await asked(at);
      expect([status, type, text]).toEqual([200, 'text/html', PAGE]);
      expect(headers).toMatchObject({
        'cache-control': 'no-cache',
        'referrer-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'content-security-policy': expect.stringMatching(
          /^default-src 'none'; script-src 'self'; style-src 'self';/,
        ) as string,
      });
      expect(headers['content-security-policy']).not.toContain('unsafe');
    }
  });

  it('gives what is named by its hash for a year, and what lies beside the page for now', async () => {
    const script = await asked('/assets/index-a1b2.js');
    expect([script.type, script.text]).toEqual(['text/javascript', SCRIPT]);
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const mark = await asked('/mark.svg');
    expect([mark.type, mark.text, mark.headers['cache-control']]).toEqual(['image/svg+xml', '<svg/>', 'no-cache']);
  });

  it('shows a mail in a frame that runs nothing of it, whose script it may ask for', async () => {
    const { text, headers } = await asked('/mail-frame');
    expect(text).toBe(MAIL);
    const policy = headers['content-security-policy'];
    expect(policy).toMatch(/^sandbox allow-scripts; default-src 'none'; script-src 'self'; style-src 'unsafe-inline';/);
    expect(policy).toMatch(/frame-ancestors 'self'$/);
    expect((await asked('/assets/index-a1b2.js')).headers['access-control-allow-origin']).toBe('*');
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['GZIP', 'gzip'],
    ['br;q=0, gzip;q=0.1', 'gzip'],
    ['br;q=0.001', 'br'],
    ['gzip;q=1.0, br;q=0.5', 'br'],
    ['*', 'br'],
    ['*;q=0', undefined],
    ['br;q=0, *', 'gzip'],
    ['identity', undefined],
    ['br;q=x', undefined],
    ['brotli, xgzip', undefined],
    ['deflate', undefined],
    ['', undefined],
    [',;,=;q=', undefined],
  ])('to who takes "%s" it gives %s', async (accepted, coding) => {
    const { status, headers } = await asked('/assets/index-a1b2.js', { 'accept-encoding': accepted });
    expect([status, headers['content-encoding'], headers.vary]).toEqual([200, coding, 'accept-encoding']);
  });

  it('gives the same bytes in every form, and tells their length and which they are', async () => {
    const forms = { br: brotliDecompressSync, gzip: gunzipSync, identity: (bytes: Buffer) => bytes };
    const tags = new Set<string | undefined>();
    for (const [coding, decoded] of Object.entries(forms)) {
      const { bytes, headers } = await asked('/assets/index-a1b2.js', { 'accept-encoding': coding });
      expect(decoded(bytes).toString()).toBe(SCRIPT);
      expect(headers['content-length']).toBe(String(bytes.length));
      tags.add(headers.etag);
    }
    expect(tags.size).toBe(3);
  });

  it('is not sent again to who has it', async () => {
    const { headers } = await asked('/runs');
    const tag = headers.etag ?? '';
    for (const known of [tag, `W/${tag}`, `"x", ${tag}`, '*']) {
      const again = await asked('/runs', { 'if-none-match': known });
      expect([again.status, again.text, again.headers.etag]).toEqual([304, '', tag]);
      expect(again.headers['cache-control']).toBe('no-cache');
    }
    for (const other of ['', '"x"', tag.slice(0, -1)])
      expect((await asked('/runs', { 'if-none-match': other })).status).toBe(200);
    expect((await asked('/runs', { 'if-none-match': tag, 'accept-encoding': 'br' })).status).toBe(200);
  });

  it.each(['/', '/runs', '/assets/index-a1b2.js', '/mail-frame'])('tells the head of %s alone', async (at) => {
    const [whole, head] = [await asked(at), await asked(at, {}, 'HEAD')];
    expect([head.status, head.text]).toEqual([200, '']);
    const { date: _, ...headers } = whole.headers;
    expect(head.headers).toMatchObject(headers);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('is not there for %s', async (method) => {
    for (const at of ['/', '/runs', '/assets/index-a1b2.js', '/mail-frame'])
      expect(await asked(at, {}, method)).toMatchObject({ status: 404, type: 'application/problem+json' });
  });

  it.each([
    '/assets/nothing.js',
    '/assets',
    '/assets/',
    '/assets/index-a1b2.js/',
    '/assets/index-a1b2.js.br',
    '/assets/index-a1b2.js.map',
    '/assets/secret',
    '/assets/a:b.js',
    '/assets/passwd.txt',
    '/assets/../index.html',
    '/assets/../../package.json',
    '/assets/..%2findex.html',
    '/assets/..%2f..%2f..%2fetc%2fpasswd',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/assets/..%5cindex.html',
    '/assets/..%252findex.html',
    '/assets/%00',
    '/assets/index-a1b2.js%00',
    '/assets/index-a1b2.js%00.css',
    '/assets/%c0%ae%c0%ae/index.html',
    '/assets/index-a1b2.js;x',
    '/assets//index-a1b2.js',
    '//assets/index-a1b2.js',
    '//',
    '//runs',
    '/runs/',
    '/runs//',
    '/runs/a/b',
    '/runs/%20',
    '/runs/%2e%2e%2fx',
    '/contacts/<script>',
    `/runs/${'a'.repeat(129)}`,
    '/automations//edit',
    '/Runs',
    '/index.html',
    '/mail-frame.html',
    '/mail-frame/x',
    '/etc/passwd',
    '/.env',
    '/.git/config',
    '/package.json',
    '/automations/a/b',
    '/automations/a/edit/b',
    `/assets/${'a'.repeat(5_000)}.js`,
    `/${'a/'.repeat(2_000)}`,
    '/assets/%zz',
    '/api/nothing',
    '/api/automations/nothing',
    '/health',
  ])('has nothing at %s', async (at) => {
    const { status, type, text } = await asked(at);
    expect([400, 404]).toContain(status);
    expect(type).toBe('application/problem+json');
    expect(text).not.toContain('root:');
    if (status === 404) expect(text).toMatch(/"detail":"(?:no such path|nothing has so long an id)"/);
  });

  const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

  it.each([
    ...['/runz/1', '/runs/', '/runs/a/b', '/automations/x/y/z', '/runs/%20', '/runs/%zz', '/workflows/7?x=/api/1'],
    ...['/apis', '//', '/.env', `/runs/${'a'.repeat(500)}`],
  ])('tells a browser by its page that there is nothing at %s', async (at) => {
    for (const headers of [BROWSER, { ...BROWSER, 'if-none-match': '*' }]) {
      const { status, type, text, headers: told } = await asked(at, headers);
      expect([status, type, text]).toEqual([404, 'text/html', PAGE]);
      expect(told['content-security-policy']).toMatch(/^default-src 'none'/);
    }
    expect(await asked(at, BROWSER, 'HEAD')).toMatchObject({ status: 404, type: 'text/html', text: '' });
    expect(await asked(at, BROWSER, 'POST')).toMatchObject({ type: 'application/problem+json' });
    expect(await asked(at, { accept: '*/*' })).toMatchObject({ type: 'application/problem+json' });
  });

  it.each([
    ...['/api', '/api/nothing', '/API/nothing', '/api?x=1', '/internal/x', '/health', '/metrics/x', '/problems/x'],
    ...['/u', '/assets/nothing.js', '/assets/%zz', '/mail-frame/x'],
  ])('tells a browser too by a problem that there is nothing at %s', async (at) => {
    const { status, type } = await asked(at, BROWSER);
    expect([400, 404]).toContain(status);
    expect(type).toBe('application/problem+json');
  });

  it('says that it was not built where it was not', async () => {
    const other = await TestApi.open(undefined, undefined, path.join(folder, 'nothing'));
    const { status, type, text } = await rawRequest(other.url, { path: '/' });
    expect([status, type]).toEqual([200, 'text/html']);
    expect(text).toContain('npm run build');
    expect((await rawRequest(other.url, { path: '/mail-frame' })).status).toBe(404);
    await other.anonymous.get('/health/live').expect(200);
    await other.close();
  });
});
