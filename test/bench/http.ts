/**
 * Runs started over HTTP per second, and how long one takes: a real process, 64 connections, each enrolling one contact
 * after the other. Each run sends one SMS to the outbox, behind the answer.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ServiceProcess } from '../faults/service-process';
import { tell, tellTimes } from './figures';

const CONNECTIONS = 64;
const RUNS = Number(process.env['RUNS'] ?? 20_000);
const WARM_UP = Number(process.env['WARM_UP'] ?? 2_000);
const KEY = 'the-key-of-the-owner';

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

function post(url: string, body: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
    const asked = request(url, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as Answer['body'] });
      });
    });
    asked.on('error', reject).end(JSON.stringify(body));
  });
}

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'runledger-bench-'));
  const apiKeys = JSON.stringify([{ key: KEY, account: 'bench', role: 'owner' }]);
  const service = ServiceProcess.start({ DATA_DIR: folder, RUNLEDGER_API_KEYS: apiKeys });
  const workflows = `${(await service.listening) ?? ''}/api/automations/workflows`;
  const steps = [{ id: 'sms', type: 'sms', body: 'Hi {{ contact.name }}' }];
  const { body } = await post(workflows, { name: 'Bench', trigger: { type: 'manual' }, steps });
  const workflow = `${workflows}/${String(body['workflowId'])}`;
  await post(`${workflow}/activate`, {});

  let next = 0;
  const took: number[] = [];
  const enroll = async (until: number): Promise<void> => {
    while (next < until) {
      const n = next++;
      const before = process.hrtime.bigint();
      const contact = { id: `contact-${n}`, name: `Contact ${n}`, phone: `+1555${n}` };
      const { status } = await post(`${workflow}/enrollments`, { contact });
      if (status !== 201) throw new Error(`an enrollment was answered ${status}`);
      took.push(Number(process.hrtime.bigint() - before) / 1e6);
    }
  };
  const all = (until: number): Promise<unknown> =>
    Promise.all(Array.from({ length: CONNECTIONS }, () => enroll(until)));
  await all(WARM_UP);
  took.length = 0;
  const started = process.hrtime.bigint();
  await all(WARM_UP + RUNS);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const of = `runs started over HTTP at ${CONNECTIONS} connections`;
  tell(of, 'started', RUNS / seconds, 'runs/s');
  tellTimes(of, 'answered', took);
  agent.destroy();
  await service.stop();
  rmSync(folder, { recursive: true });
}

void main();
