import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store';
import { openExamined } from '../../src/assembly/offline-diagnosis';
import { readConfig } from '../../src/config';
import { diagnosisOf } from '../../src/queries/get-diagnosis';
import type { Finding } from '../../src/queries/get-diagnosis';
import { MailServer } from '../doubles/smtp/mail-server';
import { TestLog } from '../engine/test-service';

const folder = mkdtempSync(path.join(tmpdir(), 'runledger-offline-'));
const log = new TestLog();
let server: MailServer;

beforeAll(async () => {
  await SqliteEventStore.open(folder).close();
  server = await MailServer.open({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

async function found(env: Readonly<Record<string, string>>): Promise<readonly Finding[]> {
  const opened = await openExamined(readConfig({ DATA_DIR: folder, ...env }), log);
  const { findings } = await diagnosisOf(opened.examined);
  await opened.close();
  return findings;
}
const smtp = (password: string) => ({
  SMTP_URL: `smtp://ana:${password}@127.0.0.1:${server.port}?ignoreTLS=true`,
});
const PUBLIC = { PUBLIC_URL: 'https://runledger.example.com' };

describe('stores that are examined without a service', () => {
  it('have nothing where the provider lets in whom the configuration names', async () => {
    expect(await found({ ...smtp('p%40ss%2Fword'), ...PUBLIC })).toEqual([]);
    expect(server.received).toEqual([]);
  });

  it('have a provider that refuses the login, which is told without the password', async () => {
    const findings = await found({ ...smtp('hunter%2B2'), ...PUBLIC });
    expect(findings).toMatchObject([{ code: 'channel_fails', details: { channel: 'email' } }]);
    expect(findings[0]?.problem).toMatch(/^The provider of email cannot be used: it refuses the login \(535\)\.$/);
    expect(JSON.stringify([findings, log.records])).not.toContain('hunter');
  });

  it('have no PUBLIC_URL while a provider is set', async () => {
    expect(await found(smtp('p%40ss%2Fword'))).toMatchObject([
      { code: 'public_url_missing', details: { publicUrl: null, providers: ['email'] } },
    ]);
  });

  it('have a provider that is not there', async () => {
    expect(await found({ SMTP_URL: 'smtp://127.0.0.1:1?ignoreTLS=true', ...PUBLIC })).toMatchObject([
      { code: 'channel_fails', problem: expect.stringContaining('it cannot be reached (ECONNREFUSED)') as string },
    ]);
  });
});
