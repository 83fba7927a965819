import type { AuditStream } from '../../../src/queries/find-audit-streams';
import type { AuditedEvent } from '../../../src/queries/read-stream';
import { problem } from '../problem';
import { GLOBEX, TestApi, WAITING, contact } from '../test-api';

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.open();
});
afterEach(() => api.close());

const A = '/api/automations';

interface Found {
  readonly events: readonly AuditedEvent[];
  readonly streams: readonly AuditStream[];
  readonly nextCursor: string | null;
}

async function found(path: string, account?: string): Promise<Found> {
  await api.caughtUp();
  return (await api.as('auditor', account).get(`/api/audit/${path}`).expect(200)).body as Found;
}

/** All pages of so many. */
async function everyPage(path: string, limit: number): Promise<readonly AuditedEvent[]> {
  const events: AuditedEvent[] = [];
  let cursor = '';
  for (;;) {
    const page = await found(`${path}limit=${limit}${cursor}`);
    expect(page.events.length).toBeLessThanOrEqual(limit);
    events.push(...page.events);
    if (page.nextCursor === null) return events;
    cursor = `&cursor=${page.nextCursor}`;
  }
}

/** Two contacts, each with an event that starts a run and schedules a reminder; the runs end an hour later. */
async function twoStories(): Promise<void> {
  const manager = api.as('manager');
  await api.activeWorkflow({ trigger: { type: 'event', event: 'estimate.sent' }, steps: WAITING });
  const dateField = 'data.at';
  await api.activeWorkflow({
    trigger: { type: 'reminder', event: 'estimate.sent', dateField, offset: '-PT1H', key: 'data.id' },
  });
  for (const id of ['c-1', 'c-2']) {
    await manager.put(`${A}/contacts/${id}/opt-outs/email`).expect(200);
    const data = { id, at: '2026-12-24T10:00:00Z' };
    const event = { id: `e-${id}`, type: 'estimate.sent', contact: contact(id), data };
    // the same for both, as a client may do
    await manager.post(`${A}/events`).set('X-Correlation-Id', 'batch').send(event).expect(200);
  }
  await api.caughtUp();
  api.clock.advance(3_600_000);
  await api.as('engine').post('/internal/engine/resume-due').expect(200);
  await api.caughtUp();
}

const typesOf = (events: readonly AuditedEvent[]): readonly string[] => events.map(({ type }) => type);
const inOrder = (events: readonly AuditedEvent[]): readonly string[] => events.map(({ position }) => position).sort();

describe('who has no more than an id', () => {
  beforeEach(twoStories);

  it.each(['contact=c-1', 'eventId=e-c-1', 'correlationId=batch&contact=c-1'])(
    'is led to every stream about it by %s',
    async (query) => {
      const { streams } = await found(`streams?${query}`);
      const expected = ['event', 'enrollment', 'reminder', 'run', ...(query.includes('batch') ? [] : ['contact'])];
      expect(streams.map(({ category }) => category).sort()).toEqual(expected.sort());
      for (const { stream, events, firstAt, lastAt, contactId } of streams) {
        const stored = await api.test.engine.dependencies.events.readStream(stream);
        expect([events, firstAt, lastAt]).toEqual([stored.length, stored[0]?.metadata.at, stored.at(-1)?.metadata.at]);
        expect(contactId).toBe('c-1');
        await api.as('auditor').get(`/api/audit/streams/${stream}`).expect(200);
      }
    },
  );

  it('finds nothing of another account, and nothing where nothing is', async () => {
    for (const query of ['contact=c-1', 'eventId=e-c-1', 'correlationId=batch']) {
      expect((await found(`streams?${query}`, GLOBEX)).streams).toEqual([]);
      expect((await found(`events?${query}`, GLOBEX)).events).toEqual([]);
    }
    expect((await found('streams?contact=nobody')).streams).toEqual([]);
  });

  it('has to say what they are about', async () => {
    for (const query of ['', '?limit=2', '?timeoutMs=0'])
      await api
        .as('auditor')
        .get(`/api/audit/streams${query}`)
        .expect(problem(400, 'invalid_request', { errors: [{ path: 'contact' }] }));
  });

  it('gets the streams page by page', async () => {
    const whole = (await found('streams?contact=c-1')).streams;
    const first = await found('streams?contact=c-1&limit=2');
    const second = await found(`streams?contact=c-1&limit=200&cursor=${first.nextCursor ?? ''}`);
    expect([...first.streams, ...second.streams]).toEqual(whole);
    await api
      .as('auditor')
      .get(`/api/audit/streams?contact=c-2&cursor=${first.nextCursor ?? ''}`)
      .expect(problem(400, 'invalid_request'));
  });
});

describe('the events', () => {
  beforeEach(twoStories);

  it('of an inbound event lead from it to each message that it caused, in one call', async () => {
    const { events } = await found('events?eventId=e-c-1&limit=200');
    expect(events.map(({ position }) => position)).toEqual(inOrder(events));
    expect(typesOf(events)).toEqual(
      expect.arrayContaining(['EventReceived', 'ContactEnrolled', 'ReminderScheduled', 'RunResumed', 'StepCompleted']),
    );
    expect(typesOf(events).slice(-4)).toEqual(['StepStarted', 'StepCompleted', 'RunCompleted', 'EnrollmentCompleted']);
    const known = new Set<string>();
    for (const { id, type, metadata } of events) {
      const isSent = type === 'EventReceived' || type === 'ContactOptedOut';
      expect([type, known.has(metadata?.causationId ?? ''), metadata?.commandId === undefined]).toEqual([
        type,
        !isSent,
        isSent,
      ]);
      known.add(id);
    }
  });

  it('of a correlation id are all that follow from the request, whoever it is about', async () => {
    const { events } = await found('events?correlationId=batch&limit=200');
    const log = (await api.test.everything()).filter(({ metadata }) => metadata.correlationId === 'batch');
    expect(events.map(({ id }) => id)).toEqual(log.map(({ id }) => id));
  });

  it('of a contact are all of its streams’', async () => {
    const { events } = await found('events?contact=c-2&limit=200');
    const { streams } = await found('streams?contact=c-2');
    const names = new Set(streams.map(({ stream }) => stream));
    const log = (await api.test.everything()).filter(({ stream }) => names.has(stream));
    expect(events.map(({ id }) => id)).toEqual(log.map(({ id }) => id));
    expect(typesOf(events)).toContain('ContactOptedOut');
  });

  it('of an account are its log, by type and time', async () => {
    await api.draftWorkflow({}, GLOBEX);
    const own = (await api.test.everything()).filter(({ metadata }) => metadata.account === 'acme');
    expect((await everyPage('events?', 7)).map(({ id }) => id)).toEqual(own.map(({ id }) => id));
    const started = own.filter(({ type }) => type === 'RunStarted').map(({ id }) => id);
    expect((await everyPage('events?type=RunStarted&', 1)).map(({ id }) => id)).toEqual(started);
    const later = own.filter(({ metadata }) => metadata.at >= '2026-11-24T11:00:00.000Z').map(({ id }) => id);
    expect((await found('events?from=2026-11-24T12:00:00%2B01:00&limit=200')).events.map(({ id }) => id)).toEqual(
      later,
    );
    expect((await found('events?to=2026-11-24T11:00:00Z&limit=200')).events).toHaveLength(own.length - later.length);
  });

  it('come page by page whatever is asked for, each once', async () => {
    for (const query of ['eventId=e-c-1', 'contact=c-1', 'correlationId=batch', 'contact=c-1&type=StepCompleted']) {
      const whole = (await found(`events?${query}&limit=200`)).events;
      expect(whole.length).toBeGreaterThan(0);
      for (const limit of [1, 3]) expect(await everyPage(`events?${query}&`, limit)).toEqual(whole);
    }
  });

  it.each([
    'type=Nothing',
    'from=today',
    'contact=%20',
    'eventId=',
    'limit=0',
    'cursor=e30',
    `correlationId=${'x'.repeat(201)}`,
  ])('are refused for %s', async (query) => {
    await api.as('auditor').get(`/api/audit/events?${query}`).expect(problem(400, 'invalid_request'));
  });
});
