import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ServiceProcess } from './faults/service-process';
import { endsWithTests } from './started-by-tests';
import { until } from './until';

const KEY = 'the-key-of-the-owner';
const AUTHORIZED = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };

const folder = mkdtempSync(path.join(tmpdir(), 'runledger-stopping-'));
let service: ServiceProcess;
let api: string;
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A client that has said so much and says no more. */
async function says(text: string): Promise<Socket> {
  const { hostname, port } = new URL(api);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.on('error', () => undefined).resume();
  socket.write(text);
  return socket;
}

describe('a service that is asked to stop', () => {
  beforeEach(async () => {
    const keys = JSON.stringify([{ key: KEY, account: 'acme', role: 'owner' }]);
    service = ServiceProcess.start({ DATA_DIR: folder, RUNLEDGER_API_KEYS: keys });
    api = `${(await service.listening) ?? ''}/api/automations`;
  });
  afterEach(() => service.kill());

  it('waits for nobody who has not said all, and ends in order', async () => {
    const headers = `POST /api/automations/workflows HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${KEY}\r\n`;
    const slow = [
      await says(''),
      await says('GET /health/live HT'),
      await says(headers),
      await says(`${headers}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{`),
    ];
    // what they said was read before this is answered
    await fetch(`${api}/workflows`, { headers: AUTHORIZED });
    const closed = slow.map((socket) => once(socket, 'close'));
    await service.stop();
    await Promise.all(closed);
  });

  it('gives their answer to those who wait for one', async () => {
    const behind = `minPosition=7${'f'.repeat(15)}&timeoutMs=1500`;
    const answer = fetch(`${api}/runs?${behind}`, { headers: AUTHORIZED });
    await fetch(`${api}/settings`, { headers: AUTHORIZED });
    const [{ status }] = await Promise.all([answer, service.stop()]);
    expect(status).toBe(409);
  });
});

describe('npm start', () => {
  it.each(['npm', 'all of its group'])('ends in order by a signal to %s, and nothing is left', async (to) => {
    const env = { ...process.env, PORT: '0', SAMPLE: 'off', DATA_DIR: path.join(folder, to) };
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    const npm = endsWithTests(spawn('npm', ['start'], { env, stdio: [...stdio], detached: true }));
    const { pid = 0 } = npm;
    let output = '';
    npm.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    await until('it listens', () => output.includes('"address":'));
    process.kill(to === 'npm' ? pid : -pid, 'SIGTERM');
    await once(npm, 'close'); // of its output too, which the service holds as long as it lives
    expect(output).toContain('"msg":"stopped"');
  });
});
