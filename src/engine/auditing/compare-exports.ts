import { isHead } from './export-faults';
import type { ExportHead } from './exports';
import { linesOf } from './lines-of';
import type { Line } from './lines-of';

/** From where on two exports are not the same. */
export interface Difference {
  /** Of the first, from 1. */
  readonly line: number;
  readonly why: string;
}

/** Line by line, in constant memory; of their last lines what they came to counts, and not who signed it. */
export async function differenceOf(
  kept: AsyncIterable<Uint8Array>,
  given: AsyncIterable<Uint8Array>,
): Promise<Difference | null> {
  const others = linesOf(given);
  try {
    for await (const line of linesOf(kept)) {
      const other = (await others.next()).value;
      const why = other === undefined ? 'there it ends' : whyNot(line, other);
      if (why !== null) return { line: line.number, why };
    }
    return null;
  } finally {
    await others.return(undefined);
  }
}

function whyNot(line: Line, other: Line): string | null {
  if (line.bytes.equals(other.bytes)) return null;
  if (isHead(line) !== isHead(other)) return isHead(line) ? `it has one more, ${placeOf(other)}` : 'there it ends';
  if (!isHead(line)) return `it has ${placeOf(other)} there`;
  const [mine, theirs] = [line, other].map(({ bytes }) => JSON.parse(bytes.toString()) as ExportHead);
  return mine?.ledger === theirs?.ledger ? null : 'it is another ledger';
}

function placeOf({ bytes }: Line): string {
  const place = JSON.parse(bytes.toString()) as Readonly<Record<string, unknown>>;
  return `${String(place['type'])} at revision ${String(place['revision'])} of ${String(place['stream'])}, position ${String(place['position'])}`;
}
