/** How often it is drawn, in milliseconds. */
const DRAW_MS = 200;
const BAR = 24;

/**
 * One line about a long work, drawn over: how much is done, how fast, and how long it will take. On a terminal only: what
 * goes to a file is what a command has to say.
 */
export class ProgressLine {
  private phase = '';
  private since = 0;
  private from = 0;
  private told = 0;

  constructor(private readonly out: NodeJS.WriteStream) {}

  /** @param total of events, or of places in the log */
  show(phase: string, done: number, total: number): void {
    if (!this.out.isTTY) return;
    const now = Date.now();
    if (phase !== this.phase) Object.assign(this, { phase, since: now, from: done, told: 0 });
    if (now - this.told < DRAW_MS && done < total) return;
    this.told = now;
    const rate = ((done - this.from) * 1_000) / Math.max(1, now - this.since);
    const left = rate > 0 ? `${Math.ceil(Math.max(0, total - done) / rate)} s left` : '';
    const line = `${phase}: ${done} of ${total}, ${Math.round(rate)}/s, ${left}`;
    this.out.write(`\r\u001b[K${bar(done / Math.max(1, total))} ${line}`);
  }

  end(): void {
    if (this.told > 0) this.out.write('\n');
  }
}

function bar(share: number): string {
  const full = Math.min(BAR, Math.max(0, Math.round(share * BAR)));
  return `[${'#'.repeat(full)}${'.'.repeat(BAR - full)}]`;
}
