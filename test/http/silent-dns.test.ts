import { namesBy } from '../../src/adapters/names/names';
import { WebhookChannel } from '../../src/adapters/webhook/webhook-channel';
import { DnsServer } from '../doubles/dns/dns-server';
import { Internet } from '../doubles/webhooks/internet';
import { Receiver } from '../doubles/webhooks/receiver';
import { TestService } from '../engine/test-service';
import { TestClock } from '../test-clock';
import { until } from '../until';
import { ACME, GLOBEX, TestApi } from './test-api';

const MANY = 40;
const TIMEOUT_MS = 10_000;
const PUBLIC = ['93.184.216.34'];

let dns: DnsServer;
let receiver: Receiver;
let internet: Internet;
let api: TestApi;
beforeAll(async () => {
  dns = await DnsServer.open({
    'hooks.acme.dev': { v4: PUBLIC, v6: [] },
    'slow.acme.dev': { v4: 'late', v6: 'late' },
  });
  receiver = await Receiver.open();
  internet = new Internet(receiver.port);
  const clock = new TestClock();
  const webhook = new WebhookChannel(TIMEOUT_MS, [], namesBy([dns.address]), clock, internet.reach);
  api = await TestApi.open({}, await TestService.open({ webhook }, undefined, clock));
});
afterAll(async () => {
  await api.close();
  await receiver.close();
  dns.close();
});

const calling = (url: string, account: string): Promise<string> =>
  api.activeWorkflow({ steps: [{ id: 'call', type: 'webhook', url }] }, account);

describe('webhooks to names that DNS never answers, or too late', () => {
  it('hold up nobody, and end in time', async () => {
    const silent = await calling('https://{{ contact.id }}.acme.dev/in', ACME);
    const slow = await calling('https://slow.acme.dev/in', ACME);
    await Promise.all(Array.from({ length: MANY }, (_, i) => api.enrolled(silent, `silent-${i}`)));
    await api.enrolled(slow, 'late');
    await until('all are looked up', () => dns.names === MANY + 1);

    await api.enrolled(await calling('https://hooks.acme.dev/in', GLOBEX), 'ana', {}, GLOBEX);
    await receiver.hasReceived(1);
    await api.anonymous.get('/health/ready').expect(200);
    await api.test.folded();
    const running = await api.as('viewer').get('/api/automations/runs?status=running&limit=100').expect(200);
    expect((running.body as { items: object[] }).items).toHaveLength(MANY + 1);

    api.clock.advance(TIMEOUT_MS);
    await api.caughtUp();
    dns.answers();
    const ended = await api.as('viewer').get('/api/automations/runs?errorCode=webhook_timeout&limit=100').expect(200);
    expect((ended.body as { items: object[] }).items).toHaveLength(MANY + 1);
    expect(internet.dialled).toEqual(PUBLIC);
  });
});
