import { PROBLEMS } from '../../../src/http/openapi/problems';
import type { ProblemCode } from '../../../src/http/openapi/problems';
import type { JsonObject } from '../../../src/kernel/message';
import { SchemaJudge } from '../schema-faults';
import type { Schemas } from '../schema-faults';
import { TestApi, WAITING, contact, definition } from '../test-api';
import type { Client } from '../test-api';

const A = '/api/automations';

let api: TestApi;
let schemas: Schemas;
let judge: SchemaJudge;

beforeAll(async () => {
  api = await TestApi.open();
  const described = await api.anonymous.get('/api/openapi.json').expect(200);
  schemas = (described.body as { components: { schemas: Schemas } }).components.schemas;
  judge = new SchemaJudge(schemas);
});
afterAll(() => api.close());

type Answer = Promise<{ readonly status: number; readonly body: unknown }>;

const enroll = (client: Client, workflowId: string, id: string): Answer =>
  client.post(`${A}/workflows/${workflowId}/enrollments`).send({ contact: contact(id) });
const as = (role: 'viewer' | 'manager' | 'owner'): Client => api.as(role);

/** How each refusal is met with that a caller can bring about. */
const REFUSALS: Readonly<Partial<Record<ProblemCode, () => Answer>>> = {
  invalid_request: () => as('manager').post(`${A}/workflows`).send({}),
  too_broad: () => as('viewer').get(`${A}/runs?contact=x`),
  unauthorized: () => api.anonymous.get(`${A}/runs`),
  forbidden: () => as('viewer').post(`${A}/workflows`).send(definition()),
  not_found: () => as('viewer').get(`${A}/runs/none`),
  already_active: async () => {
    const workflowId = await api.activeWorkflow({ steps: WAITING });
    await enroll(as('manager'), workflowId, 'c-1');
    return enroll(as('manager'), workflowId, 'c-1');
  },
  already_enrolled: async () => {
    const workflowId = await api.activeWorkflow({ settings: { reentry: 'once' } });
    await enroll(as('manager'), workflowId, 'c-1');
    await api.caughtUp();
    return enroll(as('manager'), workflowId, 'c-1');
  },
  workflow_not_active: async () => enroll(as('manager'), await api.draftWorkflow(), 'c-1'),
  workflow_archived: async () => {
    const path = `${A}/workflows/${await api.draftWorkflow()}`;
    await as('manager').post(`${path}/archive`).expect(200);
    return as('manager').post(`${path}/activate`);
  },
  run_not_active: async () => {
    const runId = await api.enrolled(await api.activeWorkflow(), 'c-1');
    await api.caughtUp();
    return as('manager').post(`${A}/runs/${runId}/cancel`);
  },
  run_paused: async () => {
    const workflowId = await api.activeWorkflow({ steps: WAITING });
    const runId = await api.enrolled(workflowId, 'c-1');
    await as('manager').post(`${A}/workflows/${workflowId}/pause`).expect(200);
    api.clock.advance(3_600_000);
    return as('owner').post(`${A}/runs/${runId}/resume`);
  },
  wake_time_not_reached: async () => {
    const runId = await api.enrolled(await api.activeWorkflow({ steps: WAITING }), 'c-1');
    return as('owner').post(`${A}/runs/${runId}/resume`);
  },
  read_model_behind: () => as('viewer').get(`${A}/runs?minPosition=00ffffffffffffff&timeoutMs=0`),
  payload_too_large: () =>
    as('manager')
      .post(`${A}/workflows`)
      .send({ name: 'x'.repeat(300_000) }),
  unsupported_media_type: () => as('manager').post(`${A}/workflows`).type('text/plain').send('{}'),
  idempotency_key_reused: async () => {
    const keyed = (name: string): Answer =>
      as('manager').post(`${A}/workflows`).set('Idempotency-Key', 'k-1').send(definition({ name }));
    await keyed('one');
    return keyed('another');
  },
};

describe('a refusal', () => {
  it.each(Object.entries(REFUSALS))('%s is of its closed schema, which fits no other', async (code, refused) => {
    const { status, body } = await refused();
    expect({ status, code: (body as JsonObject)['code'] }).toEqual({
      status: PROBLEMS[code as ProblemCode].status,
      code,
    });
    const fitting = Object.keys(schemas)
      .filter((name) => name.startsWith('Problem'))
      .filter((name) => judge.faultsOf({ $ref: `#/components/schemas/${name}` }, body).length === 0);
    expect(fitting).toEqual([`Problem${code.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())}`]);
  });
});
