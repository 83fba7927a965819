import { until } from '../until';
import { problem } from './problem';
import { GLOBEX, TestApi, WAITING, contact } from './test-api';

let api: TestApi;

beforeEach(async () => {
  api = await TestApi.open();
});
afterEach(() => api.close());

const A = '/api/automations';
const fire = (id: string, type = 'estimate.sent', data: object = {}) =>
  api
    .as('manager')
    .post(`${A}/events`)
    .send({ id, type, contact: contact('c-1'), data })
    .expect(200);

describe('a contact', () => {
  it('is told with what happened to it and what happens next', async () => {
    const trigger = { type: 'event', event: 'estimate.sent' };
    const workflowId = await api.activeWorkflow({ trigger, steps: WAITING });
    const reminding = await api.activeWorkflow({
      trigger: { type: 'reminder', event: 'booked', dateField: 'data.at', offset: '-PT1H', key: 'data.id' },
    });
    await fire('e-1');
    await fire('e-2', 'booked', { id: 'a-1', at: new Date(api.clock.now() + 86_400_000).toISOString() });
    await fire('e-3', 'unheard');
    await api.as('manager').put(`${A}/contacts/c-1/opt-outs/email`).expect(200);
    await api.caughtUp();
    const [run] = await api.list('/runs');
    expect(await api.read('/contacts/c-1')).toEqual({
      contact: { id: 'c-1', name: 'Ana López', email: 'ana@example.com', phone: '+34600000000', timezone: null },
      optOuts: [
        {
          channel: 'email',
          since: expect.any(String) as string,
          source: expect.stringMatching(/^manager:/) as string,
          by: expect.stringMatching(/^manager:/) as string,
        },
      ],
      optOutHistory: [
        {
          channel: 'email',
          change: 'out',
          at: expect.any(String) as string,
          source: expect.stringMatching(/^manager:/) as string,
          by: expect.stringMatching(/^manager:/) as string,
        },
      ],
      activeRuns: [run],
      lastRunAt: run?.['startedAt'],
      scheduled: [
        {
          type: 'wait',
          at: run?.['wakeAt'],
          workflowId,
          runId: run?.['runId'],
          held: false,
          next: { stepId: 'hello', label: null, type: 'sms' },
        },
        {
          type: 'reminder',
          at: new Date(api.clock.now() + 82_800_000).toISOString(),
          workflowId: reminding,
          reminderId: expect.any(String) as string,
          held: false,
        },
      ],
      recentEvents: [
        expect.objectContaining({ eventId: 'e-3', type: 'unheard', results: [] }) as object,
        expect.objectContaining({
          eventId: 'e-2',
          results: [{ workflowId: reminding, outcome: 'scheduled' }],
        }) as object,
        expect.objectContaining({
          eventId: 'e-1',
          results: [{ workflowId, outcome: 'started', runId: run?.['runId'] }],
        }) as object,
      ],
      asOf: expect.anything() as unknown,
    });
    await api.as('manager').post(`${A}/workflows/${workflowId}/pause`).expect(200);
    await api.caughtUp();
    expect(await api.read('/contacts/c-1')).toMatchObject({ lastRunAt: run?.['startedAt'] });
  });

  it('is told with why each event started nothing: by what values, in which run, or as its workflow was paused', async () => {
    const trigger = { type: 'event', event: 'estimate.sent' };
    const total = { field: 'data.total', op: 'gte', value: 100 };
    const name = { field: 'contact.name', op: 'starts_with', value: 'Ana' };
    const choosy = await api.activeWorkflow({ trigger, entryConditions: { all: [name, total] } });
    const busy = await api.activeWorkflow({ trigger, steps: WAITING });
    const runId = await api.enrolled(busy, 'c-1');
    const [paused, reminding] = [
      await api.activeWorkflow({ trigger }),
      await api.activeWorkflow({
        trigger: { type: 'reminder', event: 'estimate.sent', dateField: 'data.at', offset: 'PT0S', key: 'data.id' },
      }),
    ];
    for (const id of [paused, reminding]) await api.as('manager').post(`${A}/workflows/${id}/pause`).expect(200);
    const answer = await fire('e-1', 'estimate.sent', { total: 80, at: '2026-12-24T10:00:00Z', id: 'a-1' });
    const outcome = 'not_matched';
    expect((answer.body as { results: object[] }).results).toContainEqual({ workflowId: choosy, outcome });
    const { recentEvents } = (await api.read('/contacts/c-1')) as { recentEvents: { results: object[] }[] };
    expect(new Set(recentEvents[0]?.results)).toEqual(
      new Set([
        { workflowId: choosy, outcome, comparisons: [{ ...total, actual: 80, passed: false }] },
        { workflowId: busy, outcome: 'already_active', runId },
        { workflowId: reminding, outcome: 'scheduled' },
        { workflowId: paused, outcome: 'paused' },
      ]),
    );
  });

  it('that only an opt-out is known of is there, and another account has none', async () => {
    await api.as('manager').put(`${A}/contacts/c-9/opt-outs/sms`).expect(200);
    await api.caughtUp();
    expect(await api.read('/contacts/c-9')).toMatchObject({ contact: { id: 'c-9', name: null }, activeRuns: [] });
    await api.as('viewer', GLOBEX).get(`${A}/contacts/c-9`).expect(problem(404, 'not_found'));
    await api.as('viewer', GLOBEX).get(`${A}/contacts/c-9/opt-outs/sms`).expect(problem(404, 'not_found'));
  });

  it('shows its last fifty events', async () => {
    for (let i = 0; i < 52; i++) await fire(`e-${i}`, 'unheard');
    await api.caughtUp();
    const { recentEvents } = (await api.read('/contacts/c-1')) as { recentEvents: { eventId: string }[] };
    expect(recentEvents).toHaveLength(50);
    expect(recentEvents[0]).toMatchObject({ eventId: 'e-51' });
  });
});

describe('an opt-out', () => {
  it('is there from when it was asked for until it is taken back', async () => {
    const optOut = `${A}/contacts/c-1/opt-outs/sms`;
    const shown = () => api.as('viewer').get(optOut);
    await shown().expect(problem(404, 'not_found'));
    await api.as('manager').put(optOut).expect(200);
    await api.caughtUp();
    const { body } = (await shown().expect(200)) as { body: { since: string } };
    expect(body).toMatchObject({
      contactId: 'c-1',
      channel: 'sms',
      source: expect.stringMatching(/^manager:/) as string,
    });
    await api.as('manager').put(optOut).expect(200);
    await api.caughtUp();
    expect((await shown().expect(200)).body).toMatchObject({ since: body.since });
    await api.as('manager').delete(optOut).expect(200);
    await api.caughtUp();
    await shown().expect(problem(404, 'not_found'));
  });
});

describe('an opt-out by hand', () => {
  const optOut = (id: string) => api.as('manager').put(`${A}/contacts/${id}/opt-outs/sms`).expect(200);
  const outcomeOf = async (id: string, workflowId: string) => {
    const run = (await api.read(`/runs/${await api.enrolled(workflowId, id)}`)) as { timeline: readonly object[] };
    return run.timeline[0];
  };
  const SKIPPED = { status: 'skipped', skippedReason: 'sms_opt_out' };

  it('holds for the number of a contact that came in just now, whoever has it too', async () => {
    const workflowId = await api.activeWorkflow();
    for (const id of ['n-1', 'n-2', 'n-3']) {
      const phone = `+3460000020${id.at(-1)}`;
      await api.enrolled(workflowId, id, { phone });
      expect((await optOut(id)).body).toMatchObject({ contactId: id, optOuts: ['sms'], address: 'included' });
      const other = await api.enrolled(workflowId, `other-${id}`, { phone });
      expect(await api.read(`/runs/${other}`)).toMatchObject({ timeline: [SKIPPED] });
    }
    expect((await optOut('nobody')).body).toMatchObject({ optOuts: ['sms'], address: 'none' });
  });

  it('is kept with what was before, also of those who have the same number', async () => {
    const workflowId = await api.activeWorkflow();
    for (const id of ['h-1', 'h-2']) await api.enrolled(workflowId, id, { phone: '+34600000301' });
    for (const id of ['h-1', 'h-2']) await optOut(id);
    await api.as('manager').delete(`${A}/contacts/h-1/opt-outs/sms`).expect(200);
    await api.caughtUp();
    const historyOf = async (id: string): Promise<unknown> =>
      ((await api.read(`/contacts/${id}`)) as { optOutHistory: readonly { change: string }[] }).optOutHistory.map(
        ({ change }) => change,
      );
    expect(await historyOf('h-1')).toEqual(['in', 'out']);
    expect(await historyOf('h-2')).toEqual(['in', 'out', 'out']);
  });

  it('says so where the number is not known in time, and holds for the contact all the same', async () => {
    const workflowId = await api.activeWorkflow();
    await api.caughtUp();
    await api.as('admin').post('/api/admin/projections/contacts/pause').expect(200);
    const { events, progress } = api.test.engine.dependencies;
    let probes = 0;
    await until('contacts are folded no further', async () => {
      await api.enrolled(workflowId, `probe-${(probes += 1)}`);
      const head = await events.head();
      await progress.reached(['run-history'], head, 1);
      return progress.asOf(['contacts']).position < head;
    });
    await api.enrolled(workflowId, 'late-1');
    const answered = optOut('late-1').then(({ body }: { body: object }) => body);
    let body: object | null = null;
    void answered.then((one) => (body = one));
    await until('it is answered', () => {
      api.clock.advance(1_000);
      return body !== null;
    });
    expect(body).toMatchObject({ optOuts: ['sms'], address: 'not_known_yet' });
    await api.as('admin').post('/api/admin/projections/contacts/resume').expect(202);
    expect(await outcomeOf('late-1', workflowId)).toMatchObject(SKIPPED);
    expect((await optOut('late-1')).body).toMatchObject({ address: 'included' });
    expect(await outcomeOf('late-2', workflowId)).toMatchObject(SKIPPED);
  });
});

describe('a search for contacts', () => {
  const searched = (query: string) => api.read(`/contacts?${query}`);

  it('tells of each when its last run started, and how many are active', async () => {
    const waiting = await api.activeWorkflow({ steps: WAITING });
    const ended = await api.activeWorkflow();
    for (const [id, name] of Object.entries({ 'c-1': 'Ana López', 'c-2': 'ánabel', 'c-3': 'Bruno' }))
      await api.enrolled(waiting, id, { name });
    api.clock.advance(60_000);
    await api.enrolled(ended, 'c-2', { name: 'Ánabel' });
    expect(await searched('search=ana')).toEqual({
      items: [
        {
          contact: { id: 'c-1', name: 'Ana López', email: 'ana@example.com', phone: '+34600000000', timezone: null },
          lastRunAt: new Date(api.clock.now() - 60_000).toISOString(),
          activeRuns: 1,
        },
        expect.objectContaining({ lastRunAt: new Date(api.clock.now()).toISOString(), activeRuns: 1 }) as object,
        expect.objectContaining({ activeRuns: 1 }) as object, // by its email
      ],
      nextCursor: null,
      asOf: expect.anything() as unknown,
    });
    expect(await searched('')).toMatchObject({
      items: [{ contact: { id: 'c-2' } }, { contact: { id: 'c-3' } }, { contact: { id: 'c-1' } }],
      nextCursor: null,
    });
    const other = await api.as('viewer', GLOBEX).get(`${A}/contacts?search=ana`).expect(200);
    expect(other.body).toMatchObject({ items: [] });
  });

  it('finds whoever is known by an event or an opt-out alone', async () => {
    await fire('e-1');
    await api.as('manager').put(`${A}/contacts/only-out/opt-outs/sms`).expect(200);
    expect(await searched('search=lop')).toMatchObject({ items: [{ contact: { id: 'c-1' }, lastRunAt: null }] });
    expect(await searched('search=only-out')).toMatchObject({ items: [{ contact: { id: 'only-out', name: null } }] });
    expect(await searched('')).toMatchObject({ items: [] });
  });

  it('comes in pages that hold each once, and refuses what is too broad and cursors of another search', async () => {
    const workflowId = await api.activeWorkflow();
    for (let i = 0; i < 7; i++) await api.enrolled(workflowId, `c-${i}`, { name: `Zoe ${'x'.repeat(300)}${i % 3}` });
    await api.caughtUp();
    const seen: string[] = [];
    let cursor = '';
    for (let pages = 0; pages < 4; pages++) {
      const page = (await searched(`search=zoe&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)) as Page;
      seen.push(...page.items.map(({ contact: { id } }) => id));
      cursor = page.nextCursor ?? '';
    }
    expect([[...seen].sort(), cursor]).toEqual([Array.from({ length: 7 }, (_, i) => `c-${i}`), '']);
    const first = (await searched('search=zoe&limit=2')) as Page;
    const viewer = api.as('viewer');
    for (const query of [`search=zo&cursor=${first.nextCursor ?? ''}`, `cursor=${first.nextCursor ?? ''}`, 'search='])
      await viewer.get(`${A}/contacts?${query}`).expect(problem(400, 'invalid_request'));
    for (const text of ['a', '%20', '%00', '%F0%9F%98%80'])
      await viewer.get(`${A}/contacts?search=${text}`).expect(problem(400, 'too_broad'));
  });
});

interface Page {
  readonly items: readonly { readonly contact: { readonly id: string } }[];
  readonly nextCursor: string | null;
}
