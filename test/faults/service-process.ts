import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { scripts } from '../../package.json';
import { endsWithTests } from '../started-by-tests';

/** `exec node`, and after it how the service is started. */
const STARTED_WITH = scripts.start.split(' ').slice(2);

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The service as `npm start` runs it: the built program in a process of its own. */
export class ServiceProcess {
  readonly exited: Promise<Exit>;
  /** Its base URL, once it listens; null when it ended before. */
  readonly listening: Promise<string | null>;
  /** What it wrote to standard error. */
  errors = '';
  /** The lines it logged. */
  readonly log: string[] = [];

  private constructor(private readonly child: ChildProcess) {
    if (child.stdout === null || child.stderr === null) throw new Error('the output of the service cannot be read');
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
    });
    this.exited = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        resolve({ code, signal });
      });
    });
    const lines = createInterface(child.stdout);
    const address = new Promise<string>((resolve) => {
      lines.on('line', (line) => {
        this.log.push(line);
        const found = /"address":"([^"]+)"/.exec(line)?.[1];
        if (found !== undefined) resolve(found);
      });
    });
    this.listening = Promise.race([address, this.exited.then(() => null)]);
  }

  /** On a free port, whatever the environment of the tests says. */
  static start(environment: Readonly<Record<string, string>>): ServiceProcess {
    const env = { PATH: process.env['PATH'], NODE_ENV: 'production', PORT: '0', SAMPLE: 'off', ...environment };
    return new ServiceProcess(
      endsWithTests(spawn(process.execPath, STARTED_WITH, { env, stdio: ['ignore', 'pipe', 'pipe'] })),
    );
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** It cannot clean up. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  /** As an operator stops it. @throws Error when it did not end in order */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    const { code, signal } = await this.exited;
    if (code !== 0) throw new Error(`the service ended with ${code ?? signal ?? 'nothing'}: ${this.errors}`);
  }
}
