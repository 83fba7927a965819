import { get } from 'node:http';
import { projections } from '../../../projections/all';
import { beginRebuild } from '../../../src/engine/projecting/copy-changes';
import { CopyRegistry } from '../../../src/engine/projecting/copy-registry';
import { isoTime } from '../../../src/kernel/clock';
import { until } from '../../until';
import { problem } from '../problem';
import { TestApi, keyOf } from '../test-api';

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.open();
});
afterEach(() => api.close());

const P = '/api/admin/projections';
interface Listed {
  readonly name: string;
  readonly copy: string;
  readonly rebuild: object | null;
  readonly documents: number;
  readonly copies: readonly { readonly copy: string; readonly isLive: boolean; readonly until: string | null }[];
}
const all = async (): Promise<readonly Listed[]> => {
  const answer = await api.as('admin').get(P).expect(200);
  return (answer.body as { items: readonly Listed[] }).items;
};
const listed = async (name: string): Promise<Listed | undefined> => {
  return (await all()).find((one) => one.name === name);
};
const idle = (name: string): Promise<void> =>
  until('nothing is under way', async () => (await listed(name))?.rebuild === null);

describe('an admin', () => {
  it('sees every projection, how far it is, and its copies', async () => {
    await api.enrolled(await api.activeWorkflow(), 'c-1');
    await api.caughtUp();
    const head = await api.test.engine.dependencies.events.head();
    const items = await all();
    expect(items.map(({ name }) => name)).toEqual(projections.map(({ name }) => name));
    for (const one of items)
      expect(one).toMatchObject({ status: 'live', position: head, lag: 0, lagMs: 0, rebuild: null, failure: null });
    expect(items.find(({ name }) => name === 'run-history')).toMatchObject({
      documents: 1,
      copies: [{ isLive: true, documents: 1, until: null }],
    });
  });

  it('rebuilds a read model, rolls back and drops the copy that is left, while it answers all along', async () => {
    await api.enrolled(await api.activeWorkflow(), 'c-1');
    await api.caughtUp();
    const before = (await listed('run-history'))?.copy ?? '';
    await api.as('admin').post(`${P}/run-history/rebuild`).expect(202);
    await idle('run-history');
    const rebuilt = await listed('run-history');
    expect(rebuilt?.copy).not.toBe(before);
    expect(rebuilt?.copies).toMatchObject([{ isLive: true }, { copy: before, isLive: false }]);
    expect(await api.list('/runs')).toHaveLength(1);
    await api.as('admin').post(`${P}/run-history/rollback`).expect(202);
    await idle('run-history');
    expect(await listed('run-history')).toMatchObject({ copy: before, last: { kind: 'rollback' } });
    expect(await api.list('/runs')).toHaveLength(1);
    await api.as('admin').delete(`${P}/run-history/copies/${before}`).expect(problem(409, 'copy_in_use'));
    await api
      .as('admin')
      .delete(`${P}/run-history/copies/${rebuilt?.copy ?? ''}`)
      .expect(202);
    expect((await listed('run-history'))?.copies[1]?.until).toBe(new Date(api.clock.now()).toISOString());
  });

  it('pauses and resumes what the engine does not need', async () => {
    await api.as('admin').post(`${P}/due-waits/pause`).expect(problem(409, 'projection_needed'));
    await api.as('admin').post(`${P}/open-work/pause`).expect(problem(409, 'projection_needed'));
    await api.as('admin').post(`${P}/outbox/pause`).expect(200);
    expect(await listed('outbox')).toMatchObject({ status: 'paused' });
    await api.as('admin').post(`${P}/outbox/resume`).expect(202);
    await idle('outbox');
    expect(await listed('outbox')).toMatchObject({ status: 'live', pausedAt: null });
  });

  it('has it told that one stands still while others write', async () => {
    const ready = async () => (await api.as('viewer').get('/health/ready').expect(200)).body as object;
    await api.as('admin').post(`${P}/run-history/pause`).expect(200);
    await api.enrolled(await api.activeWorkflow(), 'c-1');
    expect(await ready()).toMatchObject({ status: 'ok' });
    api.clock.advance(61_000);
    await until('it is told', async () => 'reasons' in (await ready()));
    expect(await ready()).toMatchObject({
      status: 'degraded',
      reasons: [expect.stringMatching(/^run-history is 6\d s behind the log$/)],
    });
    const { findings } = (await api.as('admin').get('/api/admin/diagnosis').expect(200)).body as { findings: object[] };
    expect(findings).toContainEqual(expect.objectContaining({ code: 'projection_paused' }));
  });

  it('leaves nobody to think that a run is none whose definition is not folded', async () => {
    await api.as('admin').post(`${P}/definitions/pause`).expect(200);
    let run = '';
    const ofRun = (query: string) => api.as('viewer').get(`/api/automations/runs/${run}?timeoutMs=0${query}`);
    await until('it stands still', async () => {
      run = await api.enrolled(await api.activeWorkflow(), 'c-1');
      await until('the run is folded', async () => (await ofRun('')).status !== 404);
      return (await ofRun('')).status !== 200;
    });
    for (const query of ['', '&at=0']) await ofRun(query).expect(problem(409, 'read_model_behind'));
    await api.as('admin').post(`${P}/definitions/resume`).expect(202);
    await idle('definitions');
    for (const query of ['', '&at=0']) await ofRun(query).expect(200);
  });

  it('is told what is under way where something is, and of no projection that there is not', async () => {
    await api.as('admin').post(`${P}/outbox/rebuild`).expect(202);
    const second = await api.as('admin').post(`${P}/outbox/rebuild`).expect(409);
    expect(second.body).toMatchObject({ code: 'rebuild_running', running: { kind: 'rebuild' } });
    await api.as('admin').post(`${P}/contacts/rollback`).expect(problem(409, 'no_copy_kept'));
    for (const name of ['nothing', '__proto__', 'outbox_v1'])
      await api.as('admin').post(`${P}/${name}/rebuild`).expect(problem(404, 'not_found'));
    await api.as('admin').get(`${P}/nothing/progress`).expect(problem(404, 'not_found'));
  });

  it('sees in the list, in the metrics and as server-sent events that a rebuild stands still, and why', async () => {
    const { reads } = api.test.engine.dependencies;
    const outbox = projections.find(({ name }) => name === 'outbox');
    if (outbox === undefined) throw new Error('there is no outbox');
    // by a version of the service that is not here any more
    const other = { ...outbox, version: outbox.version + 1 };
    await new CopyRegistry(reads).change(outbox, (copies) => beginRebuild(copies, other, isoTime(api.clock.now())));
    const gauge = async (name: string): Promise<string | undefined> => {
      const { text } = await api.as('admin').get('/metrics').expect(200);
      return new RegExp(`^runledger_projection_${name}{projection="outbox"} (.*)$`, 'm').exec(text)?.[1];
    };
    expect([await gauge('rebuilding'), await gauge('rebuild_stalled')]).toEqual(['1', '0']);
    api.clock.advance(30_000);
    const stalled = {
      status: 'stalled',
      rebuild: { status: 'stalled', reason: 'another version of the service works on it' },
    };
    expect(await listed('outbox')).toMatchObject(stalled);
    expect(await gauge('rebuild_stalled')).toBe('1');
    expect(await watched('outbox')).toMatchObject(stalled);
  });

  it('watches a projection as server-sent events', async () => {
    expect(await watched('outbox')).toMatchObject({ name: 'outbox', status: 'live', rebuild: null });
  });
});

/** What whoever watches is told first. */
async function watched(name: string): Promise<unknown> {
  const told = await new Promise<string>((resolve, reject) => {
    const headers = { authorization: `Bearer ${keyOf('admin')}` };
    get(`${api.url}${P}/${name}/progress`, { headers }, (answer) => {
      answer.setEncoding('utf8');
      let all = '';
      answer.on('data', (text: string) => {
        all += text;
        if (!all.includes('\ndata: ')) return;
        answer.destroy();
        resolve(all);
      });
    }).once('error', reject);
  });
  expect(told).toContain('event: progress\n');
  const data = /^data: (.*)$/m.exec(told)?.[1] ?? '';
  return JSON.parse(data) as unknown;
}
