import { rawRequest } from './raw-request';
import { ROUTES, pathOf, thingsOf } from './routes';
import type { Things } from './routes';
import { TestApi, keyOf } from './test-api';

let api: TestApi;
let things: Things;

beforeAll(async () => {
  api = await TestApi.open();
  things = await thingsOf(api);
});
afterAll(() => api.close());

const CLOSED = ROUTES.filter(({ roles }) => roles !== 'everybody');

/** Other ways to write a path, which some router, proxy or guard takes for the same, or for one that is open. */
const VARIANTS: readonly (readonly [string, (path: string) => string])[] = [
  ['as it is', (path) => path],
  ['with a trailing slash', (path) => `${path}/`],
  ['with two trailing slashes', (path) => `${path}//`],
  ['with a double slash in front', (path) => `/${path}`],
  ['with double slashes', (path) => path.replaceAll('/', '//')],
  ['with backslashes', (path) => `/${path.slice(1).replaceAll('/', '\\')}`],
  ['in capitals', (path) => path.toUpperCase()],
  ['with an encoded letter', (path) => path.replace('a', '%61')],
  ['with a letter encoded twice', (path) => path.replace('a', '%2561')],
  ['with encoded slashes', (path) => `/${path.slice(1).replaceAll('/', '%2F')}`],
  ['with its last slash encoded', (path) => path.replace(/\/([^/]*)$/, '%2f$1')],
  ['with an encoded dot', (path) => path.replace('/', '/%2e/')],
  ['with a dot', (path) => path.replace('/', '/./')],
  ['by way of an open path', (path) => `/health/..${path}`],
  ['by way of an open path, encoded', (path) => `/health/%2e%2e${path}`],
  ['by way of an open path, its slashes encoded too', (path) => `/health/live%2f..%2f..${path.replaceAll('/', '%2f')}`],
  ['by way of the documentation', (path) => `/api/docs/..${path.replace('/api', '')}`],
  ['by way of the documentation, encoded', (path) => `/api/docs/%2e%2e%2f%2e%2e${path.replaceAll('/', '%2f')}`],
  ['with a matrix parameter', (path) => `${path};x=/health/live`],
  ['with a query', (path) => `${path}?/health/live`],
  ['with an encoded question mark', (path) => `${path}%3F/health/live`],
  ['with a fragment', (path) => `${path}#/health/live`],
  ['with an encoded NUL', (path) => `${path}%00`],
  ['with an encoding that is none', (path) => `${path}%zz`],
  ['with an extension', (path) => `${path}.json`],
  ['as a whole URL', (path) => `${api.url}${path}`],
  ['as a whole URL of elsewhere', (path) => `http://health/live${path}`],
];

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'SEARCH', 'PURGE'];

describe('the guard', () => {
  it.each(VARIANTS)('stands before every closed path %s', async (_, variant) => {
    for (const route of CLOSED) {
      const { status } = await rawRequest(api.url, { method: route.method, path: variant(pathOf(route, things)) });
      expect([400, 401, 404]).toContain(status);
    }
  });

  it.each(METHODS)('stands before every closed path when asked with %s', async (method) => {
    for (const route of CLOSED) {
      const { status } = await rawRequest(api.url, { method, path: pathOf(route, things) });
      expect([401, 404]).toContain(status);
    }
  });

  it.each(VARIANTS)('gives a viewer no more when a path is written %s', async (_, variant) => {
    const forbidden = CLOSED.filter(({ roles }) => !roles.includes('viewer'));
    for (const route of forbidden) {
      const path = variant(pathOf(route, things));
      const { status } = await rawRequest(api.url, { method: route.method, path, key: keyOf('viewer') });
      expect([400, 403, 404]).toContain(status);
    }
  });

  it('is not talked round by headers that name another path or method', async () => {
    const headers = {
      'x-original-url': '/health/live',
      'x-rewrite-url': '/health/live',
      'x-forwarded-path': '/health/live',
      'x-http-method-override': 'GET',
    };
    for (const route of CLOSED) {
      const path = pathOf(route, things);
      expect((await rawRequest(api.url, { method: route.method, path, headers })).status).toBe(401);
    }
  });

  it('asks for a key in the header, not in the path', async () => {
    const key = keyOf('owner');
    for (const path of [`/api/automations/runs?access_token=${key}`, `/api/automations/runs?key=${key}`])
      expect((await rawRequest(api.url, { path })).status).toBe(401);
  });
});

describe('paths that are nothing', () => {
  it.each(['/api', '/api/automations', '/internal', '/health', '/metrics/x', '/.env', '/api/docs-yaml', '/%'])(
    '%s is a problem, with or without a key',
    async (path) => {
      for (const key of [undefined, keyOf('owner')]) {
        const { status, type, text } = await rawRequest(api.url, { path, ...(key === undefined ? {} : { key }) });
        expect(type).toBe('application/problem+json');
        expect(JSON.parse(text)).toMatchObject({ status });
        expect([400, 404]).toContain(status);
      }
    },
  );

  it.each([
    '/api/docs/../../package.json',
    '/api/docs/%2e%2e/%2e%2e/package.json',
    '/api/docs/..%2f..%2f..%2fpackage.json',
    '/api/docs/%5c..%5c..%5cpackage.json',
    '/api/docs/LICENSE',
  ])('the documentation serves nothing but itself: %s', async (path) => {
    const { status, type } = await rawRequest(api.url, { path });
    expect([400, 403, 404]).toContain(status);
    expect(type).toBe('application/problem+json');
  });
});
