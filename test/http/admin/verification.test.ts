import Database from 'better-sqlite3';
import { projections } from '../../../projections/all';
import { collectionName } from '../../../src/kernel/projection';
import type { Verification } from '../../../src/queries/get-verification';
import { fileOfModel } from '../../engine/file-of-model';
import { until } from '../../until';
import { problem } from '../problem';
import { TestApi, WAITING } from '../test-api';

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.open();
});
afterEach(() => api.close());

const pathOf = (name: string): string => `/api/admin/projections/${name}/verify`;
const read = async (name: string): Promise<Verification> =>
  (await api.as('admin').get(pathOf(name)).expect(200)).body as Verification;

/** What is known once what was asked for is over. */
async function verified(name: string, body: object = {}): Promise<Verification> {
  await api.as('admin').post(pathOf(name)).send(body).expect(202);
  let found = await read(name);
  await until(`${name} is verified`, async () => (found = await read(name)).running === null);
  return found;
}

function spoil(name: string, sql: string): void {
  const shape = projections.find((one) => one.name === name);
  if (shape === undefined) throw new Error(`there is no read model ${name}`);
  const db = new Database(fileOfModel(api.test.folder, name));
  db.exec(sql.replace('documents', `"${collectionName(shape)}"`));
  db.close();
}

describe('an admin', () => {
  it('sees that no read model was verified yet, and that each is right once it was', async () => {
    await api.enrolled(await api.activeWorkflow({ steps: WAITING }), 'c-1');
    await api.caughtUp();
    for (const { name } of projections) {
      expect(await read(name)).toEqual({ running: null, repairs: 0, last: null, repaired: null, failure: null });
      const found = await verified(name);
      expect(found).toMatchObject({ running: null, failure: null, last: { different: 0, missing: 0, extra: 0 } });
    }
  });

  it('learns which document is wrong and where, of no contact anything, and has it repaired', async () => {
    const runId = await api.enrolled(await api.activeWorkflow({ steps: WAITING }), 'c-1');
    await api.caughtUp();
    spoil(
      'run-history',
      `UPDATE documents SET document = json_set(document, '$.contact.name', 'Eve', '$.status', 'x')`,
    );
    const { last } = await verified('run-history');
    expect(last).toMatchObject({ documents: 1, different: 1, missing: 0, extra: 0, checkpoint: null });
    expect(last?.differences).toMatchObject([{ key: runId, kind: 'different' }]);
    expect(last?.differences[0]?.paths).toContain('document.status');
    expect(JSON.stringify(last)).not.toMatch(/Eve|Ana/);
    const { repaired, repairs } = await verified('run-history', { repair: runId });
    expect({ repaired, repairs }).toMatchObject({ repaired: { key: runId, was: 'different' }, repairs: 1 });
    expect(await api.list('/runs')).toMatchObject([{ runId, status: 'waiting' }]);
    expect((await verified('run-history')).last).toMatchObject({ different: 0, differences: [] });
  });

  it('learns of a document that is none any more, and sees in the list what was found the last time', async () => {
    const runId = await api.enrolled(await api.activeWorkflow({ steps: WAITING }), 'c-1');
    await api.caughtUp();
    const listed = async (): Promise<unknown> => {
      const { items } = (await api.as('admin').get('/api/admin/projections').expect(200)).body as {
        items: readonly { readonly name: string; readonly verified: unknown }[];
      };
      return items.find(({ name }) => name === 'run-history')?.verified;
    };
    expect(await listed()).toBeNull();
    spoil('run-history', `UPDATE documents SET document = '{'`);
    const { last, failure } = await verified('run-history');
    expect(failure).toBeNull();
    expect(last?.differences).toEqual([{ key: runId, kind: 'damaged', paths: [] }]);
    const { position, at } = last ?? {};
    expect(await listed()).toEqual({
      ...{ position, at, checkpoint: null, documents: 1, different: 0, missing: 0, extra: 0, damaged: 1 },
    });
    expect((await verified('run-history', { repair: runId })).repaired).toMatchObject({ was: 'damaged' });
    expect(await api.list('/runs')).toMatchObject([{ runId, status: 'waiting' }]);
    await verified('run-history');
    expect(await listed()).toMatchObject({ documents: 1, damaged: 0 });
  });

  it('is told that the same read model is being verified already', async () => {
    const [first, second] = await Promise.all(
      [1, 2].map(() => api.as('admin').post(pathOf('contacts')).send({ repair: 'nobody' })),
    );
    const [refused] = [first, second].filter((answer) => answer?.status !== 202);
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'verify_running', startedAt: expect.any(String) as string },
    });
    await until('contacts are verified', async () => (await read('contacts')).running === null);
    expect((await read('contacts')).repaired).toMatchObject({ key: 'nobody', was: null });
  });

  it('finds no read model of another name', async () => {
    for (const name of ['nothing', '__proto__', 'run-history_v1', '%2e%2e', 'RUN-HISTORY']) {
      await api.as('admin').get(pathOf(name)).expect(problem(404, 'not_found'));
      await api.as('admin').post(pathOf(name)).send({}).expect(problem(404, 'not_found'));
    }
  });

  it.each([[{ repair: 1 }], [{ repair: null }], [{ repair: 'x'.repeat(1_025) }], [{ repairs: 'x' }], [[]]])(
    'is refused what asks for no document: %j',
    async (body) => {
      await api.as('admin').post(pathOf('contacts')).send(body).expect(problem(400, 'invalid_request'));
    },
  );
});
