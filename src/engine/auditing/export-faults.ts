import { CHAIN_START, linkOf } from './chain';
import type { Link } from './chain';
import type { ExportHead } from './exports';
import { linesOf } from './lines-of';
import type { Line } from './lines-of';

/**
 * What was done to an export, as far as its bytes tell:
 * changed, taken_out, put_in, doubled, moved (or swapped), cut_off; joined: another export begins, or goes on, where the
 * first should have gone on; made_anew: all its hashes are right, but the key has not signed it.
 */
export interface Fault {
  readonly kind: 'changed' | 'taken_out' | 'put_in' | 'doubled' | 'moved' | 'cut_off' | 'joined' | 'made_anew';
  /** The first line that is not as it was, from 1; of what is missing, the line before which it stood. */
  readonly line: number;
  readonly why: string;
}

/** A file that can be read again and again. */
export type Readable = () => AsyncIterable<Uint8Array>;

/** Where the chain has come to. */
export interface Reached {
  /** The last line, and the one before it. */
  readonly link: Link | null;
  readonly before: Link | null;
  /** Lines of events. */
  readonly count: number;
  readonly first: Buffer | null;
  readonly last: Buffer | null;
}

const HEAD = Buffer.from('{"head":"');
export const isHead = ({ bytes }: Pick<Line, 'bytes'>): boolean => bytes.subarray(0, HEAD.length).equals(HEAD);

/**
 * @param line the first one that does not go on where the one before ended
 * @param head what stood before it, when that was the end of an export
 */
export async function whatHappened(
  file: Readable,
  line: Line,
  link: Link | null,
  reached: Reached,
  head: ExportHead | null,
): Promise<Fault> {
  const { number } = line;
  const fault = (kind: Fault['kind'], why: string, at = number): Fault => ({ kind, line: at, why });
  const previous = reached.link?.hash ?? CHAIN_START;
  const isBroken = link?.isWhole !== true;
  if (head === null && !line.isEnded && !HAS_MORE.test(line.bytes.toString('latin1')))
    return fault('cut_off', 'it is not whole, and the last one');
  if (head !== null && link?.previous === CHAIN_START) return fault('joined', 'another export begins');
  const others = await lookFor(file, number, link, previous);
  if (!isBroken && others.same) return fault('doubled', 'it stands elsewhere, too');
  if (head !== null) return fault('put_in', 'it comes after the last line');
  if (isBroken && others.next === previous)
    return fault('put_in', 'the line after it goes on where the line before it ended');
  if (isBroken) return fault('changed', 'its hash is not that of its bytes');
  if (number > 1 && link.previous === (reached.before?.hash ?? CHAIN_START))
    return fault('put_in', 'the line after it goes on where the line before it ended', number - 1);
  if (link.previous === CHAIN_START) return fault('joined', 'another export begins');
  if (others.predecessor) return fault('moved', 'the line that belongs before it stands elsewhere');
  if (others.successor) return fault('put_in', 'the line that belongs here comes later');
  if (others.lines === others.counted)
    return fault('changed', 'the line after it knows another hash of it: its own was made anew', number - 1);
  if (others.counted !== null && others.lines > others.counted)
    return fault('joined', 'what comes from here on is of another export');
  return fault('taken_out', 'the line before it is missing');
}

/** The end of a line, with something behind it. */
const HAS_MORE = /,"hash":"[0-9a-f]{64}"\}./;

/** What the rest of a file tells of one line. */
interface Others {
  /** Whether another line is the very same. */
  readonly same: boolean;
  /** Whether the line that it goes on from, and one that goes on from the line before it, stand elsewhere. */
  readonly predecessor: boolean;
  readonly successor: boolean;
  /** What the line behind it goes on from, when its hash is right. */
  readonly next: string | null;
  /** Lines of events, and how many of them the last line counts; null where there is none. */
  readonly lines: number;
  readonly counted: number | null;
}

async function lookFor(file: Readable, number: number, link: Link | null, previous: string): Promise<Others> {
  const others = { same: false, predecessor: false, successor: false, next: null as string | null, lines: 0 };
  let counted: number | null = null;
  for await (const line of linesOf(file())) {
    if (isHead(line)) counted ??= countIn(line);
    else others.lines += 1;
    const other = linkOf(line.bytes);
    if (line.number === number || other?.isWhole !== true) continue;
    if (line.number === number + 1) others.next = other.previous;
    others.same ||= other.hash === link?.hash;
    others.predecessor ||= other.hash === link?.previous;
    others.successor ||= other.previous === previous;
  }
  return { ...others, counted };
}

function countIn({ bytes }: Line): number | null {
  const count = /^\{"head":"[0-9a-f]{64}","count":(\d{1,15}),/.exec(bytes.toString('latin1', 0, 200))?.[1];
  return count === undefined ? null : Number(count);
}
