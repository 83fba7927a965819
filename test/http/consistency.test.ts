import { projections } from '../../projections/all';
import { servedCopies } from '../../src/engine/projecting/copy-registry';
import { positionFrom } from '../../src/kernel/message';
import type { Position } from '../../src/kernel/message';
import { problem } from './problem';
import { ROUTES, nameOf, pathOf, thingsOf } from './routes';
import { TestApi, WAITING, contact } from './test-api';

let api: TestApi;

beforeEach(async () => {
  api = await TestApi.open();
});
afterEach(() => api.close());

const A = '/api/automations';
const DAY_MS = 86_400_000;
/** Of the audit these are answered from read models, the others from the log itself. */
const AUDITING = ['/api/audit/streams', '/api/audit/events'];
const QUERIES = ROUTES.filter(
  ({ method, pattern, media }) =>
    method === 'GET' && media === undefined && (pattern.startsWith(A) || AUDITING.includes(pattern)),
);
/** Beyond the end of any log. */
const NEVER = `7${'f'.repeat(15)}`;

const read = async (path: string, minPosition: Position) => {
  const separator = path.includes('?') ? '&' : '?';
  const answer = await api.as('viewer').get(`${A}${path}${separator}minPosition=${minPosition}`).expect(200);
  return answer.body as { asOf: { position: Position; lagMs: number } };
};

describe('a query', () => {
  it.each(QUERIES.map((route) => [nameOf(route), route] as const))(
    '%s answers with where it stands',
    async (_, route) => {
      const path = pathOf(route, await thingsOf(api));
      const end = await api.test.engine.dependencies.events.head();
      const asking = route.pattern.startsWith(A)
        ? api.as('owner').get(path)
        : api.as('auditor').get(`${path}?contact=c-1`);
      const { body } = (await asking.expect(200)) as { body: unknown };
      expect(body).toMatchObject({ asOf: { position: end, lagMs: 0 } });
    },
  );

  it('takes back the position of any answer, also of one that found nothing to do', async () => {
    const answers = [
      await api.as('manager').delete(`${A}/contacts/nobody/opt-outs/sms`),
      await api.as('owner').put(`${A}/settings`).send({}),
      await api.as('viewer').get(`${A}/runs`),
    ];
    for (const { body } of answers) {
      const { position, asOf } = body as { position?: Position; asOf?: { position: Position } };
      await read('/runs', position ?? asOf?.position ?? 'none');
      await read('/settings', position ?? asOf?.position ?? 'none');
    }
  });

  it('waits for what a command has just done', async () => {
    const workflowId = await api.activeWorkflow();
    for (let i = 0; i < 20; i++) {
      const enrolling = api.as('manager').post(`${A}/workflows/${workflowId}/enrollments`);
      const enrolled = await enrolling.send({ contact: contact(`c-${i}`, { name: `Contact ${i}` }) }).expect(201);
      const { runId, position } = enrolled.body as { runId: string; position: Position };
      const [run, list, found, workflow] = await Promise.all([
        read(`/runs/${runId}`, position),
        read('/runs?limit=1', position),
        read(`/runs?contact=contact%20${i}`, position),
        read(`/workflows/${workflowId}`, position),
      ]);
      expect(run).toMatchObject({ runId });
      expect(list).toMatchObject({ items: [{ runId }] });
      expect(found).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ runId })]) as unknown });
      expect(workflow).toMatchObject({ totalRuns: i + 1 });
      expect(run.asOf.position >= position).toBe(true);
    }
  });

  it('sees every run that an event started, by the position of its answer', async () => {
    const fields = { trigger: { type: 'event', event: 'estimate.sent' } };
    for (let i = 0; i < 4; i++) await api.activeWorkflow(fields);
    const event = { id: 'e-1', type: 'estimate.sent', contact: contact('c-1') };
    const handled = await api.as('manager').post(`${A}/events`).send(event).expect(200);
    const { position } = handled.body as { position: Position };
    expect(await read('/runs', position)).toMatchObject({ items: { length: 4 } });
  });

  it('sees the end of a run by the position of its cancel', async () => {
    const workflowId = await api.activeWorkflow({ steps: [{ id: 'pause', type: 'delay', duration: 'PT1H' }] });
    const runId = await api.enrolled(workflowId, 'c-1');
    const cancelled = await api.as('manager').post(`${A}/runs/${runId}/cancel`).expect(200);
    const { position } = cancelled.body as { position: Position };
    expect(await read(`/runs/${runId}`, position)).toMatchObject({ status: 'cancelled' });
  });
});

describe('a read model that is behind', () => {
  it.each(['', '&timeoutMs=10000', '&timeoutMs=0'])(
    'is refused when the time is over: minPosition=…%s',
    async (timeout) => {
      await api.activeWorkflow();
      await api.caughtUp();
      let answered = false as boolean;
      const asking = api
        .as('viewer')
        .get(`${A}/runs?minPosition=${NEVER}${timeout}`)
        .expect(
          problem(409, 'read_model_behind', {
            lag: expect.any(Number) as number,
            position: expect.any(String) as string,
          }),
        )
        .then(() => {
          answered = true;
        });
      while (!answered) {
        await new Promise(setImmediate);
        api.clock.advance(1_000);
      }
      await asking;
    },
  );

  it('tells how many places of the log it lacks', async () => {
    const end = await api.test.engine.dependencies.events.head();
    const far = (BigInt(`0x0${end}`) + 6n).toString(16).padStart(16, '0');
    await api
      .as('viewer')
      .get(`${A}/settings?minPosition=${far}&timeoutMs=0`)
      .expect(problem(409, 'read_model_behind'));
  });

  it.each([NEVER, '7000000000000001', '0040000000000000'])(
    'tells no number of places that is not exact: minPosition=%s',
    async (far) => {
      const lag = Number.MAX_SAFE_INTEGER;
      await api
        .as('viewer')
        .get(`${A}/settings?minPosition=${far}&timeoutMs=0`)
        .expect(problem(409, 'read_model_behind', { lag }));
    },
  );

  it('does not keep a query waiting that asks for less', async () => {
    await api.activeWorkflow();
    await api.caughtUp();
    const { asOf } = await read('/runs?timeoutMs=0', '');
    expect((await read('/runs?timeoutMs=0', asOf.position)).asOf.position).toBe(asOf.position);
  });

  it('tells its age while it has a backlog', async () => {
    const { progress } = api.test.engine.dependencies;
    const behindSince = new Date(api.clock.now() - 7_000).toISOString();
    await api.activeWorkflow();
    await api.caughtUp();
    const { position } = progress.asOf(['run-history']);
    const reached = new Map([['run-history', { position, behindSince }]]);
    progress.advance({ reached, failures: [], trouble: null });
    expect(await read('/runs', '')).toMatchObject({ asOf: { position, lagMs: 7_000 } });
  });
});

/** As if the read models had been lost, and were folded up to the middle of the log. */
async function foldAnew(): Promise<void> {
  await api.caughtUp();
  const { events, progress, reads } = api.test.engine.dependencies;
  const head = BigInt(`0x0${await events.head()}`);
  const end = positionFrom(2n * head + 1n);
  const served = await servedCopies(reads, projections);
  progress.serves(new Map(Array.from(served, ([name, copy]) => [name, { ...copy, wholeAt: end }])));
}

describe('while the read models are folded from the log', () => {
  it('every query is refused, and told how much is folded', async () => {
    const things = await thingsOf(api);
    await foldAnew();
    const folded = { progress: 0.5, lag: expect.any(Number) as number, position: expect.any(String) as string };
    for (const route of QUERIES) {
      const path = pathOf(route, things);
      const asking = route.pattern.startsWith(A)
        ? api.as('owner').get(path)
        : api.as('auditor').get(`${path}?contact=c-1`);
      await asking.expect('retry-after', '1').expect(problem(503, 'read_model_behind', folded));
    }
  });

  it('commands are taken, and the process is ready for them', async () => {
    const workflowId = await api.activeWorkflow();
    await foldAnew();
    const enrolling = api.as('manager').post(`${A}/workflows/${workflowId}/enrollments`);
    await enrolling.send({ contact: contact('c-1') }).expect(201);
    await foldAnew();
    const { body } = (await api.anonymous.get('/health/ready').expect(200)) as { body: unknown };
    expect(body).toMatchObject({
      status: 'degraded',
      reasons: [expect.stringMatching(/^folded from the log, \d+ % so far: all read models$/)],
    });
  });

  it('the list and the diagnosis say how much is left, and nothing of how old the last event is', async () => {
    await api.activeWorkflow();
    await foldAnew();
    const { body } = (await api.as('admin').get('/api/admin/projections').expect(200)) as {
      body: { items: unknown[] };
    };
    for (const item of body.items) expect(item).toMatchObject({ status: 'folding', folded: 0.5 });
    const diagnosed = await api.as('admin').get('/api/admin/diagnosis').expect(200);
    const { findings } = diagnosed.body as { findings: readonly unknown[] };
    expect(findings).toEqual([expect.objectContaining({ code: 'projection_folding' })]);
  });

  it('no timer counts as overdue that may have been woken long ago', async () => {
    const runs = await api.activeWorkflow({ steps: WAITING });
    await api.enrolled(runs, 'c-1');
    await foldAnew();
    api.clock.advance(30 * DAY_MS);
    const { body } = (await api.anonymous.get('/health/ready').expect(200)) as { body: { reasons: unknown } };
    expect(body.reasons).toHaveLength(1);
  });
});
