import fc from 'fast-check';
import { newId } from '../../src/kernel/ids';
import type { Json } from '../../src/kernel/message';
import { tried } from '../properties';
import { changed, value } from './changed-json';
import { COMMANDS, JSON_ROUTES, pathOf, sentTo, thingsOf } from './routes';
import type { Route, Things } from './routes';
import { TestApi } from './test-api';
import { ENROLLMENT, EVENT, REMINDING, TRIGGERED, validFor } from './valid-requests';

let api: TestApi;
let things: Things;

beforeAll(async () => {
  api = await TestApi.open();
  things = await thingsOf(api);
});
afterAll(() => api.close());

/** Nobody may make the service fail: neither the answer, nor a run, nor a read model. */
afterEach(async () => {
  await api.caughtUp();
  expect(api.test.log.records.filter(({ level }) => level === 'error')).toEqual([]);
  expect(api.test.engine.dependencies.progress.failures).toEqual([]);
});

async function answers(route: Route, body: string, query = ''): Promise<void> {
  const { status, type } = await sentTo(api, route, pathOf(route, things) + query, body);
  const noKey = route.pattern === '/api/session' ? [401] : [];
  expect([200, 201, 202, 400, 404, 409, 413, 422, ...noKey]).toContain(status);
  expect(type).toBe(status < 400 ? 'application/json' : 'application/problem+json');
}

/** Defines a workflow, and if it is let, has it go through whatever it says; then looks at everything there is of it. */
async function runs(workflow: Json, event: Json, enrollment: Json): Promise<void> {
  const owner = api.as('owner');
  const defined = await owner.post('/api/automations/workflows').type('json').send(JSON.stringify(workflow));
  expect([201, 400]).toContain(defined.status);
  if (defined.status === 400) return;
  const path = `/api/automations/workflows/${(defined.body as { workflowId: string }).workflowId}`;
  await owner.post(`${path}/activate`).expect(200);
  for (const [to, body] of [
    ['/api/automations/events', JSON.stringify(event).replace(/^\{/, `{"id":"${newId()}",`)],
    [`${path}/enrollments`, JSON.stringify(enrollment)],
    [`${path}/test-runs`, JSON.stringify(enrollment)],
  ] as const)
    expect([200, 201, 400, 409]).toContain((await owner.post(to).type('json').send(body)).status);
  for (const command of ['resume-due', 'reminders/check']) {
    await api.caughtUp();
    api.clock.advance(3 * 86_400_000);
    await api.as('engine').post(`/internal/engine/${command}`).expect(200);
  }
  await api.caughtUp();
  const { body } = (await owner.get(`${path}/runs`).expect(200)) as { body: { items: readonly { runId: string }[] } };
  for (const { runId } of body.items) await owner.get(`/api/automations/runs/${runId}`).expect(200);
  await owner.get(`${path}/overview`).expect(200);
  await owner.post(`${path}/archive`).expect(200);
}

describe('whatever is sent', () => {
  it('no JSON makes a route fail', async () => {
    const routes = fc.constantFrom(...COMMANDS.map(([, route]) => route));
    await fc.assert(
      fc.asyncProperty(routes, value, (route, body) => answers(route, JSON.stringify(body))),
      tried(120),
    );
  });

  it.each(COMMANDS.filter(([, { body }]) => body !== undefined))(
    'no change of a valid request makes %s fail',
    async (name, route) => {
      const bodies = fc.constantFrom(...validFor(name)).chain(changed);
      await fc.assert(
        fc.asyncProperty(bodies, (body) => answers(route, JSON.stringify(body))),
        tried(60),
      );
    },
  );

  it('no workflow, contact or data makes a run fail to be told', async () => {
    const maybe = (valid: Json) => fc.oneof(fc.constant(valid), changed(valid));
    const story = fc.tuple(fc.oneof(maybe(TRIGGERED), maybe(REMINDING)), maybe(EVENT), maybe(ENROLLMENT));
    await fc.assert(
      fc.asyncProperty(story, (requests) => runs(...requests)),
      tried(20),
    );
  });

  it('no bytes make a route fail', async () => {
    const routes = fc.constantFrom(...COMMANDS.map(([, route]) => route));
    const bytes = fc.string({ unit: 'binary', maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(routes, bytes, (route, body) => answers(route, body)),
      tried(120),
    );
  });

  it('no query string makes a route fail', async () => {
    const names = [
      'limit',
      'cursor',
      'minPosition',
      'timeoutMs',
      'status',
      'contact',
      'contactId',
      'from',
      'to',
      'errorCode',
      'workflowId',
      'runId',
      'timezone',
      'by',
      'direction',
      'states',
      'type',
      'eventId',
      'correlationId',
    ];
    const name = fc.oneof(fc.constantFrom(...names), fc.string());
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('1', '%', '%00', '%ff', '\ud800', 'ana', 'running', '2026-11-24T10:00:00Z', 'UTC'),
    );
    const query = fc
      .array(fc.tuple(name, text), { maxLength: 4 })
      .map((pairs) => `?${new URLSearchParams(pairs).toString()}`);
    // nothing is overdue
    await api.test.engine.scheduler.resumeDue(null, 1_000);
    await api.test.engine.scheduler.fireReminders(null, 1_000);
    const routes = fc.constantFrom(...JSON_ROUTES.map(([, route]) => route));
    await fc.assert(
      fc.asyncProperty(routes, query, (route, asked) => answers(route, '', asked)),
      tried(250),
    );
  });
});
