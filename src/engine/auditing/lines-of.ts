/** A line of a file. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without its line feed. */
  readonly bytes: Buffer;
  /** It has a line feed: only the last line may have none. */
  readonly isEnded: boolean;
}

/** Longer than any line of an export: an append is at most 1 MiB. What is longer is given as far as it was read. */
const LONGEST = 16 * 1024 * 1024;
const LINE_FEED = 0x0a;

export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line, undefined> {
  let number = 0;
  let begun: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (let to = bytes.indexOf(LINE_FEED); to >= 0; to = bytes.indexOf(LINE_FEED, from)) {
      const rest = bytes.subarray(from, to);
      number += 1;
      yield { number, bytes: begun.length === 0 ? rest : Buffer.concat([...begun, rest]), isEnded: true };
      begun = [];
      length = 0;
      from = to + 1;
    }
    if (from === bytes.length) continue;
    begun.push(bytes.subarray(from));
    length += bytes.length - from;
    if (length > LONGEST) break;
  }
  if (begun.length > 0) yield { number: number + 1, bytes: Buffer.concat(begun), isEnded: false };
  return undefined;
}
