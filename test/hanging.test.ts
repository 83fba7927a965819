import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { until } from './until';

jest.setTimeout(120_000);

const JEST = path.join(process.cwd(), 'node_modules/jest/bin/jest.js');

/** A run of one file of test/hanging, in one process, that gives up soon. */
function run(file: string, stuckMs = 60_000) {
  const env = { ...process.env, TESTS_STUCK_MS: String(stuckMs), TESTS_LEAVE_MS: '1000' };
  const args = ['--runInBand', '--testMatch', `<rootDir>/test/hanging/${file}`];
  const { status, signal, stderr } = spawnSync(process.execPath, [JEST, ...args], { env, encoding: 'utf8' });
  return { status, signal, errors: stderr, started: Number(/^started (\d+)$/m.exec(stderr)?.[1] ?? 0) };
}

const isGone = (pid: number): boolean => {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
};

describe('a run of tests', () => {
  it('ends what a test file started, also where that failed before any hook', async () => {
    const { status, started } = run('leaves-a-process.ts');
    expect(status).toBe(1);
    expect(started).toBeGreaterThan(0);
    await until('it is gone', () => isGone(started));
  });

  it('is given up when a test never ends, and says which', () => {
    const { signal, errors } = run('never-ends.ts', 5_000);
    expect(signal).toBe('SIGKILL');
    expect(errors).toContain(
      'watchdog: no test file ended for 5 s (test/hanging/never-ends.ts): the run is given up\n',
    );
  });

  it('is given up when something holds up its end, and that is ended too', async () => {
    const { signal, errors, started } = run('holds-up-the-end.ts');
    expect(signal).toBe('SIGKILL');
    expect(errors).toContain('watchdog: something that was started holds up the end for 1 s: the run is given up');
    expect(started).toBeGreaterThan(0);
    await until('it is gone', () => isGone(started));
  });
});
