import { version } from '../../package.json';
import path from 'node:path';
import Database from 'better-sqlite3';
import { workflows } from '../../projections/workflows';
import { newId } from '../../src/kernel/ids';
import { NO_STREAM } from '../../src/kernel/message';
import { until } from '../until';
import { ACME, TestApi } from './test-api';

let api: TestApi;

beforeEach(async () => {
  api = await TestApi.open();
});
afterEach(() => api.close());

describe('health', () => {
  it('is ready while the stores answer and every projection goes on', async () => {
    for (const check of ['live', 'ready']) {
      const answer = await api.anonymous.get(`/health/${check}`).expect(200);
      expect(answer.body).toEqual({ status: 'ok', version });
    }
  });

  it('is live and not ready once a projection has stopped, with its name', async () => {
    const { events, progress } = api.test.engine.dependencies;
    const metadata = { account: ACME, actor: 'test', correlationId: 'c', causationId: 'c', schemaVersion: 1, at: '' };
    await events.append('run-1', NO_STREAM, [{ id: newId(), type: 'RunStarted', data: {}, metadata }]);
    await until('a projection has stopped', () => progress.failures.length > 0);
    const answer = await api.anonymous.get('/health/ready').expect(503);
    expect(answer.body).toMatchObject({
      code: 'not_ready',
      reasons: expect.arrayContaining([
        expect.stringContaining('contacts has stopped at revision 0 of run-1'),
      ]) as unknown,
    });
    expect(answer.headers['retry-after']).toBe('1');
    await api.anonymous.get('/health/live').expect(200);
  });

  it('is not ready while folding the log fails, with the reason', async () => {
    const db = new Database(path.join(api.test.folder, 'read.db'));
    db.exec(`DROP TABLE "${workflows.name}_v${workflows.version}"`);
    db.close();
    await api.draftWorkflow();
    const ready = () => api.anonymous.get('/health/ready');
    await until('folding fails', async () => (await ready()).status === 503);
    const [reason] = ((await ready()).body as { reasons: readonly string[] }).reasons;
    expect(reason).toBe('folding the log fails');
  });
});
