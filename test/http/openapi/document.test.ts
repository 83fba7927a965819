import type { Json, JsonObject } from '../../../src/kernel/message';
import { JSON_ROUTES, nameOf, pathOf, sentTo, thingsOf } from '../routes';
import type { Route, Things } from '../routes';
import { SchemaJudge, referred } from '../schema-faults';
import type { Schema, Schemas } from '../schema-faults';
import { FAILING_WITHOUT_NICKNAME, TestApi, WAITING, contact, definition } from '../test-api';
import { ENROLLMENT, EVENT, REMINDING, TRIGGERED, validFor } from '../valid-requests';

interface Content {
  readonly schema?: Schema;
  readonly example?: JsonObject;
}

interface Described {
  readonly content?: Readonly<Record<string, Content>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: Schema }[];
  readonly requestBody?: Described & { readonly required?: boolean };
  readonly responses: Readonly<Record<string, Described>>;
}

interface Union {
  readonly oneOf: readonly Schema[];
  readonly discriminator: { readonly propertyName: string; readonly mapping: Readonly<Record<string, string>> };
}

interface Documentation {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Schemas };
}

const A = '/api/automations';

let api: TestApi;
let things: Things;
let documentation: Documentation;
let schemas: Schemas;
let judge: SchemaJudge;
const faultsOf = (schema: Schema, value: unknown): readonly string[] => judge.faultsOf(schema, value);
let operations: ReadonlyMap<string, Operation>;

beforeAll(async () => {
  api = await TestApi.open();
  things = await thingsOf(api);
  documentation = (await api.anonymous.get('/api/openapi.json').expect(200)).body as Documentation;
  ({ schemas } = documentation.components);
  judge = new SchemaJudge(schemas);
  operations = new Map(
    Object.entries(documentation.paths).flatMap(([path, ofPath]) =>
      Object.entries(ofPath).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation]),
    ),
  );
  await everythingHappens();
});
afterAll(() => api.close());

/** Runs in many states, of every kind of step and trigger. */
async function everythingHappens(): Promise<void> {
  const owner = api.as('owner');
  for (const workflow of [TRIGGERED, REMINDING]) await api.activeWorkflow(workflow);
  const failing = await api.activeWorkflow({ steps: FAILING_WITHOUT_NICKNAME });
  await api.enrolled(failing, 'c-1');
  await api.enrolled(failing, 'c-2', { nickname: 'Ani', name: null, email: null });
  await owner.put(`${A}/contacts/c-9/opt-outs/sms`).expect(200);
  await api.enrolled(await api.activeWorkflow({ steps: [...WAITING, ...BRANCHES] }), 'c-9');
  for (const id of ['1', '2'])
    await owner
      .post(`${A}/events`)
      .send({ id, ...EVENT })
      .expect(200);
  const paused = await api.activeWorkflow({ steps: WAITING });
  await api.enrolled(paused, 'c-1');
  await owner.post(`${A}/workflows/${paused}/pause`).expect(200);
  await api.caughtUp();
  await api.test.engine.recovery.finishDue();
  await api.caughtUp();
}

const BRANCHES: readonly Json[] = [
  {
    id: 'check',
    type: 'condition',
    label: 'Large?',
    if: { all: [{ field: 'data.total', op: 'gt', value: 1 }, { not: { field: 'contact.email', op: 'exists' } }] },
    then: [{ id: 'end', type: 'exit' }],
    else: [{ id: 'open', type: 'business_hours', onError: 'stop' }],
  },
];

const operationOf = (route: Route): Operation => {
  const operation = operations.get(nameOf(route).replace(/:(\w+)/g, '{$1}'));
  if (operation === undefined) throw new Error(`nothing is told of ${nameOf(route)}`);
  return operation;
};
const answerOf = (route: Route): Content =>
  operationOf(route).responses[route.status ?? 200]?.content?.['application/json'] ?? {};
const schemaOf = ({ schema }: Content): Schema => schema ?? {};
const bodyOf = (route: Route): Schema | undefined =>
  operationOf(route).requestBody?.content?.['application/json']?.schema;

const routeOf = (name: string): Route => {
  const [, route] = JSON_ROUTES.find(([one]) => one === name) ?? [];
  if (route === undefined) throw new Error(`there is no ${name}`);
  return route;
};

/** What the service answers, once its schema found no fault with it. */
async function truly(route: Route, path: string, body: object = {}): Promise<JsonObject> {
  const { text, status } = await sentTo(api, route, path, route.method === 'GET' ? '' : JSON.stringify(body));
  expect([text, status]).toEqual([text, route.status ?? 200]);
  const answer = JSON.parse(text) as JsonObject;
  expect(faultsOf(schemaOf(answerOf(route)), answer)).toEqual([]);
  return answer;
}

/** Whatever stands in a value, however deep. */
function* everyObject(value: unknown): Generator<object> {
  if (typeof value !== 'object' || value === null) return;
  yield value;
  for (const one of Object.values(value)) yield* everyObject(one);
}

describe('the document', () => {
  it('refers to nothing that is not there, and holds nothing that nobody refers to', () => {
    const refs = [...everyObject(documentation)].flatMap((one) =>
      '$ref' in one && typeof one.$ref === 'string' ? [one.$ref] : [],
    );
    for (const ref of refs) expect(referred(schemas, ref)).toBeDefined();
    expect(Object.keys(schemas).filter((name) => !refs.includes(`#/components/schemas/${name}`))).toEqual([]);
  });

  it('is of OpenAPI 3.1: a call of its own name a route, every parameter of a path', () => {
    expect(documentation.openapi).toMatch(/^3\.1\./);
    const ids = [...operations.values()].map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [name, { operationId, parameters = [] }] of operations) {
      expect(operationId).toMatch(/^[a-z][A-Za-z]+$/);
      const inPath = parameters.filter((one) => one.in === 'path').map((one) => one.name);
      expect(inPath.sort()).toEqual(Array.from(name.matchAll(/\{(\w+)\}/g), ([, one]) => one ?? '').sort());
    }
  });

  it('tells several schemas apart by a word that each has of its own', () => {
    const unions = [...everyObject(schemas), ...everyObject(documentation.paths)].flatMap((one) =>
      'discriminator' in one ? [one as Union] : [],
    );
    expect(unions.length).toBeGreaterThan(5);
    for (const { oneOf, discriminator } of unions)
      for (const [word, ref] of Object.entries(discriminator.mapping)) {
        expect(oneOf).toContainEqual({ $ref: ref });
        const { const: only } = referred(schemas, ref).properties?.[discriminator.propertyName] ?? {};
        expect(only).toBe(word);
      }
  });

  it('asks for a body where there has to be one, and nowhere else', () => {
    for (const [, route] of JSON_ROUTES)
      expect(operationOf(route).requestBody?.required ?? false).toBe(route.body !== undefined);
  });

  it.each(JSON_ROUTES)('tells what %s answers, with an example that fits', (_, route) => {
    const { schema = {}, example } = answerOf(route);
    expect(schema.$ref).toBeDefined();
    expect(faultsOf(schema, example)).toEqual([]);
    expect(Object.keys(operationOf(route).responses)).toContain('400');
  });
});

describe('a schema tells the truth', () => {
  it.each(JSON_ROUTES)('of what %s answers, and would not of anything else', async (_, route) => {
    await api.test.engine.scheduler.resumeDue(null, 100); // nothing is overdue
    const waiting = await api.activeWorkflow({ steps: WAITING });
    const run = await api.enrolled(waiting, 'c-1');
    api.clock.advance(3_600_000);
    await api.caughtUp();
    const path = `${pathOf(route, { ...things, workflow: waiting, run })}${route.query ?? ''}`;
    const answer = await truly(route, path, route.body?.());
    const schema = schemaOf(answerOf(route));
    for (const name of Object.keys(answer)) {
      const { [name]: left, ...others } = answer;
      expect(faultsOf(schema, others)).not.toEqual([]);
      expect(faultsOf(schema, { ...answer, [name]: [left] })).not.toEqual([]);
    }
    expect(faultsOf(schema, { ...answer, more: 1 })).not.toEqual([]);
  });

  it('of every run, in whatever state', async () => {
    await api.caughtUp();
    const { items } = await truly(routeOf(`GET ${A}/runs`), `${A}/runs?limit=200`);
    const runs = items as readonly { readonly runId: string; readonly status: string }[];
    const statuses = new Set(runs.map(({ status }) => status));
    expect([...statuses].sort()).toEqual(['cancelled', 'completed', 'failed', 'paused', 'waiting']);
    for (const { runId } of runs) await truly(routeOf(`GET ${A}/runs/:id`), `${A}/runs/${runId}`);
  });

  it('of every workflow and of everything in the outbox', async () => {
    const { items } = await truly(routeOf(`GET ${A}/workflows`), `${A}/workflows?limit=200`);
    for (const { workflowId } of items as readonly { readonly workflowId: string }[]) {
      await truly(routeOf(`GET ${A}/workflows/:id`), `${A}/workflows/${workflowId}`);
      await truly(routeOf(`GET ${A}/workflows/:id/overview`), `${A}/workflows/${workflowId}/overview`);
    }
    const sent = await truly(routeOf(`GET ${A}/outbox`), `${A}/outbox?limit=200`);
    const channels = new Set((sent['items'] as readonly { channel: string }[]).map(({ channel }) => channel));
    expect([...channels].sort()).toEqual(['email', 'sms', 'webhook']);
  });

  it('of a test run with comparisons, and of one whose entry conditions cannot be evaluated', async () => {
    const route = routeOf(`POST ${A}/workflows/:id/test-runs`);
    const path = `${A}/workflows/${things.workflow}/test-runs`;
    await truly(route, path, { ...ENROLLMENT, definition: REMINDING });
    const entryConditions = { field: 'contact.name', op: 'gt', value: 1 };
    const { entry } = await truly(route, path, { ...ENROLLMENT, definition: definition({ entryConditions }) });
    expect(entry).toMatchObject({ error: { code: 'condition_error' } });
  });

  it('of an event that starts a run, moves a reminder or fails', async () => {
    const outcomes = new Set<string>();
    const at = { 'c-3': 'none', 'c-5': '2026-11-27T10:00:00Z' };
    for (const [id, time] of Object.entries(at)) {
      const fields = { ...(EVENT['data'] as JsonObject), at: time };
      for (const one of ['a', 'b']) {
        const event = { id: `${id}-${one}`, type: 'fuzzed', contact: contact(id), data: fields };
        const { results } = await truly(routeOf(`POST ${A}/events`), `${A}/events`, event);
        for (const { outcome } of results as readonly { outcome: string }[]) outcomes.add(outcome);
      }
    }
    expect([...outcomes]).toEqual(expect.arrayContaining(['started', 'scheduled', 'moved', 'failed']));
  });

  it('of a run that is not resumed', async () => {
    const path = `${A}/runs/${things.run}/resume`;
    expect(await truly(routeOf(`POST ${A}/runs/:id/resume`), path)).toMatchObject({ reason: 'run_ended' });
  });

  it('of the settings, however they are set', async () => {
    const route = routeOf(`PUT ${A}/settings`);
    for (const settings of validFor('/settings')) await truly(route, `${A}/settings`, settings as JsonObject);
    await truly(routeOf(`GET ${A}/settings`), `${A}/settings`);
    await truly(route, `${A}/settings`, {});
  });

  it('of what is refused', async () => {
    const refused = await api.as('owner').post(`${A}/workflows`).send({}).expect(400);
    expect(faultsOf({ $ref: '#/components/schemas/ProblemInvalidRequest' }, refused.body)).toEqual([]);
  });

  it('of every body that is taken', () => {
    const bodies = JSON_ROUTES.flatMap(([name, route]) => {
      const sent = name.endsWith('/settings') || TAKING.test(name) ? validFor(name) : [];
      return [...sent, ...(route.body === undefined ? [] : [route.body()])].map((body) => [route, body] as const);
    }).filter(([{ method }]) => method !== 'GET');
    for (const [route, body] of bodies) expect(faultsOf(bodyOf(route) ?? { type: 'nothing' }, body)).toEqual([]);
    expect(bodies.length).toBeGreaterThan(10);
  });

  it.each([
    ['a trigger of another type', { trigger: { type: 'hourly' } }],
    ['a trigger without its event', { trigger: { type: 'event' } }],
    ['no steps', { steps: [] }],
    ['a step of another type', { steps: [{ id: 'a', type: 'fax' }] }],
    ['a step without its text', { steps: [{ id: 'a', type: 'sms' }] }],
    ['a field of another step', { steps: [{ id: 'a', type: 'exit', body: 'x' }] }],
    ['a rule that is two', { entryConditions: { all: [], any: [] } }],
    ['an operator that is none', { entryConditions: { field: 'data.a', op: 'like', value: 1 } }],
    ['a setting that is unknown', { settings: { color: 'red' } }],
  ])('of a definition that is refused: %s', async (_, fields) => {
    const body = definition(fields);
    await api.as('manager').post(`${A}/workflows`).send(body).expect(400);
    expect(faultsOf({ $ref: '#/components/schemas/Definition' }, body)).not.toEqual([]);
  });
});

const TAKING = /\/(workflows(\/:id)?|events|enrollments|test-runs)$/;
