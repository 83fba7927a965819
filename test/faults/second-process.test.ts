import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ServiceProcess } from './service-process';
import { SLOW_PROVIDER, Workplace } from './workplace';

jest.setTimeout(240_000);

describe('a second process on the same data folder', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'runledger-second-'));
  const workplace = new Workplace({ DATA_DIR: folder });
  let first: ServiceProcess;

  beforeAll(() => {
    first = workplace.start(SLOW_PROVIDER);
  });
  afterAll(async () => {
    await workplace.end();
    rmSync(folder, { recursive: true });
  });

  it('is refused with one clear line, and the first goes on', async () => {
    const address = await first.listening;
    const second = workplace.start();
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.errors).toMatch(/^runledger: .*data folder.* is in use.*\n$/);
    expect(second.errors).toContain(folder);
    const ready = await fetch(`${address ?? ''}/health/ready`);
    expect(ready.status).toBe(200);
  });

  it('is let in as soon as the first is gone, however it ended, and takes over at once what that one was sending', async () => {
    const runId = await workplace.sends(first);
    await first.kill();
    const next = workplace.start();
    await workplace.ends(next, runId);
    expect(await workplace.sent(next, runId)).toBe(1);
    await next.stop();
  });
});
