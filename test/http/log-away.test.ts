import { EventStoreDbEventStore } from '../../src/adapters/eventstoredb/event-store';
import { STREAM_CATEGORIES } from '../../src/domain/streams';
import { EventStoreDbDouble } from '../doubles/eventstoredb/server';
import { QUICK } from '../adapters/eventstoredb/on-a-double';
import { TestService } from '../engine/test-service';
import { until } from '../until';
import { problem } from './problem';
import { COMMANDS, JSON_ROUTES, ROUTES, pathOf, sentTo, thingsOf } from './routes';
import type { Route, Things } from './routes';
import { TestApi } from './test-api';

/** How a log goes, and how it comes back. */
const WAYS: Readonly<
  Record<
    string,
    { goes: (double: EventStoreDbDouble) => void; returns: (double: EventStoreDbDouble) => Promise<void> | void }
  >
> = {
  killed: {
    goes: (double) => {
      double.stop();
    },
    returns: (double) => double.listen(),
  },
  frozen: {
    goes: ({ faults }) => {
      faults.frozen = true;
    },
    returns: ({ faults }) => {
      faults.frozen = false;
    },
  },
};

/** These find nothing to do without the log. */
const IDLE = ['/internal/engine/resume-due', '/internal/engine/reminders/check'];
const QUERIES = JSON_ROUTES.filter(([, { method, pattern }]) => method === 'GET' && pattern.startsWith('/api'));
const CHANGES = COMMANDS.filter(([, { pattern }]) => !IDLE.includes(pattern));

describe.each(Object.entries(WAYS))('while the log is %s', (_, { goes, returns }) => {
  let double: EventStoreDbDouble;
  let api: TestApi;
  let things: Things;

  const { log, availability } = {
    log: () => api.test.log,
    availability: () => api.test.engine.dependencies.availability,
  };
  const pathTo = (route: Route): string => pathOf(route, things);
  /** What was told of the log itself. */
  const told = () => log().records.filter(({ message }) => message.includes('event store'));
  const passes = async (what: string, isTrue: () => boolean): Promise<void> =>
    until(what, () => {
      api.clock.advance(500);
      return isTrue();
    });

  beforeAll(async () => {
    double = await EventStoreDbDouble.start();
    const prefixes = STREAM_CATEGORIES.map((category) => `${category}-`);
    const test = await TestService.open({}, undefined, undefined, async () =>
      EventStoreDbEventStore.open(double.url, prefixes, { ...console, debug: () => undefined }, QUICK),
    );
    api = await TestApi.open(undefined, test);
    things = await thingsOf(api);
    goes(double);
    await passes('it is noticed', () => availability().events.awaySince !== null);
    api.clock.advance(60_000);
  });
  afterAll(async () => {
    await api.close();
    double.stop();
  });

  it.each(QUERIES)('%s answers from the read models, and says how old they are', async (_name, route) => {
    const { body } = (await api.as('viewer').get(pathTo(route)).expect(200)) as { body: { asOf: { lagMs: number } } };
    expect(body.asOf.lagMs).toBeGreaterThanOrEqual(60_000);
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
    expect(log().records.filter(({ level }) => level === 'error' || level === 'warn')).toHaveLength(1);
    await returns(double);
    await passes('it is noticed', () => availability().events.awaySince === null);
    expect(told().at(-1)).toMatchObject({ level: 'info', message: 'the event store answers again' });
    expect(told()).toHaveLength(2);
    await api.anonymous.get('/health/ready').expect(200);
    expect(await api.draftWorkflow()).toMatch(/^[0-9a-f-]+$/);
  });
});
