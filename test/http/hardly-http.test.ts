import { once } from 'node:events';
import { connect } from 'node:net';
import { until } from '../until';
import { rawRequest } from './raw-request';
import { ENGINE_SECRET, TestApi, keyOf } from './test-api';

let api: TestApi;

beforeAll(async () => {
  api = await TestApi.open();
});
afterAll(() => api.close());

/** What the service answers to bytes, once it has ended the connection. */
async function answerTo(...lines: readonly string[]) {
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  socket.write([...lines, '', ''].join('\r\n'));
  let text = '';
  for await (const chunk of socket.setEncoding('utf8')) text += String(chunk);
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), type: /^content-type: (.*)$/im.exec(head)?.[1], body };
}

const LIVE = 'GET /health/live HTTP/1.1';
const CLOSE = 'Connection: close';

describe('a request that is hardly HTTP is a problem', () => {
  it.each([
    ['without a host', [LIVE, CLOSE], 400, 'invalid_request'],
    ['without a host, at a path that is nothing', ['GET /nothing HTTP/1.1', CLOSE], 400, 'invalid_request'],
    ['that expects what cannot be', [LIVE, 'Host: x', 'Expect: foo', CLOSE], 417, 'expectation_failed'],
    ['to pass bytes on', ['CONNECT example.com:443 HTTP/1.1', 'Host: example.com:443'], 405, 'method_not_allowed'],
    ['without a slash', ['GET no-slash HTTP/1.1', 'Host: x', CLOSE], 400, 'invalid_request'],
    ['with a header that is none', [LIVE, 'Host: x', 'no colon'], 400, 'invalid_request'],
    ['with headers too large', [LIVE, 'Host: x', `X: ${'x'.repeat(20_000)}`], 431, 'headers_too_large'],
    [
      'with two lengths',
      ['POST / HTTP/1.1', 'Host: x', 'Content-Length: 1', 'Content-Length: 2'],
      400,
      'invalid_request',
    ],
  ])('%s', async (_, lines, status, code) => {
    const answer = await answerTo(...lines);
    expect(answer.status).toBe(status);
    expect(answer.type).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(answer.body)).toMatchObject({ type: `/problems/${code}`, status, code });
  });
});

describe('a request that comes while the service stops', () => {
  it('is a problem, and the one before it has its answer', async () => {
    const other = await TestApi.open();
    const { server } = other.app.getHttpAdapter().getInstance();
    const socket = connect(Number(new URL(other.url).port), '127.0.0.1');
    const key = `Authorization: Bearer ${keyOf('viewer')}`;
    const behind = `/api/automations/runs?minPosition=7${'f'.repeat(15)}&timeoutMs=1000`;
    socket.write([`GET ${behind} HTTP/1.1`, 'Host: x', key, 'Expect: 100-continue', '', ''].join('\r\n'));
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    await until('the first is read', () => text.startsWith('HTTP/1.1 100 '));
    const closing = other.close();
    await until('nobody new can connect', () => !server.listening);
    socket.write([LIVE, 'Host: x', '', ''].join('\r\n'));
    await once(server, 'request');
    other.clock.advance(1_000);
    await Promise.all([closing, once(socket, 'close')]);
    const [, , ...answers] = text.split('HTTP/1.1 ');
    expect(answers).toEqual([expect.stringMatching(/^409 /), expect.stringMatching(/^503 /)]);
    expect(answers[1]).toMatch(/^content-type: application\/problem\+json/im);
    expect(answers[1]).toContain('"code":"not_ready"');
  });
});

describe('a request that is a little old or careful', () => {
  it('is answered in HTTP/1.0 without a host', async () => {
    expect(await answerTo('GET /health/live HTTP/1.0')).toMatchObject({
      status: 200,
      body: expect.stringMatching(/^\{"status":"ok","version":"[\d.]+"\}$/) as string,
    });
  });

  it('may ask whether to go on before it sends its body', async () => {
    const headers = { 'content-type': 'application/json', expect: '100-continue' };
    const asked = { method: 'POST', path: '/internal/engine/resume-due', key: ENGINE_SECRET, headers };
    expect((await rawRequest(api.url, asked, '{"limit":1}')).status).toBe(200);
  });
});
