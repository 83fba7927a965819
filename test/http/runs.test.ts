import fc from 'fast-check';
import type { RunView } from '../../src/queries/run-view';
import { tried } from '../properties';
import { invalid, problem } from './problem';
import { FAILING_WITHOUT_NICKNAME, TestApi, WAITING } from './test-api';

const MINUTE = 60_000;
const START = Date.parse('2026-11-24T10:00:00.000Z');
const RUNS = '/api/automations/runs';

let api: TestApi;
let all: readonly RunView[];
const workflows: string[] = [];

interface Page {
  readonly items: readonly RunView[];
  readonly nextCursor: string | null;
}
const page = async (query: string): Promise<Page> => (await api.read(`/runs?${query}`)) as Page;
const idsOf = (runs: readonly RunView[]) => runs.map(({ runId }) => runId);

/** Every page after another, `meanwhile` before each. */
async function walk(
  query: string,
  meanwhile: () => Promise<unknown> = () => Promise.resolve(),
): Promise<readonly string[]> {
  const ids: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { items, nextCursor }: Page = await page(cursor === '' ? query : `${query}&cursor=${cursor}`);
    ids.push(...idsOf(items));
    cursor = nextCursor;
    await meanwhile();
  }
  return ids;
}

/** Twelve runs a minute apart, of two workflows and four contacts: completed, failed, waiting and cancelled ones. */
beforeAll(async () => {
  api = await TestApi.open();
  const steps = [
    { id: 'slow', type: 'condition', if: { field: 'contact.slow', op: 'exists' }, then: WAITING.slice(0, 1) },
    ...FAILING_WITHOUT_NICKNAME,
  ];
  for (const name of ['First', 'Second'])
    workflows.push(await api.activeWorkflow({ name, steps, settings: { reentry: 'always' } }));
  const fates = [{ nickname: 'x' }, {}, { slow: true }, { slow: true, cancel: true }];
  for (let i = 0; i < 12; i++) {
    const fate = fates[i % fates.length] ?? {};
    const runId = await api.enrolled(workflows[i % 3 === 0 ? 1 : 0] ?? '', `c-${i % 5}`, fate);
    if ('cancel' in fate) await api.as('manager').post(`${RUNS}/${runId}/cancel`).expect(200);
    await api.caughtUp();
    api.clock.advance(MINUTE);
  }
  all = (await page('limit=200')).items;
});
afterAll(() => api.close());

describe('the list of runs', () => {
  it('shows each run as it is, the newest first', () => {
    expect(all).toHaveLength(12);
    expect(all.map(({ startedAt }) => Date.parse(startedAt))).toEqual(all.map((_, i) => START + (11 - i) * MINUTE));
    expect(all.find(({ status }) => status === 'waiting')).toEqual({
      runId: expect.any(String) as string,
      workflowId: workflows[0],
      workflowName: 'First',
      workflowVersion: 1,
      contact: { id: 'c-0', name: 'Ana López', email: 'ana@example.com', phone: '+34600000000' },
      trigger: { type: 'manual' },
      status: 'waiting',
      currentStep: { stepId: 'pause', label: null, type: 'delay' },
      startedAt: '2026-11-24T10:10:00.000Z',
      finishedAt: null,
      durationMs: null,
      wakeAt: '2026-11-24T11:10:00.000Z',
      wakeZone: { timezone: 'UTC', timezoneOf: 'default' },
      failedSteps: 0,
      error: null,
      previousRunId: null,
      revision: expect.any(Number) as number,
    });
    expect(all.find(({ status }) => status === 'failed')).toMatchObject({
      currentStep: null,
      durationMs: 0,
      failedSteps: 1,
      error: { stepId: 'hello', code: 'missing_data', message: expect.any(String) as string },
    });
  });

  it('has 50 on a page unless told', async () => {
    expect((await page('')).nextCursor).toBeNull();
    expect((await page('limit=11')).nextCursor).not.toBeNull();
    expect((await page('limit=12')).nextCursor).toBeNull();
  });

  it('answers every combination of its filters with just those runs, however it is paged', async () => {
    const time = fc.integer({ min: -1, max: 13 }).map((minute) => new Date(START + minute * MINUTE).toISOString());
    const filters = fc.record(
      {
        status: fc.uniqueArray(
          fc.constantFrom<RunView['status']>('waiting', 'completed', 'failed', 'cancelled', 'running'),
          {
            maxLength: 3,
          },
        ),
        workflowId: fc.constantFrom(...[0, 1]),
        contact: fc.constantFrom('c-0', 'c-1', 'ANA', 'ana@', '+3460', 'nobody'),
        from: time,
        to: time,
        errorCode: fc.constantFrom('missing_data', 'rate_limited'),
        limit: fc.integer({ min: 1, max: 5 }),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(filters, async ({ workflowId: place, ...asked }) => {
        const workflowId = place === undefined ? undefined : workflows[place];
        const expected = all.filter(
          (run) =>
            (asked.status === undefined || asked.status.length === 0 || asked.status.includes(run.status)) &&
            (workflowId === undefined || run.workflowId === workflowId) &&
            (asked.contact === undefined || asked.contact === run.contact.id || /^(ana|\+3460)/i.test(asked.contact)) &&
            (asked.from === undefined || run.startedAt >= asked.from) &&
            (asked.to === undefined || run.startedAt < asked.to) &&
            (asked.errorCode === undefined || run.error?.code === asked.errorCode),
        );
        const pairs = Object.entries({ ...asked, workflowId }).flatMap(([name, values]) =>
          [values ?? []].flat().map((value): [string, string] => [name, String(value)]),
        );
        expect(await walk(new URLSearchParams(pairs).toString())).toEqual(idsOf(expected));
      }),
      tried(60),
    );
  });

  it('of one workflow is the list filtered by it', async () => {
    const [, second = ''] = workflows;
    const ofWorkflow = (await api.read(`/workflows/${second}/runs?status=failed`)) as Page;
    expect(ofWorkflow.items).toEqual((await page(`workflowId=${second}&status=failed`)).items);
    await api
      .as('viewer')
      .get(`/api/automations/workflows/${second}/runs?workflowId=${second}`)
      .expect(invalid('workflowId'));
  });

  it.each([
    ['other filters', 'limit=2&status=failed', 'limit=2&status=completed'],
    ['a filter more', 'limit=2', 'limit=2&contact=c-0'],
    ['another list', 'limit=2', null],
  ])('does not take a cursor to %s', async (_, query, other) => {
    const { nextCursor } = await page(query);
    const path = other === null ? '/api/automations/outbox?' : `${RUNS}?${other}&`;
    await api
      .as('viewer')
      .get(`${path}cursor=${nextCursor ?? ''}`)
      .expect(invalid('cursor'));
  });

  it('takes a cursor with another limit, and its filters in another order', async () => {
    const { nextCursor } = await page('limit=2&status=failed&status=completed');
    const rest = await page(`status=completed&limit=200&status=failed&cursor=${nextCursor ?? ''}`);
    expect(rest.items).toHaveLength(4);
  });
});

describe('the search for a contact', () => {
  it.each(['Ana', 'aNA LÓP', 'lopez', ' ana ', 'ana@ex', '+3460', '34600', '600 00', 'c-1'])(
    'finds %s',
    async (text) => {
      expect((await page(`contact=${encodeURIComponent(text)}`)).items).not.toEqual([]);
    },
  );

  it.each(['na L', 'example.com', 'c-', '4600', 'ana%', '_na'])(
    'is by the beginning, and by the whole id: not %s',
    async (text) => {
      expect((await page(`contact=${encodeURIComponent(text)}`)).items).toEqual([]);
    },
  );

  it('needs two characters', async () => {
    await api.as('viewer').get(`${RUNS}?contact=a`).expect(problem(400, 'too_broad'));
  });
});

describe('the runs of one contact', () => {
  const ofContact = async (query: string) => (await page(query)).items.map(({ contact }) => contact.id);

  it('are theirs alone, with any other filter, by whatever id they have', async () => {
    const [theirs = ''] = await ofContact('limit=1');
    const own = await ofContact(`contactId=${theirs}`);
    expect(own).toEqual(own.map(() => theirs));
    expect(own).toHaveLength(all.filter(({ contact }) => contact.id === theirs).length);
    expect(await ofContact(`contactId=${theirs}&contact=${theirs}`)).toEqual(own);
    expect(await ofContact(`contactId=${theirs}&contact=nobody`)).toEqual([]);
    expect(await ofContact(`contactId=${theirs}&to=2020-01-01T00:00:00Z`)).toEqual([]);
    expect(await ofContact('contactId=7')).toEqual([]);
    await api.as('viewer').get(`${RUNS}?contactId=`).expect(invalid('contactId'));
  });
});

// Last, since these add runs that the list above does not know.
describe('a list that grows', () => {
  it('is walked without loss or doubles while runs start', async () => {
    const started: string[] = [];
    const walked = await walk('limit=3', async () => {
      started.push(await api.enrolled(workflows[0] ?? '', `new-${started.length}`, { nickname: 'x' }));
    });
    expect(walked).toEqual(idsOf(all));
  });

  it('is walked without loss or doubles among runs of the same millisecond', async () => {
    const ids = await Promise.all(Array.from({ length: 9 }, (_, i) => api.enrolled(workflows[1] ?? '', `same-${i}`)));
    const walked = await walk(
      `limit=2&from=${new Date(api.clock.now()).toISOString()}&workflowId=${workflows[1] ?? ''}`,
    );
    expect([...walked].sort()).toEqual([...ids].sort());
  });

  it('refuses a search that finds more than a hundred contacts', async () => {
    const enrolling = (i: number) =>
      api.enrolled(workflows[0] ?? '', `many-${i}`, { name: `Zoe ${i}`, email: `z${i}@b.c` });
    for (let i = 0; i < 100; i += 20) await Promise.all(Array.from({ length: 20 }, (_, j) => enrolling(i + j)));
    expect((await page('contact=zoe&limit=200')).items).toHaveLength(100);
    await enrolling(100);
    await api.caughtUp();
    await api.as('viewer').get(`${RUNS}?contact=zoe`).expect(problem(400, 'too_broad'));
    expect((await page('contact=zoe%2077')).items).toHaveLength(1);
  });
});
