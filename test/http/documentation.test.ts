import { ROLES } from '../../src/config/keys';
import type { JsonObject } from '../../src/kernel/message';
import { DESCRIBED, JSON_ROUTES, nameOf, pathOf, sentTo, thingsOf } from './routes';
import type { Route, Things } from './routes';
import { TestApi, WAITING } from './test-api';

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, Answer>>;
}

interface Answer {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: object; readonly example: JsonObject }>>;
}

interface Documentation {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

let api: TestApi;
let things: Things;
let documentation: Documentation;
let operations: ReadonlyMap<string, Operation>;

beforeAll(async () => {
  api = await TestApi.open();
  things = await thingsOf(api);
  documentation = (await api.anonymous.get('/api/openapi.json').expect(200)).body as Documentation;
  operations = new Map(
    Object.entries(documentation.paths).flatMap(([path, ofPath]) =>
      Object.entries(ofPath).map(([method, operation]) => [
        `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
        operation,
      ]),
    ),
  );
});
afterAll(() => api.close());

const operationOf = (route: Route): Operation => {
  const operation = operations.get(nameOf(route));
  if (operation === undefined) throw new Error(`nothing is told of ${nameOf(route)}`);
  return operation;
};

const fieldsOf = (item: unknown): readonly string[] =>
  typeof item === 'object' && item !== null ? Object.keys(item).sort() : [];
const listed = (value: unknown): unknown => (Array.isArray(value) ? (value as unknown[])[0] : undefined);

/** A route that needs no key. */
const isOpen = (name: string): boolean =>
  /^GET \/health\/| \/u\/| \/api\/session$|\/api\/automations\/providers\/|^POST .*\/hooks\/:token$/.test(name);

describe('the documentation of the API', () => {
  it('describes every route of the service, and which need a key', () => {
    expect(documentation.openapi).toMatch(/^3\./);
    expect([...operations.keys()].sort()).toEqual(DESCRIBED.map(([name]) => name).sort());
    for (const [name, { summary, security }] of operations) {
      expect(summary).toBeDefined();
      const bySession = name.includes(' /internal/') ? [] : [{ session: [] }];
      expect(security).toEqual(isOpen(name) ? [] : [{ bearer: [] }, ...bySession]);
    }
  });

  it.each(DESCRIBED)('says who may call %s', (_, route) => {
    const { roles } = route;
    const told = /For the roles? ([\w, ]+)\.$/.exec(operationOf(route).description ?? '')?.[1]?.split(', ');
    expect(told).toEqual(roles === 'everybody' ? undefined : ROLES.filter((role) => roles.includes(role)));
  });

  it.each(JSON_ROUTES)('%s is answered as the documentation shows', async (_, route) => {
    await api.test.engine.scheduler.resumeDue(null, 100); // nothing is overdue
    const waiting = await api.activeWorkflow({ steps: WAITING });
    const run = await api.enrolled(waiting, 'c-1');
    await api.enrolled(await api.activeWorkflow({ trigger: { type: 'event', event: 'estimate.sent' } }), 'c-1');
    api.clock.advance(3_600_000);
    await api.caughtUp();
    const body = route.method === 'GET' ? '' : JSON.stringify(route.body?.() ?? {});
    const path = `${pathOf(route, { ...things, workflow: waiting, run })}${route.query ?? ''}`;
    const { status, text } = await sentTo(api, route, path, body);
    const answer = JSON.parse(text) as JsonObject;
    const example = operationOf(route).responses[status]?.content?.['application/json']?.example ?? {};
    expect(fieldsOf(answer)).toEqual(fieldsOf(example));
    for (const [name, value] of Object.entries(answer))
      if (listed(value) !== undefined) expect(fieldsOf(listed(value))).toEqual(fieldsOf(listed(example[name])));
  });

  it.each(DESCRIBED)('%s is told with what it may be refused for', (_, route) => {
    const { responses } = operationOf(route);
    const refusals = Object.keys(responses).filter((status) => Number(status) >= 400);
    if (route.roles !== 'everybody') expect(refusals).toEqual(expect.arrayContaining(['400', '401', '403']));
    if (route.of !== undefined) expect(refusals).toContain('404');
    for (const status of refusals)
      expect(JSON.stringify(responses[status]?.content?.['application/problem+json']?.schema)).toMatch(
        /schemas\/Problem/,
      );
  });

  it('tells every command of its Idempotency-Key, and no query', () => {
    for (const [name, { parameters = [] }] of operations) {
      const isQuery = name.startsWith('GET ') || name.endsWith('/test-runs') || isOpen(name);
      expect(parameters.some((one) => one.in === 'header' && one.name === 'Idempotency-Key')).toBe(!isQuery);
    }
  });

  it('tells everything but what reads, and what programs call, of the token of a session', () => {
    for (const [name, { parameters = [] }] of operations) {
      const isAsked = !name.startsWith('GET ') && !isOpen(name) && !name.includes(' /internal/');
      expect(parameters.some((one) => one.in === 'header' && one.name === 'x-csrf-token')).toBe(isAsked);
    }
  });

  it('can be browsed', async () => {
    const { text } = await api.anonymous
      .get('/api/docs')
      .expect(200)
      .expect('content-type', /text\/html/);
    expect(text).not.toContain('<script');
    for (const told of [
      'Authorization: Bearer',
      'x-csrf-token',
      'integer, 1 to 200, default 50',
      'For the role owner.',
    ])
      expect(text).toContain(told);
    for (const { operationId } of operations.values()) expect(text).toContain(`id="${operationId}"`);
    const targets = new Set(Array.from(text.matchAll(/ id="([^"]+)"/g), ([, id]) => id));
    for (const [, anchor] of text.matchAll(/href="#([^"]+)"/g)) expect(targets).toContain(anchor);
  });
});
