/** How often a terminal, and how often a file, is told how far a long work is, in milliseconds. */
const TERMINAL_MS = 200;
const FILE_MS = 10_000;
const BAR = 24;

/** One line about a long work, drawn over in a terminal: how much is done, how fast, and how long it will take. */
export class ProgressLine {
  private phase = '';
  private since = 0;
  private from = 0;
  private told = 0;

  constructor(private readonly out: NodeJS.WriteStream) {}

  /** @param total of events, or of places in the log */
  show(phase: string, done: number, total: number): void {
    const now = Date.now();
    if (phase !== this.phase) Object.assign(this, { phase, since: now, from: done, told: 0 });
    const { isTTY } = this.out;
    if (!isTTY && this.told === 0) this.told = now; // a file is told of what takes long
    if (now - this.told < (isTTY ? TERMINAL_MS : FILE_MS) && !(isTTY && done >= total)) return;
    this.told = now;
    const rate = ((done - this.from) * 1_000) / Math.max(1, now - this.since);
    const left = rate > 0 ? `${Math.ceil(Math.max(0, total - done) / rate)} s left` : '';
    const line = `${phase}: ${done} of ${total}, ${Math.round(rate)}/s, ${left}`;
    this.out.write(isTTY ? `\r\u001b[K${bar(done / Math.max(1, total))} ${line}` : `${line}\n`);
  }

  end(): void {
    if (this.out.isTTY && this.told > 0) this.out.write('\n');
  }
}

function bar(share: number): string {
  const full = Math.min(BAR, Math.max(0, Math.round(share * BAR)));
  return `[${'#'.repeat(full)}${'.'.repeat(BAR - full)}]`;
}
