import type { JsonObject } from '../../src/kernel/message';
import { TestApi } from './test-api';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.open();
});
afterAll(() => api.close());

const A = '/api/automations';
/** Half of a pair of UTF-16, as who cuts a text by units sends it. UTF-8 has no bytes for it, JSON an escape. */
const [FIRST, SECOND] = ['Ana \ud83d', '\udc4b hello'];
const body = (text: string, name = text): JsonObject => ({
  contact: { id: 'c-1', name: text },
  data: { [name]: [text] },
});

describe('half a character in a text', () => {
  it('is kept as it was sent, in the ledger and in what is read of it', async () => {
    const steps = [{ id: 'hello', type: 'sms', to: '+34600000000', body: '{{ contact.name }}' }];
    const workflowId = await api.activeWorkflow({ steps });
    for (const text of [FIRST, SECOND]) {
      const sent = JSON.stringify(body(text));
      expect(sent).toMatch(/\\ud83d|\\udc4b/);
      const enrolled = await api
        .as('manager')
        .post(`${A}/workflows/${workflowId}/enrollments`)
        .type('application/json')
        .send(sent)
        .expect(201);
      const { runId } = enrolled.body as { runId: string };
      expect(await api.test.startOf(runId)).toMatchObject(body(text));
      expect(await api.read(`/runs/${runId}`)).toMatchObject({
        contact: { name: text },
        timeline: [{ output: { body: text } }],
      });
      expect(await api.read(`/runs/${runId}?at=0`)).toMatchObject({ contact: { name: text } });
      expect(await api.read('/contacts/c-1')).toMatchObject({ contact: { name: text } });
      expect(await api.list('/contacts?search=c-1')).toMatchObject([{ contact: { name: text } }]);
      expect(await api.list(`/outbox?runId=${runId}`)).toMatchObject([{ body: text }]);
      const stream = await api.as('auditor').get(`/api/audit/streams/run-${runId}`).expect(200);
      expect(stream.body).toMatchObject({
        events: expect.arrayContaining([
          expect.objectContaining({ data: expect.objectContaining(body(text)) as unknown }),
        ]) as unknown,
      });
    }
  });
});
