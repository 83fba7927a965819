import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { ACME, TestApi, contact, keyOf } from './test-api';

jest.setTimeout(120_000);

const LETTERS = 'x'.repeat(150_000);
const EFFECTS = 30;

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

  it('is put off while clients do not take what they asked for, and given again when they are gone', async () => {
    const { hostname, port } = new URL(api.url);
    const lazy: Socket[] = [];
    const request = `GET /api/automations/outbox?limit=200 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${keyOf('viewer', ACME)}\r\n\r\n`;
    let status = 200;
    for (let i = 0; i < 200 && status === 200; i++) {
      const socket = connect(Number(port), hostname).pause();
      await once(socket, 'connect');
      socket.write(request.repeat(12)); // the first few are taken by the system itself
      lazy.push(socket);
      status = (await api.as('viewer').get('/api/automations/outbox?limit=200')).status;
    }
    expect(status).toBe(503);
    await api.as('viewer').get('/api/automations/workflows').expect(200);
    for (const socket of lazy) socket.destroy();
    await api.as('viewer').get('/health/live').expect(200);
    await api.as('viewer').get('/api/automations/outbox?limit=200').expect(200);
  });
});
