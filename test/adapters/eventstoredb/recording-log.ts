import type { Log } from '../../../src/kernel/log';

/** Keeps the warnings. */
export class RecordingLog implements Log {
  readonly warnings: string[] = [];
  warn(message: string): void {
    this.warnings.push(message);
  }
  debug(): void {
    return;
  }
  info(): void {
    return;
  }
  error(): void {
    return;
  }
}
