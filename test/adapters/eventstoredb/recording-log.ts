import type { Log } from '../../../src/kernel/log';

/** Keeps what was told. */
export class RecordingLog implements Log {
  readonly told: string[] = [];
  warn(message: string): void {
    this.told.push(message);
  }
  debug(message: string): void {
    this.told.push(message);
  }
  info(): void {
    return;
  }
  error(): void {
    return;
  }
}
