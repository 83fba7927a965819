import { systemNames } from '../../../src/adapters/names/names';
import { WebhookChannel } from '../../../src/adapters/webhook/webhook-channel';
import type { EffectOutcome } from '../../../src/domain/effect/effect';
import { HOSTILE, HOSTILE_NAMES, LOOK_ALIKES } from '../../domain/effect/hostile-targets';
import { Internet } from '../../doubles/webhooks/internet';
import { Receiver } from '../../doubles/webhooks/receiver';
import { TestClock } from '../../test-clock';
import { SENDING, codeOf, webhook } from './a-webhook';

const PUBLIC = '93.184.216.34';

let receiver: Receiver;
beforeAll(async () => {
  receiver = await Receiver.open();
});
beforeEach(() => {
  receiver.forgets();
});
afterAll(() => receiver.close());

const on = (internet: Internet, allowed: readonly string[] = []): WebhookChannel =>
  new WebhookChannel(10_000, allowed, internet.names, new TestClock(), internet.reach);

describe('a hostile target', () => {
  it.each(HOSTILE.map(([url]) => url))('%j is not dialled', async (url) => {
    const internet = new Internet(receiver.port);
    expect(codeOf(await on(internet).send(webhook(url), SENDING))).toBe('webhook_blocked');
    expect([internet.dialled, internet.asked, receiver.connections]).toEqual([[], [], 0]);
  });

  it.each(Object.keys(HOSTILE_NAMES))('%s is not dialled, whatever DNS says', async (name) => {
    const internet = new Internet(receiver.port, HOSTILE_NAMES);
    expect(codeOf(await on(internet).send(webhook(`https://${name}/`), SENDING))).toBe('webhook_blocked');
    expect([internet.dialled, internet.asked, receiver.connections]).toEqual([[], [name], 0]);
  });

  it('on this machine is not dialled with the means of this machine either', async () => {
    const plain = await Receiver.open('http');
    const channel = new WebhookChannel(10_000, [], systemNames, new TestClock());
    const hosts = ['127.0.0.1', '127.1', '2130706433', '0x7f.1', '0', '[::1]', '[::ffff:127.0.0.1]', 'localhost'];
    const urls = [receiver, plain].flatMap(({ port }) => hosts.map((host) => `https://${host}:${port}/`));
    const outcomes = await Promise.all(urls.map((url) => channel.send(webhook(url), SENDING)));
    expect(outcomes.map(codeOf)).toEqual(urls.map(() => 'webhook_blocked'));
    expect(receiver.connections + plain.connections).toBe(0);
    await plain.close();
  });
});

describe('a public target', () => {
  it.each(LOOK_ALIKES)('%j is called', async (url) => {
    const names = Object.fromEntries(LOOK_ALIKES.map((one) => [new URL(one).hostname, [PUBLIC]]));
    const internet = new Internet(receiver.port, names);
    expect(codeOf(await on(internet).send(webhook(url), SENDING))).toBeNull();
    const { hostname, pathname, search } = new URL(url);
    expect(internet.dialled).toEqual([internet.asked.length > 0 ? PUBLIC : hostname.replace(/^\[|\]$/g, '')]);
    expect(receiver.last.path).toBe(pathname + search);
  });

  it('is dialled at the addresses that were judged, under its own name', async () => {
    const internet = new Internet(receiver.port, { 'hooks.acme.dev': [PUBLIC, '2606:2800:220:1::1'] });
    await on(internet).send(webhook('https://hooks.acme.dev:8443/in'), SENDING);
    expect(internet.dialled).toEqual([PUBLIC, '2606:2800:220:1::1']);
    expect(receiver.last.headers.host).toBe('hooks.acme.dev:8443');
  });

  it('whose certificate is for another name is told nothing', async () => {
    const internet = new Internet(receiver.port, { 'hooks.acme.org': [PUBLIC] });
    const outcome = await on(internet).send(webhook('https://hooks.acme.org/'), SENDING);
    expect(codeOf(outcome)).toBe('webhook_error');
    expect(receiver.received).toEqual([]);
  });

  it('is looked up once a call, and judged anew by the next', async () => {
    const internet = new Internet(receiver.port, { 'moves.acme.dev': [[PUBLIC], ['10.0.0.1'], [PUBLIC]] });
    const outcomes: EffectOutcome[] = [];
    for (let i = 0; i < 3; i += 1) outcomes.push(await on(internet).send(webhook('https://moves.acme.dev/'), SENDING));
    expect(outcomes.map(codeOf)).toEqual([null, 'webhook_blocked', null]);
    expect(internet.dialled).toEqual([PUBLIC, PUBLIC]);
    expect([internet.asked.length, receiver.connections]).toEqual([3, 2]);
  });

  it('has nothing to do with a proxy of the environment', async () => {
    const proxy = await Receiver.open('http');
    const before = { ...process.env };
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'])
      process.env[name] = `http://127.0.0.1:${proxy.port}`;
    process.env['NODE_USE_ENV_PROXY'] = '1';
    const internet = new Internet(receiver.port, { 'hooks.acme.dev': [PUBLIC] });
    const outcome = await on(internet).send(webhook('https://hooks.acme.dev/'), SENDING);
    process.env = before;
    expect([codeOf(outcome), proxy.connections, receiver.connections]).toEqual([null, 0, 1]);
    await proxy.close();
  });
});

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308, 300, 304, 305])('of status %s is not followed', async (status) => {
    const inside = await Receiver.open('http');
    const internet = new Internet(receiver.port, { 'hooks.acme.dev': [PUBLIC] });
    receiver.answering = (response) => {
      response.writeHead(status, { location: `http://127.0.0.1:${inside.port}/` }).end();
    };
    const outcome = await on(internet).send(webhook('https://hooks.acme.dev/'), SENDING);
    expect(outcome).toMatchObject({ error: { code: 'webhook_error' }, output: { statusCode: status } });
    expect([inside.connections, receiver.connections]).toEqual([0, 1]);
    await inside.close();
  });
});

describe('a private target that is allowed', () => {
  it('is called, in plain text too, at that host and port alone', async () => {
    const plain = await Receiver.open('http');
    const clock = new TestClock();
    const channel = new WebhookChannel(
      10_000,
      [`127.0.0.1:${plain.port}`, `localhost:${plain.port}`],
      systemNames,
      clock,
    );
    const outcomes = [
      await channel.send(webhook(`http://127.0.0.1:${plain.port}/a`), SENDING),
      await channel.send(webhook(`http://localhost:${plain.port}/b`), SENDING),
      await channel.send(webhook(`http://127.0.0.1:${receiver.port}/`), SENDING),
    ];
    expect(outcomes.map(codeOf)).toEqual([null, null, 'webhook_blocked']);
    expect(plain.received.map(({ path }) => path)).toEqual(['/a', '/b']);
    expect(receiver.connections).toBe(0);
    await plain.close();
  });
});
