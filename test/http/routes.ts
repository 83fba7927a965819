import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Role } from '../../src/config/keys';
import { PAGES } from '../../src/http/console/pages';
import { rawRequest } from './raw-request';
import type { RawAnswer } from './raw-request';
import { WAITING, contact, definition, keyOf } from './test-api';
import type { TestApi } from './test-api';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A line of the contract: a route, and who it lets in. */
export interface Route {
  readonly method: Method;
  readonly pattern: string;
  readonly roles: readonly Role[] | 'everybody';
  /** What stands for the parameters of its path. */
  readonly of?: keyof Things;
  readonly body?: () => object;
  /** What has to be asked for, as the end of its address. */
  readonly query?: string;
  /** It takes whatever JSON there is. */
  readonly anyBody?: true;
  /** Of a success; 200 unless told. */
  readonly status?: number;
  /** When there is nothing of that id; 404 unless told. */
  readonly missing?: number;
  /** Of an answer that is no JSON: lines, a text, or events without an end; or none, or but a refusal, as things are here. */
  readonly media?: 'lines' | 'text' | 'events' | 'refusal' | 'none' | 'page';
}

/** What an account has: the ids that paths are made of. */
export interface Things {
  readonly workflow: string;
  readonly archived: string;
  readonly run: string;
  /** That of the run. */
  readonly stream: string;
  readonly contact: string;
  /** A contact that opted out of sms. */
  readonly optedOut: string;
  /** The token of a hook. */
  readonly hook: string;
  /** The id of a hook that is closed. */
  readonly closedHook: string;
}

export async function thingsOf(api: TestApi): Promise<Things> {
  const workflow = await api.activeWorkflow({ steps: WAITING });
  const run = await api.enrolled(workflow, 'c-1');
  await api.as('manager').post(`/api/automations/runs/${run}/cancel`).expect(200);
  const archived = await api.draftWorkflow();
  await api.as('manager').put('/api/automations/contacts/c-out/opt-outs/sms').expect(200);
  const hooks = [await openedHook(api), await openedHook(api)] as const;
  const [hook, closedHook] = [hooks[0].token, hooks[1].hookId];
  await api.as('owner').delete(`/api/automations/hooks/${closedHook}`).expect(200);
  await api.caughtUp();
  return { hook, closedHook, workflow, archived, run, stream: `run-${run}`, contact: 'c-1', optedOut: 'c-out' };
}

const HOOK = { event: 'estimate.sent', idPath: 'id', contactPaths: { id: 'contact.id' } };
const openedHook = async (api: TestApi): Promise<{ token: string; hookId: string }> =>
  (await api.as('owner').post('/api/automations/hooks').send(HOOK).expect(201)).body as {
    token: string;
    hookId: string;
  };

let enrolled = 0;
const enrollment = () => ({ contact: contact(`enrolled-${enrolled++}`) });
const event = () => ({ id: `event-${enrolled}`, type: 'estimate.sent', ...enrollment() });

const READERS: readonly Role[] = ['viewer', 'manager', 'owner', 'auditor', 'admin'];
const MANAGERS: readonly Role[] = ['manager', 'owner'];
const AUDITORS: readonly Role[] = ['auditor', 'admin'];

const workflow = { of: 'workflow' } as const;
const run = { of: 'run' } as const;

/** Every route that there is. */
export const ROUTES: readonly Route[] = [
  ...PAGES.map((pattern) => ({ method: 'GET', pattern, roles: 'everybody', media: 'page' }) as const),
  { method: 'GET', pattern: '/health/live', roles: 'everybody' },
  { method: 'GET', pattern: '/health/ready', roles: 'everybody' },
  { method: 'POST', pattern: '/api/session', roles: 'everybody', body: () => ({ key: keyOf('owner') }) },
  { method: 'GET', pattern: '/api/session', roles: 'everybody', status: 401, media: 'refusal' },
  { method: 'DELETE', pattern: '/api/session', roles: 'everybody', status: 204, media: 'none' },
  { method: 'GET', pattern: '/metrics', roles: ['admin'], media: 'text' },
  { method: 'GET', pattern: '/u/:token', roles: 'everybody', status: 404, media: 'refusal' },
  { method: 'POST', pattern: '/u/:token', roles: 'everybody', status: 404, media: 'refusal' },
  { method: 'GET', pattern: '/api/openapi.json', roles: 'everybody' },
  { method: 'GET', pattern: '/api/docs', roles: 'everybody' },
  { method: 'POST', pattern: '/api/automations/workflows', roles: MANAGERS, body: definition, status: 201 },
  { method: 'GET', pattern: '/api/automations/workflows', roles: READERS },
  { method: 'GET', pattern: '/api/automations/workflows/:id', roles: READERS, ...workflow },
  { method: 'PUT', pattern: '/api/automations/workflows/:id', roles: MANAGERS, ...workflow, body: definition },
  { method: 'POST', pattern: '/api/automations/workflows/:id/pause', roles: MANAGERS, ...workflow },
  { method: 'POST', pattern: '/api/automations/workflows/:id/activate', roles: MANAGERS, ...workflow },
  { method: 'POST', pattern: '/api/automations/workflows/:id/archive', roles: MANAGERS, of: 'archived' },
  {
    method: 'POST',
    pattern: '/api/automations/workflows/:id/test-runs',
    roles: MANAGERS,
    ...workflow,
    body: enrollment,
  },
  {
    method: 'POST',
    pattern: '/api/automations/workflows/test-runs',
    roles: MANAGERS,
    body: () => ({ ...enrollment(), definition: definition({ steps: WAITING }) }),
  },
  {
    method: 'POST',
    pattern: '/api/automations/workflows/:id/enrollments',
    roles: MANAGERS,
    ...workflow,
    body: enrollment,
    status: 201,
  },
  { method: 'GET', pattern: '/api/automations/workflows/:id/overview', roles: READERS, ...workflow },
  { method: 'GET', pattern: '/api/automations/workflows/:id/runs', roles: READERS, ...workflow, missing: 200 },
  { method: 'GET', pattern: '/api/automations/runs', roles: READERS },
  { method: 'GET', pattern: '/api/automations/runs/changes', roles: READERS, media: 'events' },
  { method: 'GET', pattern: '/api/automations/runs/:id', roles: READERS, ...run },
  { method: 'POST', pattern: '/api/automations/runs/:id/cancel', roles: MANAGERS, ...run },
  { method: 'POST', pattern: '/api/automations/runs/:id/resume', roles: ['owner', 'engine'], ...run },
  {
    method: 'POST',
    pattern: '/api/automations/runs/:id/steps/:stepId/outcome',
    roles: ['owner'],
    body: () => ({ outcome: 'sent', reason: 'seen at the provider' }),
    status: 409,
    media: 'refusal',
    ...run,
  },
  { method: 'POST', pattern: '/api/automations/events', roles: MANAGERS, body: event },
  { method: 'GET', pattern: '/api/automations/event-types', roles: READERS },
  { method: 'GET', pattern: '/api/automations/settings', roles: READERS },
  { method: 'PUT', pattern: '/api/automations/settings', roles: ['owner'], body: () => ({}) },
  { method: 'POST', pattern: '/api/automations/settings/webhook-secret', roles: ['owner'], status: 201 },
  { method: 'GET', pattern: '/api/automations/contacts', roles: READERS },
  { method: 'GET', pattern: '/api/automations/contacts/:id', roles: READERS, of: 'contact' },
  { method: 'GET', pattern: '/api/automations/contacts/:id/opt-outs/:channel', roles: READERS, of: 'optedOut' },
  { method: 'PUT', pattern: '/api/automations/contacts/:id/opt-outs/:channel', roles: MANAGERS, of: 'contact' },
  { method: 'DELETE', pattern: '/api/automations/contacts/:id/opt-outs/:channel', roles: MANAGERS, of: 'contact' },
  { method: 'POST', pattern: '/api/automations/hooks', roles: ['owner'], body: () => HOOK, status: 201 },
  { method: 'GET', pattern: '/api/automations/hooks', roles: ['owner'] },
  { method: 'DELETE', pattern: '/api/automations/hooks/:token', roles: ['owner'], of: 'closedHook' },
  { method: 'GET', pattern: '/api/automations/hooks/:token/calls', roles: ['owner'], of: 'hook' },
  {
    method: 'POST',
    pattern: '/api/automations/hooks/:token',
    roles: 'everybody',
    of: 'hook',
    body: event,
    anyBody: true,
  },
  { method: 'GET', pattern: '/api/automations/outbox', roles: READERS },
  {
    method: 'POST',
    pattern: '/api/automations/providers/sms/status',
    roles: 'everybody',
    status: 403,
    media: 'refusal',
  },
  {
    method: 'POST',
    pattern: '/api/automations/providers/sms/inbound',
    roles: 'everybody',
    status: 403,
    media: 'refusal',
  },
  { method: 'GET', pattern: '/api/automations/reminders', roles: READERS },
  { method: 'GET', pattern: '/api/audit/streams', roles: AUDITORS, query: '?contact=c-1' },
  { method: 'GET', pattern: '/api/audit/events', roles: AUDITORS },
  { method: 'GET', pattern: '/api/audit/streams/:stream', roles: AUDITORS, of: 'stream' },
  { method: 'GET', pattern: '/api/audit/export', roles: AUDITORS, media: 'lines' },
  { method: 'GET', pattern: '/api/audit/head', roles: AUDITORS },
  { method: 'GET', pattern: '/api/audit/ledger-head', roles: ['admin'] },
  { method: 'GET', pattern: '/api/audit/key', roles: AUDITORS },
  { method: 'GET', pattern: '/api/admin/projections/:name/verify', roles: ['admin'] },
  {
    method: 'POST',
    pattern: '/api/admin/projections/:name/verify',
    roles: ['admin'],
    status: 202,
  },
  { method: 'GET', pattern: '/api/admin/diagnosis', roles: ['admin'] },
  { method: 'GET', pattern: '/api/admin/projections', roles: ['admin'] },
  { method: 'POST', pattern: '/api/admin/projections/:name/rebuild', roles: ['admin'], status: 202 },
  { method: 'POST', pattern: '/api/admin/projections/:name/rollback', roles: ['admin'], status: 409, media: 'refusal' },
  { method: 'POST', pattern: '/api/admin/projections/:name/pause', roles: ['admin'], status: 409, media: 'refusal' },
  { method: 'POST', pattern: '/api/admin/projections/:name/resume', roles: ['admin'], status: 202 },
  {
    method: 'DELETE',
    pattern: '/api/admin/projections/:name/copies/:copy',
    roles: ['admin'],
    status: 404,
    media: 'refusal',
  },
  { method: 'GET', pattern: '/api/admin/projections/:name/progress', roles: ['admin'], media: 'events' },
  { method: 'POST', pattern: '/internal/engine/resume-due', roles: ['engine'] },
  { method: 'POST', pattern: '/internal/engine/reminders/check', roles: ['engine'] },
];

export const nameOf = ({ method, pattern }: Pick<Route, 'method' | 'pattern'>): string => `${method} ${pattern}`;

export const pathOf = ({ pattern, of }: Route, things: Things): string =>
  pattern
    .replace(/:(id|stream)/, of === undefined ? 'some-id' : things[of])
    .replace(':stepId', 'hello')
    .replace(':token', of === undefined ? 'no-such-token' : things[of])
    .replace(':channel', 'sms')
    .replace(':name', 'due-waits')
    .replace(':copy', 'v0');

/** `METHOD /pattern` of everything that the HTTP server routes, as the server itself tells. */
export function routedBy(app: NestFastifyApplication): readonly string[] {
  const tree = app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
  const above: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', piece = '', methods] = /^(.*?)[├└]── (\S*)(?: \((.*)\))?$/.exec(line) ?? [];
    const pattern = (above[indent.length / 4 - 1] ?? '') + piece;
    above[indent.length / 4] = pattern;
    return methods?.split(', ').map((method) => `${method} ${pattern}`) ?? [];
  });
}

const DOCUMENTS = ['/api/docs', '/api/openapi.json'];
const named = ROUTES.map((route) => [nameOf(route), route] as const);

/** For `it.each`: the routes that are described, those that answer in JSON, those by which auditors and admins see, and those that change something. */
export const DESCRIBED = named.filter(([, { pattern, media }]) => !DOCUMENTS.includes(pattern) && media !== 'page');
export const JSON_ROUTES = DESCRIBED.filter(([, { media }]) => media === undefined);
export const SEEING = JSON_ROUTES.filter(
  ([, { method, pattern }]) => method === 'GET' && /^\/api\/(?:audit|admin)\//.test(pattern),
);
export const COMMANDS = JSON_ROUTES.filter(([, { method }]) => method !== 'GET');

/** A request of somebody who may, its JSON body as it is written. */
export function sentTo({ url }: TestApi, { method, roles }: Route, path: string, body: string): Promise<RawAnswer> {
  const key = keyOf(roles === 'everybody' ? 'viewer' : (roles.at(-1) ?? 'owner'));
  return rawRequest(url, { method, path, key, headers: { 'content-type': 'application/json' } }, body);
}
