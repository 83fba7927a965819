import { TestChannel } from '../engine/test-channel';
import { TestService } from '../engine/test-service';
import { NO_STREAM } from '../../src/kernel/message';
import { newId } from '../../src/kernel/ids';
import { until } from '../until';
import { rawRequest } from './raw-request';
import { ENGINE_SECRET, TestApi, contact, keyOf } from './test-api';

const A = '/api/automations';
const HOUR = 3_600_000;
/** What no log may hold: it is of people, or opens something. */
const PERSONAL = {
  name: 'Zenobia Quux',
  phone: '+34611222333',
  email: 'zenobia.quux@example.net',
  body: 'your biopsy is on Tuesday',
  note: 'allergic to penicillin',
  hook: 'https://hooks.example.net/T0K3N-0F-A-H00K',
  header: 'header-secret-of-a-webhook',
};
const WHO = contact('c-1', { name: PERSONAL.name, phone: PERSONAL.phone, email: PERSONAL.email });

let api: TestApi;
const failing = new TestChannel(false, () =>
  Promise.reject(new Error(`no way to ${PERSONAL.phone}: ${PERSONAL.body}`)),
);
beforeAll(async () => {
  api = await TestApi.open(undefined, await TestService.open({ email: failing }));
});
afterAll(() => api.close());

const sms = { id: 'sms', type: 'sms', body: `${PERSONAL.body} {{ contact.name }}` };
const email = { id: 'email', type: 'email', subject: PERSONAL.body, body: `Hello {{ contact.name }}` };
const webhook = { id: 'hook', type: 'webhook', url: PERSONAL.hook, headers: { 'x-secret': PERSONAL.header } };
const enroll = (workflow: string, who = WHO) =>
  api
    .as('manager')
    .post(`${A}/workflows/${workflow}/enrollments`)
    .send({ contact: who, data: { note: PERSONAL.note } });

/** Messages of every kind, outcomes of every kind, refusals, broken requests, an odd event, and an hour that passes. */
async function anEventfulHour(): Promise<void> {
  const waiting = await api.activeWorkflow({ steps: [{ id: 'pause', type: 'delay', duration: 'PT1H' }, sms, email] });
  await enroll(waiting).expect(201);
  await enroll(waiting).expect(409);
  await enroll(await api.activeWorkflow({ steps: [sms, email, webhook] })).expect(201);
  const wrong = [{ id: 'sms', type: 'sms', body: '{{ contact.nickname | required }}' }];
  await enroll(await api.activeWorkflow({ steps: wrong }), { ...WHO, id: 'c-2' }).expect(201);
  await api.activeWorkflow({ trigger: { type: 'event', event: 'estimate.sent' }, steps: [sms] });
  const event = { id: 'e-1', type: 'estimate.sent', contact: WHO, data: { note: PERSONAL.note } };
  await api.as('manager').post(`${A}/events`).set('Idempotency-Key', 'k').send(event).expect(200);
  await api
    .as('manager')
    .post(`${A}/events`)
    .send({ ...event, type: 'estimate.seen' })
    .expect(409);
  await api.as('manager').put(`${A}/contacts/c-1/opt-outs/sms`).expect(200);
  await api
    .as('viewer')
    .get(`${A}/runs?contact=${encodeURIComponent(PERSONAL.name)}`)
    .expect(200);
  await api.bearer(PERSONAL.header).get(`${A}/runs`).expect(401);
  for (const body of [`{"contact":"${PERSONAL.email}`, JSON.stringify({ contact: PERSONAL.email, x: PERSONAL.note })])
    await rawRequest(
      api.url,
      {
        method: 'POST',
        path: `${A}/events`,
        key: keyOf('manager'),
        headers: { 'content-type': 'application/json' },
      },
      body,
    );
  await api.caughtUp();
  api.clock.advance(HOUR);
  await api.bearer(ENGINE_SECRET).post('/internal/engine/resume-due').expect(200);
  await api.caughtUp();
  await anOddEvent();
}

/** It holds what it should not, and cannot be read by this software. */
async function anOddEvent(): Promise<void> {
  const { events, progress } = api.test.engine.dependencies;
  const [first] = await api.test.everything();
  if (first === undefined) throw new Error('nothing has happened');
  const metadata = { ...first.metadata, schemaVersion: 99 };
  await events.append('run-odd', NO_STREAM, [{ id: newId(), type: 'RunStarted', data: { contact: WHO }, metadata }]);
  await until('projections have stopped', () => progress.failures.length > 0);
}

describe('the log of an eventful hour', () => {
  it('names runs and streams, and nothing of people, no message and no secret', async () => {
    await anEventfulHour();
    const { records } = api.test.log;
    const text = JSON.stringify(records);
    expect(records.filter(({ level }) => level === 'warn' || level === 'error').length).toBeGreaterThan(5);
    const secrets = [ENGINE_SECRET, ...(['manager', 'viewer', 'owner'] as const).map((role) => keyOf(role))];
    const found = [...Object.values(PERSONAL), ...PERSONAL.name.split(' '), ...secrets].filter((one) =>
      text.includes(one),
    );
    expect(found).toEqual([]);
    const ofEffects = records.filter(({ message }) => message === 'the outcome of an effect is unknown');
    expect(ofEffects.length).toBeGreaterThan(0);
    for (const { fields } of ofEffects)
      expect(fields).toMatchObject({ runId: expect.any(String) as string, stepId: 'email' });
  });

  it('says of every line about one run, event or reminder which chain it belongs to', () => {
    const ofOne = ['runId', 'eventId', 'reminderId', 'stream', 'key'];
    const lines = api.test.log.records.filter(({ fields }) => ofOne.some((name) => name in fields));
    expect(lines.length).toBeGreaterThan(3);
    for (const { fields } of lines) expect(fields).toMatchObject({ correlationId: expect.any(String) as string });
  });

  it('and the ledger tell of one request under one correlation id, also where it came with an Idempotency-Key', async () => {
    const ids = (await api.test.everything())
      .filter(({ type }) => ['CommandReserved', 'CommandAnswered', 'EventReceived', 'EventHandled'].includes(type))
      .map(({ metadata }) => metadata.correlationId);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(1);
  });
});
