import { spawn } from 'node:child_process';
import { endsWithTests } from '../started-by-tests';

const child = endsWithTests(spawn(process.execPath, ['-e', 'setInterval(() => 0, 1e6)']));
process.stderr.write(`started ${child.pid ?? 0}\n`);
throw new Error('before any hook');
