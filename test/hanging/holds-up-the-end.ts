import { spawn } from 'node:child_process';

it('leaves something that nobody ends', () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1e6)']);
  process.stderr.write(`started ${child.pid ?? 0}\n`);
});
