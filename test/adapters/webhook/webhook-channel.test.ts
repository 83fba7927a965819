import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { systemNames } from '../../../src/adapters/names/names';
import { WebhookChannel } from '../../../src/adapters/webhook/webhook-channel';
import type { EffectOutcome } from '../../../src/domain/effect/effect';
import type { JsonObject } from '../../../src/kernel/message';
import { OutcomeUnknown } from '../../../src/ports/effect-channel';
import { Internet } from '../../doubles/webhooks/internet';
import { Receiver } from '../../doubles/webhooks/receiver';
import { TestClock } from '../../test-clock';
import { until } from '../../until';
import { SENDING, codeOf, webhook } from './a-webhook';

const URL = 'https://hooks.acme.dev/in';
const ERROR = { status: 'failed', error: { code: 'webhook_error' } };
const DNS = { 'hooks.acme.dev': ['93.184.216.34'], 'dead.acme.dev': 'silence' } as const;

let receiver: Receiver;
let clock: TestClock;
let internet: Internet;
beforeAll(async () => {
  receiver = await Receiver.open();
});
beforeEach(() => {
  receiver.forgets();
  clock = new TestClock();
  internet = new Internet(receiver.port, DNS);
});
afterAll(() => receiver.close());

const channel = (reach = internet.reach): WebhookChannel =>
  new WebhookChannel(10_000, [], internet.names, clock, reach);
const sent = (url = URL, headers = {}): Promise<EffectOutcome> => channel().send(webhook(url, headers), SENDING);

/** What an answer of this body comes out as. */
const outputOf = async (body: Buffer | string, headers = {}): Promise<JsonObject> => {
  receiver.answering = (response) => {
    response.writeHead(200, headers).end(body);
  };
  const outcome = await sent();
  return 'output' in outcome ? outcome.output : {};
};

describe('what is sent', () => {
  it('is the body as JSON, with a key that is the same for every attempt', async () => {
    expect(await sent()).toEqual({ status: 'completed', output: { statusCode: 200, response: 'ok' } });
    expect(JSON.parse(receiver.last.body.toString())).toEqual({ hello: 'Zoë' });
    expect(receiver.last.headers).toMatchObject({
      host: 'hooks.acme.dev',
      'content-type': 'application/json',
      'idempotency-key': SENDING.idempotencyKey,
      'accept-encoding': 'identity',
      connection: 'close',
    });
  });

  it('has the headers of the step, in UTF-8, none of which is one of its own', async () => {
    const headers = { 'X-Name': 'Zoë 日本 👋', 'Content-Type': 'application/vnd.acme+json', Host: 'evil.dev' };
    await sent(URL, { ...headers, 'Idempotency-Key': 'mine', 'Transfer-Encoding': 'chunked', 'webhook-id': 'x' });
    const received = receiver.last.headers;
    expect(Buffer.from(received['x-name'] as string, 'latin1').toString()).toBe(headers['X-Name']);
    expect(received).toMatchObject({ host: 'hooks.acme.dev', 'idempotency-key': SENDING.idempotencyKey });
    expect(received['content-type']).toBe('application/vnd.acme+json');
    expect(received['transfer-encoding']).toBeUndefined();
    expect(received['webhook-id']).not.toBe('x');
  });

  it.each(['a\r\nX-Evil: 1', 'a\nb', 'a\0b', 'a\u007fb'])('is nothing at all with the header %j', async (value) => {
    expect(codeOf(await sent(URL, { 'X-Name': value }))).toBe('webhook_error');
    expect(receiver.connections).toBe(0);
  });
});

describe('an answer', () => {
  it.each([200, 201, 202, 204, 299])('of status %s completes the step', async (status) => {
    receiver.answering = (response) => {
      response.writeHead(status).end();
    };
    expect(await sent()).toEqual({ status: 'completed', output: { statusCode: status, response: '' } });
  });

  it.each([400, 401, 404, 410, 429, 500, 503, 599])('of status %s fails it, and is shown', async (status) => {
    receiver.answering = (response) => {
      response.writeHead(status).end('no such hook');
    };
    expect(await sent()).toEqual({
      status: 'failed',
      error: { code: 'webhook_error', message: `hooks.acme.dev answered ${status}` },
      output: { statusCode: status, response: 'no such hook' },
    });
  });

  it('is kept to 2 KB, and not through the middle of a character', async () => {
    expect(await outputOf('x'.repeat(2_048))).toEqual({ statusCode: 200, response: 'x'.repeat(2_048) });
    const long = { statusCode: 200, responseCut: true };
    expect(await outputOf('x'.repeat(2_049))).toEqual({ ...long, response: 'x'.repeat(2_048) });
    expect(await outputOf(`x${'€'.repeat(2_000)}`)).toEqual({ ...long, response: `x${'€'.repeat(682)}` });
    const { response } = await outputOf(Buffer.alloc(5_000, 0xff));
    expect(Buffer.byteLength(response as string)).toBeLessThanOrEqual(2_048);
  });

  it('is not unpacked, so that no bomb goes off', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000));
    const { response } = await outputOf(bomb, { 'content-encoding': 'gzip' });
    expect(Buffer.byteLength(response as string)).toBeLessThanOrEqual(2_048);
  });

  it('that never ends is not read to an end', async () => {
    let isOver = false;
    receiver.answering = (response) => {
      const part = Buffer.alloc(16_384, 'x');
      const more = (): void => {
        while (!isOver && response.write(part));
      };
      response.on('drain', more).on('close', () => {
        isOver = true;
      });
      more();
    };
    expect(await sent()).toMatchObject({ status: 'completed', output: { statusCode: 200, responseCut: true } });
    await until('the connection was ended', () => isOver);
  });

  it('that comes a byte at a time is cut when the time is up', async () => {
    let bytes = 0;
    receiver.answering = (response) => {
      const drip = setInterval(() => {
        bytes += 1;
        response.write('x');
      }, 10);
      response.on('close', () => {
        clearInterval(drip);
      });
    };
    const outcome = sent();
    await until('some of it has come', () => bytes > 3);
    clock.advance(10_000);
    expect(await outcome).toMatchObject({ status: 'completed', output: { statusCode: 200, responseCut: true } });
  });

  it('whose next part does not come is cut without waiting for the end of the time', async () => {
    receiver.answering = (response) => {
      response.write('begun');
    };
    const outcome = await channel({ ...internet.reach, idleMs: 50 }).send(webhook(URL), SENDING);
    expect(outcome).toMatchObject({ status: 'completed', output: { response: 'begun', responseCut: true } });
  });

  it('that breaks off is cut there', async () => {
    receiver.answering = (response) => {
      response.writeHead(500, { 'content-length': 100 });
      response.write('oops', () => response.destroy());
    };
    const output = { statusCode: 500, response: 'oops', responseCut: true };
    expect(await sent()).toMatchObject({ error: { code: 'webhook_error' }, output });
  });
});

describe('no answer', () => {
  it('in time is a timeout, which says that it may have been sent', async () => {
    receiver.answering = () => undefined;
    const outcome = sent();
    await receiver.hasReceived(1);
    clock.advance(10_000);
    const message = 'hooks.acme.dev did not answer within 10000 ms; it may have been sent';
    expect(await outcome).toMatchObject({ error: { code: 'webhook_timeout', message } });
  });

  it('from DNS is a timeout, however many there are, and holds up nobody', async () => {
    const dead = Array.from({ length: 40 }, () => sent('https://dead.acme.dev/'));
    await until('all are looked up', () => internet.asked.length === 40);
    expect(codeOf(await sent())).toBeNull();
    clock.advance(10_000);
    const message = 'dead.acme.dev did not answer within 10000 ms';
    for (const outcome of await Promise.all(dead))
      expect(outcome).toMatchObject({ error: { code: 'webhook_timeout', message } });
    expect(internet.dialled).toHaveLength(1);
  });

  it('from a connection that is not made is a timeout', async () => {
    const never = { ...internet.reach, makeConnector: () => () => undefined };
    const outcome = channel(never).send(webhook(URL), SENDING);
    await until('it is looked up', () => internet.asked.length === 1);
    clock.advance(10_000);
    expect(codeOf(await outcome)).toBe('webhook_timeout');
  });

  it.each(['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'ECONNREFUSED'])('since DNS says %s is an error', async (code) => {
    internet = new Internet(receiver.port, { 'hooks.acme.dev': code });
    expect(codeOf(await sent())).toBe('webhook_error');
  });

  it('since DNS gave up asking is a timeout', async () => {
    internet = new Internet(receiver.port, { 'hooks.acme.dev': 'ETIMEOUT' });
    expect(codeOf(await sent())).toBe('webhook_timeout');
  });
});

describe('a connection that ends', () => {
  let server: Server;
  /** What comes of a webhook to it, and the error where that is not known. */
  const serving = async (served: (socket: Socket) => void): Promise<unknown> => {
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      served(socket);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const local = new WebhookChannel(10_000, [target], systemNames, clock);
    const outcome = await local.send(webhook(`http://${target}/`), SENDING).catch((error: unknown) => error);
    server.close();
    return outcome;
  };

  it('before there was TLS is an error: nothing was sent', async () => {
    const plain = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(plain, 'listening');
    internet = new Internet((plain.address() as AddressInfo).port, DNS);
    expect(codeOf(await sent())).toBe('webhook_error');
    plain.close();
  });

  it('once the request was on its way, without an answer, leaves it unknown', async () => {
    const closed = await serving((socket) => socket.once('data', () => socket.end()));
    const reset = await serving((socket) => socket.once('data', () => socket.resetAndDestroy()));
    for (const outcome of [closed, reset]) expect(outcome).toBeInstanceOf(OutcomeUnknown);
  });

  it('after an answer that is no HTTP is an error', async () => {
    const outcome = await serving((socket) => socket.once('data', () => socket.end('220 mail.acme.dev ESMTP\r\n')));
    expect(outcome).toMatchObject(ERROR);
  });

  it('by headers without end is an error', async () => {
    const outcome = await serving((socket) => {
      socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\n${`x-pad: ${'x'.repeat(1_000)}\r\n`.repeat(40)}`));
    });
    expect(outcome).toMatchObject(ERROR);
  });

  it('is never made a second time for the same webhook', async () => {
    let connections = 0;
    await serving((socket) => {
      connections += 1;
      socket.once('data', () => socket.resetAndDestroy());
    });
    expect(connections).toBe(1);
  });
});
