import { OutcomeUnknown } from '../../src/ports/effect-channel';
import type { JsonObject } from '../../src/kernel/message';
import { TestChannel } from '../engine/test-channel';
import { TestService } from '../engine/test-service';
import { GLOBEX, TestApi } from './test-api';

const WORDS = 'may have been sent: no answer after the last byte';
const EMAIL = { id: 'mail', type: 'email', subject: 'Hi', body: 'Hello' };
const FAILING = { id: 'first', type: 'sms', body: '{{ contact.nickname | required }}' };

let api: TestApi;
beforeAll(async () => {
  const unknown = new TestChannel(false, () => Promise.reject(new OutcomeUnknown(WORDS, null)));
  api = await TestApi.open({}, await TestService.open({ email: unknown }));
});
afterAll(() => api.close());

let contacts = 0;

async function unknownRun(steps: readonly JsonObject[] = [EMAIL]): Promise<string> {
  const run = await api.enrolled(await api.activeWorkflow({ steps }), `c-${contacts++}`);
  await api.caughtUp();
  return run;
}

const settle = (run: string, body: JsonObject, step = 'mail') =>
  api.as('owner').post(`/api/automations/runs/${run}/steps/${step}/outcome`).send(body);

describe('a run with an outcome that is not known', () => {
  it('is in the list of them, also when another step failed first, or with a status and a workflow', async () => {
    const [alone, second] = [await unknownRun(), await unknownRun([FAILING, EMAIL])];
    const listed = async (query: string) => (await api.list(`/runs?errorCode=${query}`)).map(({ runId }) => runId);
    expect(await listed('outcome_unknown')).toEqual(expect.arrayContaining([second, alone]));
    expect(await listed('outcome_unknown&status=failed&contact=c-1')).toEqual([second]);
    expect(await listed('outcome_unknown&status=cancelled')).toEqual([]);
    expect(await listed('missing_data')).toEqual([second]);
  });

  it('says so in its timeline, and after it is settled who knew it and how; its status stays', async () => {
    const run = await unknownRun();
    const error = { code: 'outcome_unknown', message: WORDS };
    expect(await api.read(`/runs/${run}`)).toMatchObject({ timeline: [{ status: 'failed', error, settled: null }] });
    const answer = await settle(run, { outcome: 'sent', reason: 'it is in the log of the mail server' }).expect(200);
    expect(answer.body).toEqual({
      runId: run,
      stepId: 'mail',
      outcome: 'sent',
      position: expect.any(String) as string,
    });
    const settled = { outcome: 'sent', reason: 'it is in the log of the mail server', at: '2026-11-24T10:00:00.000Z' };
    const shown = (await api.read(`/runs/${run}`)) as JsonObject;
    expect(shown).toMatchObject({ status: 'failed', failedSteps: 1, timeline: [{ status: 'failed', error, settled }] });
    expect(JSON.stringify(shown)).toMatch(/"by":"owner:[0-9a-f]{8}"/);
    const before = (shown['revision'] as number) - 1;
    expect(await api.read(`/runs/${run}?at=${before}`)).toMatchObject({ timeline: [{ settled: null }] });
  });

  it('is settled once', async () => {
    const run = await unknownRun();
    await settle(run, { outcome: 'not_sent', reason: 'asked' }).expect(200);
    await settle(run, { outcome: 'not_sent', reason: 'asked again' }).expect(200);
    const other = await settle(run, { outcome: 'sent', reason: 'no' }).expect(409);
    expect(other.body).toMatchObject({ code: 'already_settled', outcome: 'not_sent' });
    expect(await api.test.typesOf(run)).toEqual([
      'RunStarted',
      'StepStarted',
      'StepFailed',
      'RunFailed',
      'StepSettled',
    ]);
  });

  it.each<[JsonObject, number]>([
    [{}, 400],
    [{ outcome: 'sent' }, 400],
    [{ outcome: 'sent', reason: '' }, 400],
    [{ outcome: 'sent', reason: ' \t\n' }, 400],
    [{ outcome: 'sent', reason: '\u200b\u0000' }, 400],
    [{ outcome: 'sent', reason: 'x'.repeat(1_001) }, 400],
    [{ outcome: 'maybe', reason: 'x' }, 400],
    [{ outcome: 'sent', reason: 'x', by: 'me' }, 400],
  ])('is not settled by %j', async (body, status) => {
    await settle(await unknownRun(), body).expect(status);
  });

  it("is nobody else's to settle, and no other step", async () => {
    const run = await unknownRun([FAILING, EMAIL]);
    const body = { outcome: 'sent', reason: 'x' };
    await settle(run, body, 'nothing').expect(404);
    expect((await settle(run, body, 'first').expect(409)).body).toMatchObject({ code: 'outcome_not_unknown' });
    const path = `/api/automations/runs/${run}/steps/mail/outcome`;
    await api.as('manager').post(path).send(body).expect(403);
    await api.as('owner', GLOBEX).post(path).send(body).expect(404);
  });
});
