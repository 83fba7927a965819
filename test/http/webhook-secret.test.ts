import { Webhook } from 'standardwebhooks';
import { WebhookChannel } from '../../src/adapters/webhook/webhook-channel';
import { accountStream } from '../../src/domain/streams';
import { PublicAuditKey } from '../../src/engine/auditing/audit-key';
import { verifyExport } from '../../src/engine/auditing/verify-export';
import { Internet } from '../doubles/webhooks/internet';
import { Receiver } from '../doubles/webhooks/receiver';
import { TestService } from '../engine/test-service';
import { TestClock } from '../test-clock';
import { problem } from './problem';
import { ACME, GLOBEX, TestApi } from './test-api';

const A = '/api/automations';
const HOUR = 3_600_000;

let api: TestApi;
let receiver: Receiver;
let clock: TestClock;
beforeAll(async () => {
  receiver = await Receiver.open();
  clock = new TestClock(Date.now());
  const internet = new Internet(receiver.port, { 'hooks.acme.dev': ['93.184.216.34'] });
  const webhook = new WebhookChannel(10_000, [], internet.names, clock, internet.reach);
  api = await TestApi.open({}, await TestService.open({ webhook }, undefined, clock));
});
afterAll(async () => {
  await api.close();
  await receiver.close();
});

interface Rotated {
  readonly secret: string;
  readonly previousSignsUntil: string | null;
}
const rotated = async (key?: string): Promise<Rotated> => {
  const post = api.as('owner').post(`${A}/settings/webhook-secret`);
  return (await (key === undefined ? post : post.set('Idempotency-Key', key)).expect(201)).body as Rotated;
};

let called = 0;
/** A run of one webhook, received. */
const webhook = async (account = ACME): Promise<void> => {
  const steps = [
    { id: 'tell', type: 'webhook', url: 'https://hooks.acme.dev/', body: { to: 'Zoë', n: [1.5, '{{ data.n }}'] } },
  ];
  await api.enrolled(await api.activeWorkflow({ steps }, account), `c-${called++}`, {}, account);
  await api.caughtUp();
};
const isGood = (secret: string): boolean => {
  const { body, headers } = receiver.last;
  try {
    // The library looks at the real time, so what was signed later than that is looked at as if it were now.
    const verified = new Webhook(secret);
    const at = new Date(Number(headers['webhook-timestamp']) * 1000);
    const id = headers['webhook-id'] as string;
    if (clock.now() - Date.now() < 60_000) verified.verify(body, headers as Record<string, string>);
    return String(headers['webhook-signature'])
      .split(' ')
      .includes(verified.sign(id, at, body));
  } catch {
    return false;
  }
};

it('webhooks are not signed before there is a secret', async () => {
  await webhook();
  expect(receiver.last.headers['webhook-signature']).toBeUndefined();
  expect(await api.read('/settings')).not.toHaveProperty('webhookSecret');
});

it('a webhook is signed over the very bytes that are sent, by a secret that is shown once', async () => {
  const { secret, previousSignsUntil } = await rotated('once');
  await api
    .as('owner')
    .post(`${A}/settings/webhook-secret`)
    .set('Idempotency-Key', 'once')
    .expect(problem(409, 'answer_not_kept'));
  expect(previousSignsUntil).toBeNull();
  await webhook();
  expect(isGood(secret)).toBe(true);
  expect(receiver.last.headers['webhook-id']).toBe(receiver.last.headers['idempotency-key']);
  const kept = { since: expect.any(String) as string, previousSignsUntil: null };
  expect(await api.read('/settings')).toMatchObject({ webhookSecret: kept });
});

it('the secret before signs along for 24 hours, and one before that no more', async () => {
  const first = await rotated();
  const second = await rotated();
  const third = await rotated();
  expect(Date.parse(third.previousSignsUntil ?? '')).toBe(clock.now() + 24 * HOUR);
  await webhook();
  expect([first, second, third].map(({ secret }) => isGood(secret))).toEqual([false, true, true]);
  clock.advance(24 * HOUR - 1);
  await webhook();
  expect([second, third].map(({ secret }) => isGood(secret))).toEqual([true, true]);
  clock.advance(1);
  await webhook();
  expect([second, third].map(({ secret }) => isGood(secret))).toEqual([false, true]);
});

it('the secret of one account signs nothing of another', async () => {
  await webhook(GLOBEX);
  expect(receiver.last.headers['webhook-signature']).toBeUndefined();
});

it('whoever reads the ledger sees a fingerprint of a secret, and exports of it are still proven', async () => {
  const { secret } = await rotated('hidden');
  await api.caughtUp();
  const auditor = api.as('auditor');
  const stream = await auditor.get(`/api/audit/streams/${accountStream(ACME)}?states=true`).expect(200);
  const found = await auditor.get('/api/audit/events?type=WebhookSecretRotated').expect(200);
  const { text } = await auditor.get('/api/audit/export').buffer(true).expect(200);
  const settings = JSON.stringify(await api.read('/settings'));
  for (const shown of [JSON.stringify(stream.body), JSON.stringify(found.body), text, settings])
    expect(shown).not.toContain('whsec_');
  expect(text).not.toContain(secret.slice(6));
  const { events } = found.body as { events: readonly { data: { secret: string } }[] };
  const fingerprints = events.map(({ data }) => data.secret);
  expect(new Set(fingerprints).size).toBe(events.length);
  for (const fingerprint of fingerprints) expect(fingerprint).toMatch(/^hidden:[0-9a-f]{32}$/);
  const key = (await auditor.get('/api/audit/key').expect(200)).body as { publicKey: string };
  const file = () => [Buffer.from(text)] as unknown as AsyncIterable<Uint8Array>;
  expect(await verifyExport(file, PublicAuditKey.parse(key.publicKey))).toMatchObject({ verdict: 'proven' });
});

it('nothing of the log but the event of a rotation holds the secret', async () => {
  const { secret } = await rotated('logged');
  const holding = (await api.test.everything()).filter((event) => JSON.stringify(event).includes(secret.slice(6)));
  expect(holding.map(({ type }) => type)).toEqual(['WebhookSecretRotated']);
  expect(JSON.stringify(api.test.log.records)).not.toContain(secret.slice(6));
});
