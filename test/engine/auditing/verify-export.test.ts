import fc from 'fast-check';
import { AuditKey, PublicAuditKey, newAuditKey } from '../../../src/engine/auditing/audit-key';
import { CHAIN_START, chained } from '../../../src/engine/auditing/chain';
import { verifyExport } from '../../../src/engine/auditing/verify-export';
import type { Verdict } from '../../../src/engine/auditing/verify-export';
import { tried } from '../../properties';
import { CHANGES, changedBy, recomputed } from './changed-exports';

const KEY = AuditKey.parse(newAuditKey());
const PUBLIC = PublicAuditKey.parse(KEY.pem);

const position = (n: number): string => n.toString(16).padStart(16, '0');

/** An export of some events, line by line. */
function exportOf(count: number, key: AuditKey | null = KEY): readonly string[] {
  let head = CHAIN_START;
  const lines = Array.from({ length: count }, (_, i) => {
    const place = {
      position: position(3 * i),
      stream: `run-${i % 3}`,
      revision: i,
      id: `id-${i}`,
      type: 'StepStarted',
    };
    const made = chained(JSON.stringify({ ...place, data: { text: `Ana ñandú ${i}` } }), head);
    head = made.hash;
    return made.line;
  });
  const ends = { first: count === 0 ? null : position(0), last: count === 0 ? null : position(3 * (count - 1)) };
  const told = { head, count, unreadable: 0, ...ends, time: null, ledger: 'l', account: 'acme', query: {} };
  const json = { ...told, key: key?.id ?? null };
  const signature = key?.sign(JSON.stringify(json)) ?? null;
  return [...lines, chained(JSON.stringify({ ...json, signature }), head).line];
}

/** Read in pieces of some bytes. */
const verified = (text: string, key: PublicAuditKey | null = PUBLIC, piece = 1_000): Promise<Verdict> =>
  verifyExport(async function* () {
    const bytes = Buffer.from(text);
    for (let from = 0; from < bytes.length; from += piece) yield Promise.resolve(bytes.subarray(from, from + piece));
  }, key);

const LINES = exportOf(12);

describe('an export', () => {
  it.each([0, 1, 2, 40])('of %d events is proven by its key, in whatever pieces it is read', async (count) => {
    const text = exportOf(count).join('');
    for (const piece of [1, 7, 153, 1_000_000])
      expect(await verified(text, PUBLIC, piece)).toMatchObject({ verdict: 'proven', fault: null, head: { count } });
  });

  it('proves nothing of where it comes from without a key', async () => {
    for (const lines of [LINES, exportOf(3, null), recomputed(LINES)])
      expect(await verified(lines.join(''), null)).toMatchObject({ verdict: 'origin_not_proven', fault: null });
  });

  it.each([
    ['that nobody signed', exportOf(3, null)],
    ['that another key signed', exportOf(3, AuditKey.parse(newAuditKey()))],
    ['that was made anew', recomputed(LINES)],
  ])('%s is not proven by the key', async (_, lines) => {
    const fault = { kind: 'made_anew', line: lines.length };
    expect(await verified(lines.join(''))).toMatchObject({ verdict: 'found', fault });
  });

  it('whose last line counts, or names, other lines than there are was changed there', async () => {
    for (const [from, to] of [
      ['"count":12', '"count":13'],
      [`"first":"${position(0)}"`, `"first":"${position(1)}"`],
      [`"last":"${position(33)}"`, '"last":null'],
    ] as const) {
      const last = LINES.at(-1) ?? '';
      const at = last.lastIndexOf(',"previous":"');
      const anew = chained(`${last.slice(0, at).replace(from, to)}}`, last.slice(at + 13, at + 77)).line;
      const fault = { kind: 'changed', line: 13 };
      expect(await verified([...LINES.slice(0, -1), anew].join(''), null)).toMatchObject({ verdict: 'found', fault });
    }
  });
});

describe('whatever is done to an export', () => {
  it.each(Object.keys(CHANGES))('is found with its first line and its kind: %s', async (name) => {
    const numbers = fc.array(fc.nat(), { minLength: 2, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(numbers, async (picked) => {
        const { lines, kind, line } = changedBy(name, picked, LINES);
        expect((await verified(lines.join(''))).fault).toMatchObject({ kind, line });
      }),
      tried(60),
    );
  });
});
