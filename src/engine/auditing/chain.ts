import { hash } from 'node:crypto';

/**
 * How the lines of an export hold together. A line is a JSON object and a line feed; its last two members are `previous`,
 * the hash of the line before, and `hash`: SHA-256, in hexadecimal, over the text of `previous` and the line as written
 * without its last member, `{…,"previous":"…"}`.
 */

/** What the first line of an export has for the hash of the line before. */
export const CHAIN_START = '0'.repeat(64);

export interface Chained {
  /** With its line feed. */
  readonly line: string;
  readonly hash: string;
}

/** @param json of an object that has members */
export function chained(json: string, previous: string): Chained {
  const open = `${json.slice(0, -1)},"previous":"${previous}"`;
  const own = hash('sha256', `${previous}${open}}`);
  return { line: `${open},"hash":"${own}"}\n`, hash: own };
}

const HASH_MEMBER = /^,"hash":"([0-9a-f]{64})"\}$/;
const HASH_BYTES = ',"hash":""}'.length + 64;
const PREVIOUS_MEMBER = /^,"previous":"([0-9a-f]{64})"$/;
const PREVIOUS_BYTES = ',"previous":""'.length + 64;

/** A line taken apart. */
export interface Link {
  readonly previous: string;
  readonly hash: string;
  /** Its hash is that of its bytes. */
  readonly isWhole: boolean;
  /** The bytes before `previous`. */
  readonly head: Buffer;
}

/** @param line without its line feed. Null when it does not end as a line of an export does. */
export function linkOf(line: Buffer): Link | null {
  const open = line.length - HASH_BYTES;
  const head = open - PREVIOUS_BYTES;
  if (head < 1) return null;
  const own = HASH_MEMBER.exec(line.toString('latin1', open))?.[1];
  const previous = PREVIOUS_MEMBER.exec(line.toString('latin1', head, open))?.[1];
  if (own === undefined || previous === undefined) return null;
  const hashed = Buffer.allocUnsafe(64 + open + 1);
  hashed.write(previous, 0, 'latin1');
  line.copy(hashed, 64, 0, open);
  hashed[64 + open] = CLOSING;
  return { previous, hash: own, isWhole: hash('sha256', hashed) === own, head: line.subarray(0, head) };
}

const CLOSING = 0x7d;
