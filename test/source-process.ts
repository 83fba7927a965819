import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { endsWithTests } from './started-by-tests';

/** What node needs to run the TypeScript sources, in a process or a worker thread. */
export const RUN_SOURCES = ['-r', path.join(__dirname, 'register-swc.cjs')];

/** A process that runs a TypeScript source and says what it does line by line. */
export class SourceProcess {
  private readonly lines: AsyncIterator<string, void>;

  private constructor(private readonly child: ChildProcess) {
    if (child.stdout === null) throw new Error('the output of the process cannot be read');
    this.lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  }

  /** @param before shell words to run before node, like a limit on the process */
  static start(file: string, args: readonly string[], before = ''): SourceProcess {
    const command = [process.execPath, ...RUN_SOURCES, file, ...args];
    const script = `${before} exec "$@"`;
    return new SourceProcess(
      endsWithTests(spawn('sh', ['-c', script, 'sh', ...command], { stdio: ['ignore', 'pipe', 'inherit'] })),
    );
  }

  /** Its next line, null when it has ended. */
  async line(): Promise<string | null> {
    const next = await this.lines.next();
    return next.done ? null : next.value;
  }

  /** The lines that are left, until it has ended. */
  async rest(): Promise<string[]> {
    const lines: string[] = [];
    for (let line = await this.line(); line !== null; line = await this.line()) lines.push(line);
    return lines;
  }

  /** It stands still, and what others ask of it waits. */
  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  /** kill -9: it cannot clean up. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}
