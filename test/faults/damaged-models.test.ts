import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { until } from '../until';
import { ServiceProcess } from './service-process';

const KEY = 'the-key-of-the-owner';
const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };

const folder = mkdtempSync(path.join(tmpdir(), 'runledger-damaged-'));
let service: ServiceProcess;
let api: string;
beforeEach(async () => {
  const keys = JSON.stringify([{ key: KEY, account: 'acme', role: 'owner' }]);
  service = ServiceProcess.start({ DATA_DIR: folder, RUNLEDGER_API_KEYS: keys });
  api = `${(await service.listening) ?? ''}/api/automations`;
});
afterEach(() => service.kill());
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Every document is no JSON any more. */
function damage(): void {
  const db = new Database(path.join(folder, 'read.db'));
  const tables = db
    .prepare<[], string>("SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE c.name = 'document'")
    .pluck()
    .all();
  for (const table of tables) db.prepare(`UPDATE "${table}" SET document = '{'`).run();
  db.close();
}

describe('read models in which damage is met while they are in use', () => {
  it('end the process with one line that says what to do', async () => {
    const body = JSON.stringify({ name: 'Welcome', trigger: { type: 'manual' }, steps: [{ id: 'end', type: 'exit' }] });
    const defined = await fetch(`${api}/workflows`, { method: 'POST', headers, body });
    const { position } = (await defined.json()) as { position: string };
    await fetch(`${api}/workflows?minPosition=${position}`, { headers });
    damage();
    const answer = await fetch(`${api}/workflows`, { headers });
    expect([answer.status, await answer.json()]).toEqual([503, expect.objectContaining({ code: 'store_unavailable' })]);
    expect(await service.exited).toEqual({ code: 1, signal: null });
    expect(service.errors).toBe(
      `runledger: the read models in ${folder} are damaged: start again, and they are set aside and folded anew\n`,
    );
  });

  it('are set aside by the next start, and folded anew from the log', async () => {
    let answer = await fetch(`${api}/workflows`, { headers });
    await until('they are folded', async () => {
      if (answer.status !== 503) return true;
      expect(await answer.json()).toMatchObject({ code: 'read_model_behind' });
      answer = await fetch(`${api}/workflows`, { headers });
      return false;
    });
    expect(await answer.json()).toMatchObject({ items: [{ name: 'Welcome' }] });
    expect(service.log.filter((line) => line.includes('set aside'))).toHaveLength(1);
    await service.stop();
  });
});
