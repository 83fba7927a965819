import type { PublicAuditKey } from './audit-key';
import { CHAIN_START, linkOf } from './chain';
import type { Link } from './chain';
import { isHead, whatHappened } from './export-faults';
import type { Fault, Readable, Reached } from './export-faults';
import type { ExportHead } from './exports';
import { linesOf } from './lines-of';

/** What an export proves. */
export interface Verdict {
  /**
   * proven: nothing was changed since it was signed with the key.
   * origin_not_proven: its lines are whole, but whoever can write a file can make such lines.
   * found: it is not as it was made.
   */
  readonly verdict: 'proven' | 'origin_not_proven' | 'found';
  readonly fault: Fault | null;
  /** Its last line, as far as it is one. */
  readonly head: ExportHead | null;
}

/**
 * Reads an export line by line, in constant memory, and a second time where something is wrong with it.
 *
 * @param key null: nobody's
 * @param report told now and then how many bytes were read
 */
export async function verifyExport(
  file: Readable,
  key: PublicAuditKey | null,
  report: (bytes: number) => void = () => undefined,
): Promise<Verdict> {
  let reached: Reached = { link: null, before: null, count: 0, first: null, last: null };
  let head: ExportHead | null = null;
  let bytes = 0;
  const found = (fault: Fault): Verdict => ({ verdict: 'found', fault, head });
  for await (const line of linesOf(file())) {
    bytes += line.bytes.length + 1;
    if (line.number % 1_000 === 0) report(bytes);
    const link = linkOf(line.bytes);
    const fits = line.isEnded && link?.isWhole === true && link.previous === (reached.link?.hash ?? CHAIN_START);
    if (!fits || head !== null) return found(await whatHappened(file, line, link, reached, head));
    if (isHead(line)) {
      head = parsed(line.bytes);
      if (head === null) return found({ kind: 'changed', line: line.number, why: 'it is not JSON' });
      reached = { ...reached, before: reached.link, link };
    } else reached = afterLine(reached, link, line.bytes);
  }
  report(bytes);
  if (head === null) return found({ kind: 'cut_off', line: reached.count + 1, why: 'the last line is missing' });
  const line = reached.count + 1;
  const why = contradiction(head, reached);
  if (why !== null) return found({ kind: 'changed', line, why });
  if (key === null || reached.link === null) return { verdict: 'origin_not_proven', fault: null, head };
  const forged = forgery(reached.link, head, key);
  return forged === null ? { verdict: 'proven', fault: null, head } : found({ kind: 'made_anew', line, why: forged });
}

function parsed(line: Buffer): ExportHead | null {
  try {
    return JSON.parse(line.toString()) as ExportHead;
  } catch {
    return null;
  }
}

const afterLine = (reached: Reached, link: Link, bytes: Buffer): Reached => ({
  link,
  before: reached.link,
  count: reached.count + 1,
  first: reached.first ?? Buffer.from(bytes),
  last: bytes,
});

/** What the last line says that the lines before it don't. */
function contradiction(head: ExportHead, { link, before, count, first, last }: Reached): string | null {
  const told = before?.hash ?? CHAIN_START;
  if (head.head !== told || link?.previous !== told) return 'it names another head than the line before it has';
  if (head.count !== count) return `it counts ${head.count} lines, and there are ${count}`;
  if (head.first !== positionOf(first) || head.last !== positionOf(last))
    return 'it names another first or last position than the lines have';
  return null;
}

const positionOf = (line: Buffer | null): string | null =>
  line === null ? null : (/^\{"position":"([0-9a-f]{16})"/.exec(line.toString('latin1', 0, 40))?.[1] ?? '');

/** Why the last line does not prove where the export comes from; null when it does. */
function forgery({ head: signed }: Link, { key: id, signature }: ExportHead, key: PublicAuditKey): string | null {
  if (typeof signature !== 'string') return 'nobody signed it';
  if (id !== key.id) return `it says that the key ${String(id)} signed it, which is not this one, ${key.id}`;
  const end = Buffer.from(`,"signature":"${signature}"`);
  if (!signed.subarray(-end.length).equals(end)) return 'the signature is not where it belongs';
  const text = Buffer.concat([signed.subarray(0, -end.length), Buffer.from('}')]);
  return key.hasSigned(text, signature) ? null : 'the key has not signed this: all of it may have been made anew';
}
