/**
 * What one account's requests wait for another's slow templates: a real process; one account enrolls 50 contacts into a
 * workflow of 100 steps that are slow to render, the other one enrolls and lists all the while.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ServiceProcess } from '../faults/service-process';
import { tellTimes } from './figures';

const ENROLMENTS = 50;
const STEPS = 100;
const SECONDS = Number(process.env['SECONDS'] ?? 15);
const SLOW = process.env['TEMPLATE'] ?? '{% for a in (1..200) %}{% for b in (1..200) %}{% endfor %}{% endfor %}done';
const BETWEEN_MS = 20;
const KEYS = ['slow', 'quick'].map((account) => ({ key: `the-key-of-${account}-owner`, account, role: 'owner' }));

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'runledger-bench-'));
  const service = ServiceProcess.start({ DATA_DIR: folder, RUNLEDGER_API_KEYS: JSON.stringify(KEYS) });
  const api = `${(await service.listening) ?? ''}/api/automations`;
  const ask = async (account: number, route: string, body?: object): Promise<Record<string, unknown>> => {
    const headers = { authorization: `Bearer ${KEYS[account]?.key ?? ''}`, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(`${api}${route}`, { headers, ...sent });
    if (!answer.ok) throw new Error(`${route} was answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  };
  const opened = async (account: number, bodies: readonly string[]): Promise<string> => {
    const steps = bodies.map((body, i) => ({ id: `s${i}`, type: 'sms', body }));
    const { workflowId } = await ask(account, '/workflows', { name: 'W', trigger: { type: 'manual' }, steps });
    await ask(account, `/workflows/${String(workflowId)}/activate`, {});
    return `/workflows/${String(workflowId)}/enrollments`;
  };
  const enroll = (account: number, route: string, id: string) =>
    ask(account, route, { contact: { id, phone: '+34600000000' } });

  const slow = await opened(
    0,
    Array.from({ length: STEPS }, () => SLOW),
  );
  const quick = await opened(1, ['Hi']);
  const took: number[] = [];
  const end = Date.now() + SECONDS * 1_000;
  const measured = (async () => {
    for (let n = 0; Date.now() < end; n++) {
      const before = performance.now();
      await (n % 2 === 0 ? enroll(1, quick, `c-${n}`) : ask(1, '/runs'));
      took.push(performance.now() - before);
      await pause(BETWEEN_MS);
    }
  })();
  const enrolled = Promise.all(Array.from({ length: ENROLMENTS }, (_, n) => enroll(0, slow, `c-${n}`)));
  await Promise.all([measured, enrolled]);
  const { items } = await ask(0, '/outbox?limit=200');
  const of = `beside ${ENROLMENTS} enrolments that are slow to render`;
  tellTimes(of, "another account's requests", took, 'max');
  if ((items as object[]).length === 0) throw new Error('the slow account sent nothing');
  await service.kill();
  rmSync(folder, { recursive: true });
}

void main();
