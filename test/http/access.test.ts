import type { IncomingMessage } from 'node:http';
import type { Response } from 'supertest';
import { ROLES } from '../../src/config/keys';
import type { Role } from '../../src/config/keys';
import { rawRequest } from './raw-request';
import { COMMANDS, ROUTES, nameOf, pathOf, routedBy, thingsOf } from './routes';
import type { Method, Route, Things } from './routes';
import { CRON_SECRET, ENGINE_SECRET, GLOBEX, PREVIOUS_SECRET, TestApi, keyOf } from './test-api';
import type { Client } from './test-api';

let api: TestApi;
let things: Things;

beforeAll(async () => {
  api = await TestApi.open();
  things = await thingsOf(api);
});
afterAll(() => api.close());

async function statusFor(
  client: Client,
  route: Route,
  path = `${pathOf(route, things)}${route.query ?? ''}`,
): Promise<number> {
  const asked = send(client, route.method, path);
  if (route.media === 'events') void asked.buffer(true).parse(beginning);
  return (await (route.body === undefined ? asked : asked.send(route.body()))).status;
}

/** Of an answer without an end nobody waits for the rest. */
const beginning = (answer: Response, done: (error: Error | null, body: null) => void): void => {
  done(null, null);
  (answer as unknown as IncomingMessage).destroy();
};

const send = (client: Client, method: Method, path: string) => {
  switch (method) {
    case 'GET':
      return client.get(path);
    case 'POST':
      return client.post(path);
    case 'PUT':
      return client.put(path);
    case 'DELETE':
      return client.delete(path);
  }
};

const everyRoute = ROUTES.map((route) => [nameOf(route), route] as const);
const closedRoutes = everyRoute.filter(([, { roles }]) => roles !== 'everybody');
const routesOfThings = closedRoutes.filter(([, { of }]) => of !== undefined && of !== 'contact');
const closedCommands = COMMANDS.filter(([, { roles }]) => roles !== 'everybody');

describe('access', () => {
  it('is told for every route that the server has', () => {
    const documentation = /^\w+ \/api\/docs\//;
    const routed = routedBy(api.app).filter((name) => !name.startsWith('HEAD ') && !documentation.test(name));
    expect([...routed].sort()).toEqual(everyRoute.map(([name]) => name).sort());
  });

  it.each(everyRoute)('%s lets in the roles of the contract', async (_, route) => {
    const success = route.status ?? 200;
    const expected = ROLES.map((role) => [role, route.roles === 'everybody' || route.roles.includes(role)] as const);
    const statuses: Record<string, number> = {};
    for (const role of ROLES) statuses[role] = await statusFor(api.as(role), route);
    expect(statuses).toEqual(Object.fromEntries(expected.map(([role, may]) => [role, may ? success : 403])));
  });

  it.each(everyRoute)('%s knows the secrets of the engine, the previous one too', async (_, route) => {
    const may = route.roles === 'everybody' || route.roles.includes('engine');
    for (const secret of [ENGINE_SECRET, PREVIOUS_SECRET])
      expect(await statusFor(api.bearer(secret), route)).toBe(may ? (route.status ?? 200) : 403);
  });

  it.each(closedRoutes)('%s is closed without a key, and to one that nobody has', async (_, route) => {
    for (const client of [api.anonymous, api.bearer('not-a-key-0123456789'), api.bearer(CRON_SECRET)])
      expect(await statusFor(client, route)).toBe(401);
  });

  it.each(routesOfThings)('%s does not tell a thing of another account from none', async (_, route) => {
    const role = ROLES.findLast((one) => route.roles.includes(one) && one !== 'engine') ?? 'viewer';
    const foreign = await send(api.as(role, GLOBEX), route.method, pathOf(route, things)).send(route.body?.());
    const unknown = await send(api.as(role), route.method, pathOf(route, noThings)).send(route.body?.());
    expect(foreign.status).toBe(route.missing ?? 404);
    expect(foreign.text).toBe(unknown.text);
  });

  it.each(routesOfThings)('%s refuses the key first, then the role, then what is not there', async (_, route) => {
    const path = pathOf(route, noThings);
    expect(await statusFor(api.anonymous, route, path)).toBe(401);
    const forbidden = ROLES.filter((role) => !route.roles.includes(role));
    for (const role of forbidden) expect(await statusFor(api.as(role), route, path)).toBe(403);
  });

  it('says to whom it refuses something which roles may', async () => {
    const ask = async (role: Role, path: string) => (await api.as(role).post(path).expect(403)).body as object;
    expect(await ask('viewer', '/api/automations/workflows')).toMatchObject({
      detail: 'the role viewer may not do this: it needs the role manager or owner',
      roles: ['manager', 'owner'],
    });
    expect(await ask('owner', '/api/admin/projections/outbox/rebuild')).toMatchObject({
      detail: 'the role owner may not do this: it needs the role admin',
    });
    expect(await ask('admin', '/api/automations/runs/x/resume')).toMatchObject({ roles: ['owner', 'engine'] });
  });

  it.each(closedCommands)('%s refuses the key first, then the role, then what was sent', async (_, route) => {
    const [forbidden] = ROLES.filter((role) => !route.roles.includes(role));
    const [allowed] = ROLES.filter((role) => route.roles.includes(role));
    for (const body of UNREADABLE) {
      const status = (role?: Role) => statusOf(route.method, pathOf(route, things), body, role);
      expect([await status(), await status(forbidden)]).toEqual([401, 403]);
      expect([400, 413, 415]).toContain(await status(allowed));
    }
  });

  it('is not asked for at a path that is nothing, whatever was sent there', async () => {
    for (const body of UNREADABLE)
      for (const role of [undefined, 'owner'] as const)
        expect(await statusOf('POST', '/api/automations/nothing', body, role)).toBe(404);
  });

  it('answers 401 with how to authenticate, and with nothing of the key', async () => {
    const secret = 'nobody-has-this-key';
    const { headers, text } = await api.bearer(secret).get('/api/automations/runs').expect(401);
    expect(headers['www-authenticate']).toBe('Bearer');
    expect(text).not.toContain(secret);
  });

  it.each([
    ['another scheme', 'Basic YWNtZTphY21l'],
    ['a scheme without a key', 'Bearer'],
    ['two keys', 'Bearer acme-owner-0123456789abcdef acme-owner-0123456789abcdef'],
    ['the beginning of a key', 'Bearer acme-owner-0123456789abcde'],
    ['a key of any length', `Bearer ${'k'.repeat(4_000)}`],
  ])('refuses %s', async (_, authorization) => {
    await api.anonymous.get('/api/automations/runs').set('Authorization', authorization).expect(401);
  });
});

/** Bodies that are refused whatever the route: broken, too large, of another type. */
const UNREADABLE = [
  ['application/json', '{"'],
  ['application/json', JSON.stringify('x'.repeat(300_000))],
  ['text/plain', 'x'],
] as const;

async function statusOf(method: Method, path: string, body: readonly [string, string], role?: Role): Promise<number> {
  const [type, text] = body;
  const key = role === undefined ? {} : { key: keyOf(role) };
  return (await rawRequest(api.url, { method, path, headers: { 'content-type': type }, ...key }, text)).status;
}

const noThings: Things = {
  workflow: 'nothing',
  archived: 'nothing',
  run: 'nothing',
  stream: 'run-nothing',
  contact: 'nobody',
  hook: 'hook_nothing',
  closedHook: 'nothing',
  optedOut: 'nobody',
};

describe('the internal endpoints', () => {
  const paths = ['/internal/engine/resume-due', '/internal/engine/reminders/check'];
  const statuses = async (environment: Readonly<Record<string, string>>, secret: string): Promise<number[]> => {
    const other = await TestApi.open(environment);
    try {
      return await Promise.all(paths.map(async (path) => (await other.bearer(secret).post(path)).status));
    } finally {
      await other.close();
    }
  };
  const keysOf = (...roles: readonly Role[]) => ({
    RUNLEDGER_API_KEYS: JSON.stringify(roles.map((role) => ({ key: keyOf(role), account: 'acme', role }))),
  });

  it('take the cron secret when there is no engine secret', async () => {
    expect(await statuses({ CRON_SECRET }, CRON_SECRET)).toEqual([200, 200]);
  });

  it('answer 503 to everybody when no secret is configured', async () => {
    for (const secret of [keyOf('owner'), keyOf('viewer'), ENGINE_SECRET, 'none'])
      expect(await statuses(keysOf('owner', 'viewer'), secret)).toEqual([503, 503]);
  });

  it('are open to a key with the role of the engine when no secret is configured', async () => {
    expect(await statuses(keysOf('owner', 'engine'), keyOf('engine'))).toEqual([200, 200]);
    expect(await statuses(keysOf('owner', 'engine'), keyOf('owner'))).toEqual([403, 403]);
  });

  it('forget the previous secret when it is gone from the configuration', async () => {
    expect(await statuses({ ENGINE_SECRET }, PREVIOUS_SECRET)).toEqual([401, 401]);
  });
});
