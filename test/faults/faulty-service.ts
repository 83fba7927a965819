import { setTimeout as pause } from 'node:timers/promises';
import { ServiceProcess } from './service-process';

/** A process of the service that is killed, started again and paused, and the address that it has just now. */
export class FaultyService {
  private process: ServiceProcess;

  constructor(private readonly environment: Readonly<Record<string, string>>) {
    this.process = ServiceProcess.start(environment);
  }

  /** Of a process that listens, or will as soon as it can. */
  readonly address = async (): Promise<string> => {
    for (;;) {
      const { process } = this;
      const address = await process.listening;
      if (address !== null && process === this.process) return address;
      if (process === this.process) throw new Error(`the service did not start: ${process.errors}`);
    }
  };

  async killAndStart(): Promise<void> {
    this.kill();
    await this.startAgain();
  }

  kill(): void {
    this.process.signal('SIGKILL');
  }

  /** The lines that it logged since it was started last. */
  get log(): readonly string[] {
    return this.process.log;
  }

  /** Once it has ended. @param more environment of this process alone */
  async startAgain(more: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.process.exited;
    this.process = ServiceProcess.start({ ...this.environment, ...more });
  }

  /** It stands still for so many milliseconds, and knows nothing of it. */
  async freeze(ms: number): Promise<void> {
    const { process } = this;
    process.signal('SIGSTOP');
    await pause(ms);
    process.signal('SIGCONT');
  }

  stop(): Promise<void> {
    return this.process.stop();
  }

  /** For a test that failed half-way. */
  async end(): Promise<void> {
    await this.process.kill();
  }
}
