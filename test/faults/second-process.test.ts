import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ServiceProcess } from './service-process';

jest.setTimeout(60_000);

describe('a second process on the same data folder', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'runledger-second-'));
  let first: ServiceProcess;

  beforeAll(() => {
    first = ServiceProcess.start({ DATA_DIR: folder });
  });
  afterAll(async () => {
    await first.kill();
    rmSync(folder, { recursive: true });
  });

  it('is refused with one clear line, and the first goes on', async () => {
    const address = await first.listening;
    const second = ServiceProcess.start({ DATA_DIR: folder });
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.errors).toMatch(/^runledger: .*data folder.* is in use.*\n$/);
    expect(second.errors).toContain(folder);
    const ready = await fetch(`${address ?? ''}/health/ready`);
    expect(ready.status).toBe(200);
  });

  it('is let in as soon as the first is gone, however it ended', async () => {
    await first.kill();
    const next = ServiceProcess.start({ DATA_DIR: folder });
    expect(await next.listening).not.toBeNull();
    await next.stop();
  });
});
