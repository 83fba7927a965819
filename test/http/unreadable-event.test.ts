import path from 'node:path';
import Database from 'better-sqlite3';
import { accountStream } from '../../src/domain/streams';
import { ACME, TestApi, WAITING, contact } from './test-api';

const A = '/api/automations';

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.open();
});
afterEach(() => api.close());

/** Changes a byte of the first event of a stream, as a disk does. */
function flip(stream: string): void {
  const db = new Database(path.join(api.test.folder, 'events.db'));
  const { changes } = db
    .prepare(
      `UPDATE events SET data = replace(data, '}', '~')
       WHERE revision = 0 AND stream = (SELECT stream FROM streams WHERE name = ?)`,
    )
    .run(stream);
  db.close();
  expect(changes).toBe(1);
}

describe('an event that is not as it was stored', () => {
  it('is named to whoever commands what it belongs to; everything else goes on', async () => {
    const workflowId = await api.activeWorkflow({ steps: WAITING });
    const [broken, whole] = [await api.enrolled(workflowId, 'c-1'), await api.enrolled(workflowId, 'c-2')];
    await api.caughtUp();
    flip(`run-${broken}`);
    const cancelled = await api.as('manager').post(`${A}/runs/${broken}/cancel`).expect(503);
    expect(cancelled.body).toMatchObject({
      code: 'event_unreadable',
      stream: `run-${broken}`,
      revision: 0,
      position: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
    });
    await api.as('owner').post(`${A}/runs/${broken}/resume`).expect(503);
    await api.as('viewer').get(`${A}/runs/${broken}`).expect(200);
    await api.as('manager').post(`${A}/runs/${whole}/cancel`).expect(200);
    await api
      .as('manager')
      .post(`${A}/workflows/${workflowId}/enrollments`)
      .send({ contact: contact('c-3') })
      .expect(201);
  });

  it.each(['workflow', 'account'])('is named also where a decision only looks at it: a %s', async (category) => {
    await api.as('owner').put(`${A}/settings`).send({ timezone: 'Europe/Madrid' }).expect(200);
    const workflowId = await api.draftWorkflow();
    await api.caughtUp();
    flip(category === 'workflow' ? `workflow-${workflowId}` : accountStream(ACME));
    const testing = await api
      .as('manager')
      .post(`${A}/workflows/${workflowId}/test-runs`)
      .send({ contact: contact('c-1') });
    expect([testing.status, (testing.body as { code: string }).code]).toEqual([503, 'event_unreadable']);
  });
});
