import { CHAIN_START, chained } from '../../../src/engine/auditing/chain';
import type { Fault } from '../../../src/engine/auditing/export-faults';

/** What was done to the lines of an export, and what is to be found: the first line that is not as it was, and its kind. */
export interface Changed {
  readonly lines: readonly string[];
  readonly kind: Fault['kind'];
  readonly line: number;
}

type Change = (lines: readonly string[], pick: Pick) => Changed;

/** A number from 0 to below. */
type Pick = (below: number) => number;

const one = (kind: Fault['kind'], line: number, lines: readonly string[]): Changed => ({ lines, kind, line });
const without = (lines: readonly string[], at: number, count = 1): string[] => lines.toSpliced(at, count);

/** Another text of the same length, of one byte each. */
function otherByte(line: string, at: number): string {
  const byte = line.charCodeAt(at);
  return line.slice(0, at) + String.fromCharCode(byte === 0x7a ? 0x79 : 0x7a) + line.slice(at + 1);
}

/** A line that says something else, whose hash is right. */
function madeAnew(line: string): string {
  const at = line.lastIndexOf(',"previous":"');
  const previous = line.slice(at + 13, at + 77);
  const json = `${line.slice(0, at)}}`.replace('"revision":', '"revision":1');
  return chained(json, previous).line;
}

const hashOf = (line: string): string => line.slice(-67, -3);

export const CHANGES: Readonly<Record<string, Change>> = {
  'a byte': (lines, pick) => {
    const at = pick(lines.length);
    const line = lines[at] ?? '';
    return one('changed', at + 1, lines.with(at, otherByte(line, pick(line.length))));
  },
  'a byte that becomes a line feed': (lines, pick) => {
    const at = pick(lines.length);
    const line = lines[at] ?? '';
    const byte = pick(line.length - 1);
    return one('changed', at + 1, lines.with(at, `${line.slice(0, byte)}\n${line.slice(byte + 1)}`));
  },
  'a line with its hash made anew': (lines, pick) => {
    const at = pick(lines.length - 1);
    return one('changed', at + 1, lines.with(at, madeAnew(lines[at] ?? '')));
  },
  'a line taken out': (lines, pick) => {
    const at = pick(lines.length - 1);
    return one('taken_out', at + 1, without(lines, at));
  },
  'some lines taken out': (lines, pick) => {
    const at = pick(lines.length - 3);
    return one('taken_out', at + 1, without(lines, at, 2));
  },
  'a line of nothing put in': (lines, pick) => {
    const at = pick(lines.length);
    return one('put_in', at + 1, lines.toSpliced(at, 0, '{"position":"0000000000000001"}\n'));
  },
  'a line put in whose hash is right': (lines, pick) => {
    const at = pick(lines.length);
    const json = '{"position":"0000000000000001","type":"RunStarted"}';
    const { line } = chained(json, at === 0 ? CHAIN_START : hashOf(lines[at - 1] ?? ''));
    return one('put_in', at + 1, lines.toSpliced(at, 0, line));
  },
  'a line of another export put in': (lines, pick) => {
    const at = pick(lines.length);
    const { line } = chained('{"position":"0000000000000001","type":"RunStarted"}', 'a'.repeat(64));
    return one('put_in', at + 1, lines.toSpliced(at, 0, line));
  },
  'a line doubled': (lines, pick) => {
    const at = pick(lines.length);
    return one('doubled', at + 2, lines.toSpliced(at, 0, lines[at] ?? ''));
  },
  'a line doubled elsewhere': (lines, pick) => {
    const at = pick(lines.length - 1);
    const to = pick(lines.length);
    return one('doubled', (to === at ? to + 1 : to) + 1, lines.toSpliced(to, 0, lines[at] ?? ''));
  },
  'two lines swapped': (lines, pick) => {
    const [a, b] = twoOf(lines.length, pick);
    return one('moved', a + 1, lines.with(a, lines[b] ?? '').with(b, lines[a] ?? ''));
  },
  'a line moved': (lines, pick) => {
    const [a, b] = twoOf(lines.length, pick);
    return one('moved', a + 1, without(lines, a).toSpliced(b, 0, lines[a] ?? ''));
  },
  'a line moved back': (lines, pick) => {
    const [a, b] = twoOf(lines.length, pick);
    return one('moved', a + 1, without(lines, b).toSpliced(a, 0, lines[b] ?? ''));
  },
  'the end cut off': (lines, pick) => {
    const text = lines.join('');
    const end = pick(text.length);
    const cut = text.slice(0, end);
    return one('cut_off', cut.split('\n').length, [cut]);
  },
  'two exports joined': (lines) => one('joined', lines.length + 1, [...lines, ...lines]),
  'another export behind a cut one': (lines, pick) => {
    const at = 2 + pick(lines.length - 3);
    return one('joined', at + 1, [...lines.slice(0, at), ...recomputed(lines)]);
  },
  'the whole chain recomputed': (lines) => one('made_anew', lines.length, recomputed(lines)),
};

function twoOf(below: number, pick: Pick): readonly [number, number] {
  const first = pick(below - 1);
  return [first, first + 1 + pick(below - 1 - first)];
}

/** What whoever has the file can make of it. */
export function recomputed(lines: readonly string[]): readonly string[] {
  let previous = CHAIN_START;
  return lines.map((line, i) => {
    let json = `${line.slice(0, line.lastIndexOf(',"previous":"'))}}`;
    if (i === 0) json = json.replace('"revision":', '"revision":7');
    json = json.replace(/^\{"head":"[0-9a-f]{64}"/, `{"head":"${previous}"`);
    const { line: anew, hash } = chained(json, previous);
    previous = hash;
    return anew;
  });
}

/** @param numbers that say where */
export function changedBy(name: string, numbers: readonly number[], lines: readonly string[]): Changed {
  const left = [...numbers];
  const apply = CHANGES[name];
  if (apply === undefined) throw new Error(`there is no change ${name}`);
  return apply(lines, (below) => (left.shift() ?? 0) % below);
}
