import { fstatSync, writeSync } from 'node:fs';
import type { Writable } from 'node:stream';

/** Takes a line now or never: false when it does not. */
type Sink = (line: string, lost: () => void) => boolean;

const STDOUT = 1;
/** Bytes that a reader of the output may be behind, before lines are dropped. */
const MAX_BEHIND = 1024 * 1024;

export class LineOutput {
  private dropped = 0;

  /** @param tell writes how many lines were dropped, as soon as it can be written */
  constructor(
    private readonly sink: Sink,
    private readonly tell: (dropped: number) => void,
  ) {}

  write(line: string): void {
    if (!this.sink(line, this.lost)) {
      this.dropped += 1;
      return;
    }
    const { dropped } = this;
    if (dropped === 0) return;
    this.dropped = 0;
    this.tell(dropped);
  }

  private readonly lost = (): void => {
    this.dropped += 1;
  };
}

export function standardOutput(tell: (dropped: number) => void): LineOutput {
  const stat = fstatSync(STDOUT);
  if (!stat.isFIFO() && !stat.isSocket()) return new LineOutput(fileSink(STDOUT), tell);
  process.stdout.on('error', () => undefined); // told with each line
  return new LineOutput(streamSink(process.stdout), tell);
}

/** A file or a terminal, which is written to at once: a full disk is an error there. */
export function fileSink(file: number): Sink {
  let isTorn = false;
  return (line) => {
    const text = Buffer.from(isTorn ? `\n${line}` : line);
    try {
      const written = writeSync(file, text);
      isTorn = written < text.length && (isTorn || written > 0);
      return written === text.length;
    } catch {
      return false;
    }
  };
}

/** A pipe, whose reader may be slow or gone. */
export const streamSink =
  (stream: Writable): Sink =>
  (line, lost) => {
    if (stream.writableLength + line.length > MAX_BEHIND) return false;
    stream.write(line, (error) => {
      if (error) lost();
    });
    return true;
  };
