import { MongoReadStore } from '../../src/adapters/mongodb/read-store';
import { MONGO_WAYS, MongoEngine } from '../doubles/mongodb/engine';
import { withMongoEngine } from '../doubles/mongodb/with-mongodb';
import { TestService } from '../engine/test-service';
import { until } from '../until';
import { problem } from './problem';
import { COMMANDS, JSON_ROUTES, SEEING, pathOf, sentTo, thingsOf } from './routes';
import type { Route, Things } from './routes';
import { TestApi, WAITING } from './test-api';

/** These look for what is due, in read models. */
const LOOKING = ['/internal/engine/resume-due', '/internal/engine/reminders/check'];
const QUERIES = JSON_ROUTES.filter(
  ([, { method, pattern }]) => method === 'GET' && pattern.startsWith('/api/automations'),
);
const NEEDING = [...QUERIES, ...COMMANDS.filter(([, { pattern }]) => LOOKING.includes(pattern))];
const CHANGES = COMMANDS.filter(([, { pattern }]) => !LOOKING.includes(pattern) && !pattern.startsWith('/api/admin'));
const SILENT = expect.objectContaining({ code: 'store_silent', details: { store: 'read store' } }) as unknown;
/** Of the driver, of its errors, and of where the store is. */
const NOT_FOR_ALL = /mongo|sock|connection|topology|server selection|ECONN|ENOENT|timed out|\/tmp/i;
/** A request's, on a store that has just gone; in the time of the test. */
const BUDGET_MS = 5_000;
const READINESS_MS = 2_000;
/** What passes in the time of the test while an answer is on its way through the machine. */
const ON_ITS_WAY_MS = 1_000;
const HOUR_MS = 3_600_000;

withMongoEngine(() => {
  describe.each(MONGO_WAYS)('while the read models are on a MongoDB that is %s', (_, { goes, returns }) => {
    let engine: MongoEngine;
    let api: TestApi;
    let things: Things;
    /** Waits for its hour when the store goes. */
    let waiting: string;
    let enrolled: string;
    let atOnce: readonly { readonly answer: Awaited<ReturnType<typeof sentTo>>; readonly afterMs: number }[];

    const pathTo = (route: Route): string => pathOf(route, things);
    const awaySince = () => api.test.engine.dependencies.availability.reads.awaySince;
    const passes = (what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> =>
      until(what, () => {
        api.clock.advance(250);
        return isTrue();
      });
    const told = () => api.test.log.records.filter(({ level }) => level === 'error' || level === 'warn');

    beforeAll(async () => {
      engine = await MongoEngine.start();
      const openModels = () => MongoReadStore.open(engine.url);
      const test = await TestService.open({}, undefined, undefined, undefined, openModels);
      api = await TestApi.open(undefined, test);
      things = await thingsOf(api);
      waiting = await api.enrolled(await api.activeWorkflow({ steps: WAITING }), 'c-waiting');
      await api.caughtUp();
      test.engine.start();
      await goes(engine);
      const from = api.clock.now();
      let left = QUERIES.length + 1;
      const timed = async (path: string, route: Route) => {
        const answer = await sentTo(api, route, path, '');
        left -= 1;
        return { answer, afterMs: api.clock.now() - from };
      };
      const readiness = JSON_ROUTES.filter(([, { pattern }]) => pattern === '/health/ready');
      const asked = [...readiness, ...QUERIES].map(([, route]) => timed(pathTo(route), route));
      await passes('all have their answers', () => left === 0);
      atOnce = await Promise.all(asked);
      await passes('it is known to be away', () => awaySince() !== null);
    });
    afterAll(async () => {
      await api.close();
      await engine.stop();
    });

    it('those who asked as it went are answered within their time', () => {
      const [ready, ...queries] = atOnce;
      expect(ready?.answer.status).toBe(503);
      expect(ready?.afterMs).toBeLessThanOrEqual(READINESS_MS + ON_ITS_WAY_MS);
      for (const { answer, afterMs } of queries) {
        expect(answer.status).toBe(503);
        expect(answer.text).toContain('"code":"store_unavailable","detail":"the read store does not answer"}');
        expect(answer.text).not.toMatch(NOT_FOR_ALL);
        expect(afterMs).toBeLessThanOrEqual(BUDGET_MS + ON_ITS_WAY_MS);
      }
    });

    it.each(NEEDING)('%s is refused at once, and may be tried again', async (_name, route) => {
      const answer = await sentTo(api, route, pathTo(route), JSON.stringify(route.body?.() ?? {}));
      expect(answer.status).toBe(503);
      expect(answer.headers).toMatchObject({ 'retry-after': '1' });
      expect(answer.text).toContain('"code":"store_unavailable","detail":"the read store does not answer"}');
      expect(answer.text).not.toMatch(NOT_FOR_ALL);
    });

    it.each(SEEING)('%s answers, or is refused at once and may be tried again', async (_name, route) => {
      const { status, headers, text } = await sentTo(api, route, `${pathTo(route)}${route.query ?? ''}`, '');
      if (status === 200) return;
      expect(status).toBe(503);
      expect(headers).toMatchObject({ 'retry-after': '1' });
      expect(text).toContain('"code":"store_unavailable","detail":"the read store does not answer"}');
    });

    it('is told by the diagnosis, with what to do', async () => {
      const { body } = (await api.as('admin').get('/api/admin/diagnosis').expect(200)) as { body: object };
      expect(body).toMatchObject({ findings: expect.arrayContaining([SILENT]) as unknown });
    });

    it.each(CHANGES)('%s needs the log alone, and is done', async (_name, route) => {
      const answer = await sentTo(api, route, pathTo(route), JSON.stringify(route.body?.() ?? {}));
      expect(answer.status).toBe(route.status ?? 200);
    });

    it('leaves the service not ready, in words that anybody may read', async () => {
      await api.anonymous
        .get('/health/ready')
        .expect('retry-after', '1')
        .expect(problem(503, 'not_ready', { reasons: ['the read store does not answer'] }));
      await api.anonymous.get('/health/live').expect(200);
    });

    it('goes on with everything when it is back: what was recorded meanwhile is folded, and timers fire', async () => {
      enrolled = await api.enrolled(await api.activeWorkflow(), 'c-meanwhile');
      api.clock.advance(HOUR_MS);
      expect(await api.test.typesOf(waiting)).not.toContain('RunCompleted');
      const lines = told().map(({ level, message }) => `${level}: ${message}`);
      expect(lines.toSorted()).toEqual(['error: the read store does not answer', 'warn: folding waits for a store']);
      await returns(engine);
      await passes('it is known to be back', () => awaySince() === null);
      await passes('the timer has fired', async () => (await api.test.typesOf(waiting)).includes('RunCompleted'));
      await passes('the service is ready', async () => (await api.anonymous.get('/health/ready')).status === 200);
      for (const run of [enrolled, waiting])
        expect(await api.read(`/runs/${run}`)).toMatchObject({ status: 'completed' });
      expect(told()).toHaveLength(lines.length);
      const back = api.test.log.records.filter(({ message }) => message === 'the read store answers again');
      expect(back).toMatchObject([{ level: 'info' }]);
    });
  });
});
