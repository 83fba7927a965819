import path from 'node:path';
import Database from 'better-sqlite3';
import { noteBackup } from '../../../src/adapters/sqlite/last-backup';
import { DefineWorkflow, DefineWorkflowHandler } from '../../../src/commands/define-workflow';
import { readModels } from '../../../projections/all';
import { firstCopies } from '../../../src/engine/projecting/copies';
import { beginRebuild } from '../../../src/engine/projecting/copy-changes';
import { isoTime } from '../../../src/kernel/clock';
import { SAMPLE_ACTOR } from '../../../src/kernel/command-context';
import { newId } from '../../../src/kernel/ids';
import { NO_STREAM } from '../../../src/kernel/message';
import { sms, workflowOf } from '../../engine/manager';
import { TestChannel } from '../../engine/test-channel';
import { TestService, context } from '../../engine/test-service';
import { until } from '../../until';
import { GLOBEX, TestApi, WAITING } from '../test-api';

const DAY = 86_400_000;

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.open();
});
afterEach(() => api.close());

interface Finding {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
}

async function found(of = api): Promise<readonly Finding[]> {
  const answer = await of.as('admin').get('/api/admin/diagnosis').expect(200);
  return (answer.body as { findings: readonly Finding[] }).findings;
}
const codes = async () => (await found()).map(({ code }) => code);
const models = () => new Database(path.join(api.test.folder, 'read.db'));

describe('the diagnosis of a service', () => {
  it('has nothing where all is well: new, with runs that wait, and after a day with a backup', async () => {
    expect(await found()).toEqual([]);
    await api.enrolled(await api.activeWorkflow({ steps: WAITING }), 'c-1');
    await api.caughtUp();
    expect(await found()).toEqual([]);
    api.clock.advance(3_600_000);
    await api.test.engine.scheduler.resumeDue(null, 10);
    await api.caughtUp();
    api.clock.advance(DAY);
    const position = await api.test.engine.dependencies.events.head();
    noteBackup(api.test.folder, { at: isoTime(api.clock.now()), position, events: 9 });
    expect(await found()).toEqual([]);
  });

  it('tells when a day has passed without a backup, and when the last one is older than seven', async () => {
    await api.activeWorkflow();
    await api.caughtUp();
    api.clock.advance(DAY - 1);
    expect(await codes()).toEqual([]);
    api.clock.advance(1);
    expect(await codes()).toEqual(['no_backup']);
    const position = await api.test.engine.dependencies.events.head();
    noteBackup(api.test.folder, { at: isoTime(api.clock.now()), position, events: 9 });
    await api.activeWorkflow();
    await api.caughtUp();
    api.clock.advance(7 * DAY);
    expect(await codes()).toEqual([]);
    api.clock.advance(1);
    expect(await codes()).toEqual(['no_backup']);
  });

  it('misses no backup of a sample that is a month old, before a day has passed in which somebody worked with it', async () => {
    const { ledger, facts } = api.test.engine;
    const sample = { ...context(), actor: SAMPLE_ACTOR };
    const defining = new DefineWorkflowHandler(ledger, facts);
    for (let i = 0; i < 600; i++)
      await defining.execute(new DefineWorkflow({ ...sample, commandId: `sample/${i}` }, null, workflowOf([sms()])));
    api.clock.advance(30 * DAY);
    await api.caughtUp();
    expect(await codes()).toEqual([]);
    await api.activeWorkflow();
    await api.caughtUp();
    expect(await codes()).toEqual([]);
    api.clock.advance(DAY);
    expect(await codes()).toEqual(['no_backup']);
  });

  it('names the timers that are overdue', async () => {
    await api.enrolled(await api.activeWorkflow({ steps: WAITING }), 'c-1');
    await api.caughtUp();
    api.clock.advance(3_600_000 + 61_000);
    expect(await found()).toMatchObject([{ code: 'timers_overdue', details: { kind: 'wait', overdueMs: 61_000 } }]);
  });

  it('names the event that a projection has stopped at', async () => {
    await api.activeWorkflow();
    const [first] = await api.test.everything();
    if (first === undefined) throw new Error('nothing has happened');
    const { events, progress } = api.test.engine.dependencies;
    const odd = {
      id: newId(),
      type: 'TriggerRegistered',
      data: {},
      metadata: { ...first.metadata, schemaVersion: 99 },
    };
    await events.append('account-odd', NO_STREAM, [odd]);
    await until('a projection has stopped', () => progress.failures.length > 0);
    expect(await found()).toMatchObject([
      {
        code: 'projection_stopped',
        details: {
          projection: 'audit-index',
          stream: 'account-odd',
          revision: 0,
          position: await events.head(),
          type: 'TriggerRegistered',
          error: expect.stringContaining('99') as string,
        },
      },
    ]);
  });

  it('says what makes no progress, and why', async () => {
    const { reads } = api.test.engine.dependencies;
    const long = isoTime(api.clock.now() - DAY);
    const revision = (await reads.records()).get('copies/outbox')?.revision ?? 0;
    const copies = beginRebuild(firstCopies(readModels.outbox), { ...readModels.outbox, version: 99 }, long);
    await reads.replaceRecord('copies/outbox', revision, copies);
    expect(await found()).toMatchObject([{ code: 'projection_stalled', details: { projection: 'outbox' } }]);
  });

  it('says whose fold a read model is not', async () => {
    await api.activeWorkflow();
    await api.caughtUp();
    const db = models();
    expect(db.prepare(`UPDATE checkpoints SET log = 'another' WHERE collection LIKE 'outbox%'`).run().changes).toBe(1);
    db.close();
    expect(await found()).toMatchObject([{ code: 'other_log', details: { projection: 'outbox' } }]);
  });

  it('says when a clock was set back', async () => {
    await api.activeWorkflow();
    await api.caughtUp();
    api.clock.setTo(api.clock.now() - 60_000);
    expect(await found()).toMatchObject([{ code: 'clock_off', details: { of: 'ledger', aheadMs: -60_000 } }]);
  });

  it('names the accounts whose messages come from nobody, while a provider would take them', async () => {
    const environment = { PUBLIC_URL: 'https://runledger.example.com', EMAIL_FROM: 'hello@acme.example' };
    const channels = { sms: new TestChannel(), email: new TestChannel() };
    const sending = await TestApi.open(environment, await TestService.open(channels));
    const email = { id: 'mail', type: 'email', subject: 'Hi', body: 'Hello' };
    const nested = { id: 'if', type: 'condition', if: { field: 'contact.vip', op: 'exists' }, then: [], else: [email] };
    await sending.activeWorkflow({ steps: [nested] });
    await sending.draftWorkflow();
    await sending.caughtUp();
    expect(await found(sending)).toEqual([]);
    await sending.activeWorkflow();
    await sending.activeWorkflow({}, GLOBEX);
    await sending.caughtUp();
    expect(await found(sending)).toMatchObject([
      { code: 'sender_missing', details: { channel: 'sms', accounts: ['acme', 'globex'] } },
    ]);
    await sending.as('owner', GLOBEX).put('/api/automations/settings').send({ smsFrom: '+15550100000' }).expect(200);
    await sending.caughtUp();
    expect(await found(sending)).toMatchObject([{ code: 'sender_missing', details: { accounts: ['acme'] } }]);
    await sending.close();
  });
});
