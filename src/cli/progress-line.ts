/** How often a terminal, and how often a file, is told how far a long work is, in milliseconds. */
const TERMINAL_MS = 200;
const FILE_MS = 10_000;

/** One line about a long work, drawn over in a terminal: how much is done, how fast, and how long it will take. */
export class ProgressLine {
  private phase = '';
  private since = 0;
  private from = 0;
  private told = 0;

  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly total: number,
  ) {}

  show(phase: string, done: number): void {
    const now = Date.now();
    if (phase !== this.phase) Object.assign(this, { phase, since: now, from: done, told: 0 });
    if (now - this.told < (this.out.isTTY ? TERMINAL_MS : FILE_MS) && done < this.total) return;
    this.told = now;
    const rate = ((done - this.from) * 1_000) / Math.max(1, now - this.since);
    const left = rate > 0 ? `${Math.ceil((this.total - done) / rate)} s left` : '';
    const line = `${phase}: ${done} of ${this.total} events, ${Math.round(rate)}/s, ${left}`;
    this.out.write(this.out.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
  }

  end(): void {
    if (this.out.isTTY) this.out.write('\n');
  }
}
