import { OnADouble, WAYS } from '../engine/on-a-double';
import { problem } from './problem';
import { COMMANDS, JSON_ROUTES, ROUTES, SEEING, pathOf, sentTo, thingsOf } from './routes';
import type { Route, Things } from './routes';
import { TestApi } from './test-api';

/** These find nothing to do without the log, or need none. */
const IDLE = ['/internal/engine/resume-due', '/internal/engine/reminders/check', '/api/session'];
const QUERIES = JSON_ROUTES.filter(
  ([, { method, pattern }]) => method === 'GET' && pattern.startsWith('/api/automations'),
);
const SILENT = expect.objectContaining({ code: 'store_silent', details: { store: 'event store' } }) as unknown;
/** What it does is tried by itself, after the answer. */
const LATER = ['/api/admin/projections/:name/verify'];
const CHANGES = COMMANDS.filter(([, { pattern }]) => ![...IDLE, ...LATER].includes(pattern));

describe.each(WAYS)('while the log is %s', (_, { goes, returns }) => {
  let log: OnADouble;
  let api: TestApi;
  let things: Things;

  const pathTo = (route: Route): string => pathOf(route, things);
  /** What was told of the log itself. */
  const told = () => log.test.log.records.filter(({ message }) => message.includes('event store'));

  beforeAll(async () => {
    log = await OnADouble.open();
    api = await TestApi.open(undefined, log.test);
    things = await thingsOf(api);
    goes(log.double);
    await log.isAway();
    api.clock.advance(60_000);
  });
  afterAll(async () => {
    await api.close();
    log.double.stop();
  });

  it.each(QUERIES)('%s answers from the read models, and says how old they are', async (_name, route) => {
    const { status, text } = await sentTo(api, route, pathTo(route), '');
    expect(status).toBe(200);
    const body = JSON.parse(text) as { asOf: { lagMs: number } };
    expect(body.asOf.lagMs).toBeGreaterThanOrEqual(60_000);
  });

  it.each(SEEING)('%s answers, or is refused at once and may be tried again', async (_name, route) => {
    const { status, headers, text } = await sentTo(api, route, `${pathTo(route)}${route.query ?? ''}`, '');
    if (status === 200) return;
    expect(status).toBe(503);
    expect(headers).toMatchObject({ 'retry-after': '1' });
    expect(text).toContain('"code":"store_unavailable","detail":"the event store does not answer"}');
  });

  it('is told by the diagnosis, with what to do', async () => {
    const { body } = (await api.as('admin').get('/api/admin/diagnosis').expect(200)) as { body: object };
    expect(body).toMatchObject({ findings: expect.arrayContaining([SILENT]) as unknown });
  });

  it.each(CHANGES)('%s is refused at once, and may be tried again', async (_name, route) => {
    const answer = await sentTo(api, route, pathTo(route), JSON.stringify(route.body?.() ?? {}));
    expect(answer.status).toBe(503);
    expect(answer.text).toContain('"code":"store_unavailable","detail":"the event store does not answer"}');
  });

  it('leaves the service not ready, in words that anybody may read', async () => {
    await api.anonymous
      .get('/health/ready')
      .expect('retry-after', '1')
      .expect(problem(503, 'not_ready', { reasons: ['the event store does not answer'] }));
  });

  it('is told in one line, however many met it, and in one when it is back', async () => {
    expect(ROUTES.length).toBeGreaterThan(20);
    expect(told()).toMatchObject([{ level: 'error', message: 'the event store does not answer' }]);
    expect(log.test.log.records.filter(({ level }) => level === 'error' || level === 'warn')).toHaveLength(1);
    await returns(log.double);
    await log.isBack();
    expect(told().at(-1)).toMatchObject({ level: 'info', message: 'the event store answers again' });
    expect(told()).toHaveLength(2);
    await api.anonymous.get('/health/ready').expect(200);
    expect(await api.draftWorkflow()).toMatch(/^[0-9a-f-]+$/);
  });
});
