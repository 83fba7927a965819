import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { inOrder } from '../../../src/http/server/in-order';
import { until } from '../../until';

/** More than the buffers of the system take. */
const LARGE = Buffer.alloc(32 * 1024 * 1024, 'x');
const REQUESTS = 50;

let server: Server;
let begun: string[];
let gone: number;
beforeEach(async () => {
  [begun, gone] = [[], 0];
  const handler = inOrder((request, response) => {
    begun.push(request.url ?? '');
    response.once('close', () => gone++);
    setImmediate(() => response.end(request.url === '/1' ? LARGE : request.url));
  });
  server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  if (server.listening) server.close();
});

const client = () => {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  for (let i = 0; i < REQUESTS; i++) socket.write(`GET /${i} HTTP/1.1\r\nHost: x\r\n\r\n`);
  return socket;
};

describe('requests that come at once by one connection', () => {
  it('are begun one after another, each once the answer before it was taken', async () => {
    const socket = client();
    await until('the large answer is there', () => begun.length >= 2);
    const other = client().resume();
    await until('all of another connection are', () => begun.length === 2 + REQUESTS);
    let text = '';
    socket.on('data', (bytes: Buffer) => (text = (text + bytes.toString()).slice(-1_000))).resume();
    await until('all are', () => begun.length === 2 * REQUESTS);
    await until('the last is answered', () => text.endsWith(`/${REQUESTS - 1}`));
    socket.destroy();
    other.destroy();
  });

  it('are not begun any more when the connection is gone', async () => {
    const socket = client();
    await until('the large answer is there', () => begun.length === 2);
    socket.destroy();
    await until('it is gone', () => gone === 2);
    await once(server.close(), 'close');
    expect(begun).toEqual(['/0', '/1']);
  });
});
