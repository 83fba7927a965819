import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { cutSilent } from '../../../src/http/server/silence';

const SILENCE_MS = 900;
/** More than the buffers of the system take. */
const LARGE = Buffer.alloc(32 * 1024 * 1024, 'x');
const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const LONG_TO_MAKE = REQUEST.replace('/', '/long-to-make');

let server: Server;
/** The server's end of each connection, in their order. */
let ends: Socket[];
beforeEach(async () => {
  ends = [];
  server = createServer({ keepAliveTimeout: SILENCE_MS }, (request, response) => {
    if (request.url === '/long-to-make') setTimeout(() => response.end('ok'), 2 * SILENCE_MS);
    else response.end(request.url === '/small' ? 'ok' : LARGE);
  });
  cutSilent(server, SILENCE_MS);
  server.on('connection', (socket: Socket) => ends.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function client(text: string): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

describe('a connection on which nothing moves', () => {
  it.each([
    ['because the client says nothing', ''],
    ['because it stops in the middle of a request', 'GET / HT'],
    ['because it takes no byte of its answer', REQUEST],
    ['because it takes no byte of many answers', REQUEST.repeat(20)],
    ['because it asks for nothing more', REQUEST.replace('/', '/small')],
  ])('is cut %s', async (_, text) => {
    const before = performance.now();
    const socket = (await client(text)).pause();
    const [end] = ends;
    if (end === undefined) throw new Error('there is no connection');
    await once(end, 'close');
    expect(performance.now() - before).toBeGreaterThan(SILENCE_MS * 0.9);
    socket.destroy();
  });

  it('is none of a client that takes its answer slowly, however long that takes', async () => {
    const socket = await client(REQUEST);
    let taken = 0;
    const from = performance.now();
    await new Promise<void>((resolve) => {
      socket.on('data', (bytes: Buffer) => {
        taken += bytes.length;
        if (taken >= LARGE.length) resolve();
        if (performance.now() - from > 3 * SILENCE_MS) return;
        socket.pause();
        setTimeout(() => socket.resume(), SILENCE_MS / 100);
      });
      socket.once('close', resolve);
    });
    expect(taken).toBeGreaterThan(LARGE.length);
    socket.destroy();
  });

  it('is none of a client whose answer takes long to make, until it is there', async () => {
    const [socket, between] = await Promise.all([client(LONG_TO_MAKE), client(LONG_TO_MAKE.repeat(2))]);
    for (const [asked, answers] of [
      [socket, 1],
      [between, 2],
    ] as const) {
      let taken = '';
      asked.on('data', (bytes: Buffer) => (taken += bytes.toString()));
      await once(asked, 'close');
      expect(taken.match(/200 OK/g)).toHaveLength(answers);
    }
  });
});
