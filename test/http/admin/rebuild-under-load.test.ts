import { projections } from '../../../projections/all';
import { systemClock } from '../../../src/kernel/clock';
import { TestChannel } from '../../engine/test-channel';
import { TestService } from '../../engine/test-service';
import { until } from '../../until';
import { TestApi } from '../test-api';

const HOUR = 3_600_000;
/** Who enrols before the rebuilds begin, and at least so many while they go on. */
const BEFORE = 8;
const MEANWHILE = 8;

const STEPS = [
  { id: 'hello', type: 'sms', body: 'Hello' },
  { id: 'pause', type: 'delay', duration: 'PT1H' },
  { id: 'again', type: 'sms', body: 'Again' },
];

const provider = new TestChannel(true);
let api: TestApi;
beforeAll(async () => {
  api = await TestApi.open({}, await TestService.open({ sms: provider }));
  api.test.engine.start();
});
afterAll(() => api.close());

interface Page {
  readonly items: readonly { readonly runId: string }[];
  readonly asOf: { readonly position: string };
}
interface Enrolled {
  readonly runId: string;
  readonly position: string;
}

const enrolled = async (workflow: string, id: string): Promise<Enrolled> => {
  const contact = { id, phone: '+34600000000' };
  const path = `/api/automations/workflows/${workflow}/enrollments`;
  return (await api.as('manager').post(path).send({ contact }).expect(201)).body as Enrolled;
};

const underWay = async (): Promise<number> =>
  (await api.test.engine.projections.list()).filter(({ rebuild }) => rebuild !== null).length;

/** Reads until it is over; what was asked for is there, and no answer is older than the one before. */
async function reads(over: AbortSignal, last: () => Enrolled): Promise<number> {
  let asOf = '';
  let answers = 0;
  for (; !over.aborted; answers++) {
    const { runId, position } = last();
    const page = (await api.as('viewer').get(`/api/automations/runs?limit=200&minPosition=${position}`).expect(200))
      .body as Page;
    expect(page.items.map((run) => run.runId)).toContain(runId);
    expect(page.asOf.position >= position && page.asOf.position >= asOf).toBe(true);
    asOf = page.asOf.position;
    for (const path of ['/workflows', '/contacts/c-0', `/runs/${runId}`])
      await api.as('viewer').get(`/api/automations${path}`).expect(200);
  }
  return answers;
}

describe('a rebuild of every read model while the engine works', () => {
  it('fails no answer, takes none back, and sends and wakes nothing twice and nothing less', async () => {
    const workflow = await api.activeWorkflow({ steps: STEPS });
    let last = await enrolled(workflow, 'c-0');
    for (let i = 1; i < BEFORE; i++) last = await enrolled(workflow, `c-${i}`);
    await api.caughtUp();
    const over = new AbortController();
    const reading = reads(over.signal, () => last);
    for (const { name } of projections)
      await api.as('admin').post(`/api/admin/projections/${name}/rebuild`).expect(202);
    let contacts = BEFORE;
    while (contacts < BEFORE + MEANWHILE || (await underWay()) > 0) {
      last = await enrolled(workflow, `c-${contacts++}`);
      if (contacts === BEFORE + MEANWHILE / 2) api.clock.advance(HOUR);
      await systemClock.sleep(20);
    }
    over.abort();
    expect(await reading).toBeGreaterThan(1);
    await until('every wait has passed', async () => {
      api.clock.advance(HOUR);
      await api.test.engine.runner.settled();
      return provider.asked.length >= 2 * contacts;
    });
    await api.caughtUp();
    expect(new Set(provider.asked.map(({ key }) => key)).size).toBe(provider.asked.length);
    const types = (await api.test.everything()).map(({ type }) => type);
    const count = (type: string): number => types.filter((one) => one === type).length;
    expect([provider.asked.length, count('RunResumed'), count('RunCompleted')]).toEqual([
      2 * contacts,
      contacts,
      contacts,
    ]);
    const views = await api.test.engine.projections.list();
    expect(views.map(({ last }) => last?.kind)).toEqual(projections.map(() => 'rebuild'));
  });
});
