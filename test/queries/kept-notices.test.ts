import fc from 'fast-check';
import { KeptNotices, piecesOf } from '../../src/queries/kept-notices';
import type { Told } from '../../src/queries/kept-notices';
import { positionFrom } from '../../src/kernel/message';
import { tried } from '../properties';

const PIECE = 64 * 1024;
const told = (length: number, place: number): Told => ({
  account: 'acme',
  workflowId: 'w',
  runId: 'r',
  notice: { type: 'run', id: positionFrom(place), data: 'x'.repeat(length) },
});
const lengthOf = (notices: readonly Told[]): number => notices.reduce((sum, { notice }) => sum + notice.data.length, 0);

describe('what is told of runs', () => {
  it('is told in pieces, whole and in order, none longer than one notice must be', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 * PIECE), { maxLength: 20 }), (lengths) => {
        const all = lengths.map(told);
        const pieces = [...piecesOf(all)];
        expect(pieces.flat()).toEqual(all);
        for (const piece of pieces) expect(piece.length === 1 || lengthOf(piece) <= PIECE).toBe(true);
      }),
      tried(100),
    );
  });

  it.each([
    ['5,000 notices', 700, 6_000, 5_000],
    ['16 MB of them', 256 * 1024, 100, 64],
  ])('is kept up to %s, and the rest is behind the floor', (_, length, count, left) => {
    const kept = new KeptNotices();
    kept.begin('');
    for (let i = 0; i < count; i++) kept.add([told(length, i)]);
    expect([kept.end, kept.end - kept.first]).toEqual([count, left]);
    expect(kept.floor).toBe(positionFrom(count - left - 1));
    expect(kept.pieceFrom(kept.first)[0]?.notice.id).toBe(positionFrom(count - left));
    expect(kept.pieceFrom(kept.end)).toEqual([]);
  });
});
