import { TestApi, contact } from './test-api';

const LETTERS = 'x'.repeat(150_000);
const EFFECTS = 13;

let api: TestApi;
let ids: readonly string[];
beforeAll(async () => {
  api = await TestApi.open();
  const steps = [{ id: 'hello', type: 'email', subject: 'Long', body: '{{ data.text }}' }];
  const workflow = await api.activeWorkflow({ steps });
  const runs: string[] = [];
  for (let i = 0; i < EFFECTS; i++) {
    const answer = await api
      .as('manager')
      .post(`/api/automations/workflows/${workflow}/enrollments`)
      .send({ contact: contact(`c-${i}`), data: { text: LETTERS } })
      .expect(201);
    runs.push((answer.body as { runId: string }).runId);
  }
  ids = runs;
  await api.caughtUp();
});
afterAll(() => api.close());

interface Page {
  readonly items: readonly { readonly runId: string }[];
  readonly nextCursor: string | null;
}

describe('a list of what is large', () => {
  it('ends its pages at a megabyte, and goes on until everything was listed once', async () => {
    const listed: string[] = [];
    let cursor: string | null = null;
    do {
      const route: string = `/api/automations/outbox?limit=200${cursor === null ? '' : `&cursor=${cursor}`}`;
      const answer = await api.as('viewer').get(route).expect(200);
      expect(answer.text.length).toBeLessThanOrEqual(1_000_000);
      const page = answer.body as Page;
      expect(page.items.length).toBeGreaterThan(0);
      listed.push(...page.items.map(({ runId }) => runId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(listed).toEqual([...ids].reverse());
  });
});
