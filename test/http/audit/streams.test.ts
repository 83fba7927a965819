import path from 'node:path';
import Database from 'better-sqlite3';
import { EVENT_TYPES } from '../../../src/domain/events';
import { accountStream, contactStream, inboundStream } from '../../../src/domain/streams';
import type { AuditedEvent, StreamPage } from '../../../src/queries/read-stream';
import { problem } from '../problem';
import { ACME, GLOBEX, TestApi, WAITING, contact } from '../test-api';

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.open();
});
afterEach(() => api.close());

const A = '/api/automations';
const streamPath = (stream: string, query = ''): string => `/api/audit/streams/${stream}${query}`;

async function page(stream: string, query = ''): Promise<StreamPage> {
  return (await api.as('auditor').get(streamPath(stream, query)).expect(200)).body as StreamPage;
}

/** Changes a byte of one event of a stream, as a disk does. */
function flip(stream: string, revision: number): void {
  const db = new Database(path.join(api.test.folder, 'events.db'));
  db.prepare(
    `UPDATE events SET data = replace(data, '}', '~')
     WHERE revision = ? AND stream = (SELECT stream FROM streams WHERE name = ?)`,
  ).run(revision, stream);
  db.close();
}

/** The streams of everything that an account has, with a run that an inbound event started. */
async function everyStream(): Promise<readonly string[]> {
  const manager = api.as('manager');
  const fired = { trigger: { type: 'event', event: 'estimate.sent' }, steps: WAITING };
  await api.activeWorkflow(fired);
  const reminding = {
    trigger: { type: 'reminder', event: 'estimate.sent', dateField: 'data.at', offset: '-PT1H', key: 'data.id' },
  };
  await api.activeWorkflow(reminding);
  await api
    .as('owner')
    .put(`${A}/settings`)
    .send({ timezone: 'Europe/Madrid', rateLimits: { sms: { perMinute: 5 } } })
    .expect(200);
  await manager.put(`${A}/contacts/c-1/opt-outs/email`).set('Idempotency-Key', 'k').expect(200);
  const data = { id: 'a', at: '2026-12-24T10:00:00Z' };
  await manager
    .post(`${A}/events`)
    .send({ id: 'e-1', type: 'estimate.sent', contact: contact('c-1'), data })
    .expect(200);
  await api.enrolled(await api.activeWorkflow(), 'c-2');
  await api.caughtUp();
  return [...new Set((await api.test.everything()).map(({ stream }) => stream))];
}

describe('a stream', () => {
  it('is told as it was stored, of every category, with its state beside each event', async () => {
    const streams = await everyStream();
    const categories = new Set<string>();
    for (const stream of streams) {
      const stored = await api.test.engine.dependencies.events.readStream(stream);
      const { events, next } = await page(stream, '?limit=200&states=true');
      expect(next).toBeNull();
      expect(events.map(({ state, at, ...event }) => event)).toEqual(stored);
      expect(events.map(({ at }) => at)).toEqual(stored.map(({ metadata }) => metadata.at));
      expect(events.filter(({ state }) => state === undefined || state === null)).toEqual([]);
      for (const { type } of events) expect(EVENT_TYPES).toContain(type);
      categories.add(stream.split('-', 1)[0] ?? '');
    }
    expect([...categories].sort()).toEqual(
      ['account', 'command', 'contact', 'enrollment', 'event', 'quota', 'reminder', 'run', 'workflow'].sort(),
    );
  });

  it('shows how a run stood after each of its events', async () => {
    const runId = await api.enrolled(await api.activeWorkflow({ steps: WAITING }), 'c-1');
    await api.as('manager').post(`${A}/runs/${runId}/cancel`).expect(200);
    const { events } = await page(`run-${runId}`, '?states=true');
    expect(events.map(({ type, state }) => [type, (state as { status: string }).status])).toEqual([
      ['RunStarted', 'running'],
      ['RunWaiting', 'waiting'],
      ['RunCancelled', 'cancelled'],
    ]);
  });

  it('is read page by page, forwards and backwards, states and all', async () => {
    const steps = Array.from({ length: 8 }, (_, i) => ({ id: `s${i}`, type: 'sms', body: 'x' }));
    const runId = await api.enrolled(await api.activeWorkflow({ steps }), 'c-1');
    await api.caughtUp();
    const stream = `run-${runId}`;
    const whole = (await page(stream, '?limit=200&states=true')).events;
    expect(whole.length).toBe(18);
    for (const direction of ['forwards', 'backwards'] as const) {
      const read: AuditedEvent[] = [];
      let next: number | null | undefined;
      do {
        const from = next === undefined ? '' : `&from=${next ?? ''}`;
        const part = await page(stream, `?limit=5&states=true&direction=${direction}${from}`);
        read.push(...part.events);
        ({ next } = part);
      } while (next !== null);
      expect(read).toEqual(direction === 'forwards' ? whole : [...whole].reverse());
    }
    expect(await page(stream, '?from=18')).toEqual({ events: [], next: null });
    expect((await page(stream, '?from=99&direction=backwards&limit=1')).events).toEqual([
      expect.objectContaining({ revision: 17 }),
    ]);
  });

  it('ends a page where it would pass a megabyte', async () => {
    const data = { text: 'x'.repeat(180_000) };
    const workflowId = await api.activeWorkflow({ settings: { reentry: 'when_not_active' } });
    for (let i = 0; i < 6; i++) {
      await api
        .as('manager')
        .post(`${A}/workflows/${workflowId}/enrollments`)
        .send({ contact: contact('c-1'), data })
        .expect(201);
      await api.caughtUp();
    }
    const enrolled = (await api.test.everything()).find(({ type }) => type === 'ContactEnrolled');
    const first = await page(enrolled?.stream ?? '', '?limit=200');
    expect(JSON.stringify(first).length).toBeLessThan(1_000_000);
    expect(first.next).toBe(first.events.length);
    const second = await page(enrolled?.stream ?? '', `?limit=200&from=${first.next ?? ''}`);
    expect([...first.events, ...second.events].length).toBe(12);
  });

  it('is another account’s, or nobody’s: never told apart', async () => {
    const streams = await everyStream();
    const none = ['run-none', 'event-none', 'none-1', 'run-', 'run', '$all', '$ce-run', `run-${'x'.repeat(129)}`];
    for (const stream of [...streams, ...none.map((name) => encodeURIComponent(name))])
      await api.as('auditor', GLOBEX).get(streamPath(stream)).expect(problem(404, 'not_found'));
    for (const stream of [contactStream(GLOBEX, 'c-1'), inboundStream(GLOBEX, 'e-1'), accountStream(GLOBEX)])
      await api.as('auditor', ACME).get(streamPath(stream)).expect(problem(404, 'not_found'));
  });

  it.each([
    ['the first', 0],
    ['one in the middle', 7],
    ['the last', 17],
  ])('tells in its place what cannot be read: %s', async (_, broken) => {
    const steps = Array.from({ length: 8 }, (_, i) => ({ id: `s${i}`, type: 'sms', body: 'x' }));
    const stream = `run-${await api.enrolled(await api.activeWorkflow({ steps }), 'c-1')}`;
    await api.caughtUp();
    const whole = (await page(stream, '?limit=200&states=true')).events;
    flip(stream, broken);
    const told = whole.map(({ data, metadata, at, state, ...place }) =>
      place.revision === broken
        ? {
            ...place,
            ...{ data: null, metadata: null, at: null, state: null },
            unreadable: 'it is not what was appended, by its checksum',
          }
        : { ...place, data, metadata, at, state: place.revision < broken ? state : null },
    );
    expect((await page(stream, '?limit=200&states=true')).events).toEqual(told);
    expect((await page(stream, '?limit=200&states=true&direction=backwards')).events).toEqual([...told].reverse());
    expect((await page(stream, `?limit=1&states=true&from=${broken}`)).events).toEqual([told[broken]]);
    await api.as('auditor', GLOBEX).get(streamPath(stream)).expect(404);
  });

  it('says who did each thing, by role and by the key’s name', async () => {
    const workflowId = await api.activeWorkflow({ steps: WAITING });
    const runId = await api.enrolled(workflowId, 'c-1');
    await api.caughtUp();
    api.clock.advance(3_600_000);
    await api.as('engine').post('/internal/engine/resume-due').expect(200);
    await api.caughtUp();
    const { events } = await page(`run-${runId}`);
    const actors = events.map(({ type, metadata }) => [type, metadata?.actor.replace(/:.*/, '')]);
    expect(actors).toContainEqual(['RunStarted', 'manager']);
    expect(actors).toContainEqual(['RunResumed', 'engine']);
  });
});
