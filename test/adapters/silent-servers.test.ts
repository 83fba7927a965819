import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { systemNames } from '../../src/adapters/names/names';
import { SmsChannel } from '../../src/adapters/sms/sms-channel';
import { MailChannel } from '../../src/adapters/smtp/mail-channel';
import { WebhookChannel } from '../../src/adapters/webhook/webhook-channel';
import type { EffectRequest } from '../../src/domain/effect/effect';
import type { EffectChannel } from '../../src/ports/effect-channel';
import { TestClock } from '../test-clock';
import { until } from '../until';

const MANY = 20;
const SENDING = {
  idempotencyKey: 'key-1',
  account: 'acme',
  contactId: 'c-1',
  runId: 'run-1',
  stepId: 'hello',
  from: null,
  secrets: [],
  unsubscribeUrl: null,
};

const clock = new TestClock();
const sockets = new Set<Socket>();
let server: Server;
let target: string;
let connections = 0;
beforeEach(async () => {
  connections = 0;
  server = createServer((socket) => {
    connections += 1;
    sockets.add(
      socket
        .on('error', () => undefined)
        .once('close', () => sockets.delete(socket))
        .resume(),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

const provider = (): SmsChannel => {
  const settings = { base: `https://${target}`, account: 'AC1', token: 'secret' };
  return new SmsChannel({ provider: settings, from: '+15550100000', publicUrl: null }, clock);
};
const mail = (tls: 'smtps' | 'starttls'): MailChannel => {
  const port = Number(target.split(':')[1]);
  const smtp = { host: '127.0.0.1', port, tls, login: null, connections: MANY };
  return new MailChannel({ server: smtp, from: 'hello@acme.dev' }, clock);
};
const hook = (): WebhookChannel => new WebhookChannel(10_000, [target], systemNames, clock);

const CASES: readonly (readonly [string, string, () => EffectChannel, () => EffectRequest])[] = [
  ['an SMS', 'provider_error', provider, () => ({ channel: 'sms', to: '+34600000000', body: 'Hi' })],
  ...(['smtps', 'starttls'] as const).map((tls): (typeof CASES)[number] => [
    `an email by ${tls}`,
    'provider_error',
    () => mail(tls),
    () => ({ channel: 'email', to: 'ana@acme.dev', subject: 'Hi', body: 'Hi' }),
  ]),
  [
    'a webhook',
    'webhook_timeout',
    hook,
    () => ({ channel: 'webhook', url: `https://${target}/`, method: 'POST', headers: {}, body: {} }),
  ],
];

describe('a server that takes connections and says nothing, so that there is never TLS', () => {
  it.each(CASES)(
    'is given up in time, all messages at once, with their connections: %s',
    async (_, code, open, request) => {
      const channel = open();
      const sent = Array.from({ length: MANY }, () => channel.send(request(), SENDING));
      await until('all are connected', () => connections === MANY);
      clock.advance(channel.timeoutMs);
      for (const outcome of await Promise.all(sent))
        expect(outcome).toMatchObject({ status: 'failed', error: { code } });
      channel.close?.();
      // undici gives a connection to the provider up by a time of its own, which is as long
      if (!(channel instanceof SmsChannel)) await until('nothing is open', () => sockets.size === 0);
    },
  );
});
