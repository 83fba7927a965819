import { DocumentCounts } from '../../../src/engine/projecting/document-counts';
import type { ReadModel } from '../../../src/ports/read-store';
import { TestClock } from '../../test-clock';
import { counting } from '../folding';

/** A store that counts as long as it is told to, and fails when it is. */
function slowStore(clock: TestClock) {
  const state = { documents: 1_000_000, takes: 0, counted: 0, fails: false };
  const count = async (): Promise<number> => {
    state.counted += 1;
    await Promise.resolve();
    clock.advance(state.takes);
    if (state.fails) throw new Error('the store is away');
    return state.documents;
  };
  const open = () => Promise.resolve({ count } as unknown as ReadModel<never>);
  return { state, counts: new DocumentCounts({ open }, clock) };
}

describe('the number of documents', () => {
  it('is counted each time where that takes no time', async () => {
    const { state, counts } = slowStore(new TestClock());
    expect(await counts.of(counting)).toBe(1_000_000);
    state.documents = 3;
    expect(await counts.of(counting)).toBe(3);
  });

  it('is told again for a hundred times as long as it took to count them, and then counted', async () => {
    const clock = new TestClock();
    const { state, counts } = slowStore(clock);
    state.takes = 200;
    await counts.of(counting);
    state.documents = 3;
    clock.advance(19_999);
    expect([await counts.of(counting), state.counted]).toEqual([1_000_000, 1]);
    clock.advance(1);
    expect([await counts.of(counting), state.counted]).toEqual([3, 2]);
  });

  it('is counted once for all who ask at the same time, and by itself for each copy', async () => {
    const clock = new TestClock();
    const { state, counts } = slowStore(clock);
    state.takes = 200;
    const answers = await Promise.all(Array.from({ length: 50 }, () => counts.of(counting)));
    expect([new Set(answers).size, state.counted]).toEqual([1, 1]);
    await counts.of({ ...counting, version: counting.version + 1 });
    expect(state.counted).toBe(2);
  });

  it('is counted anew by whoever asks after it could not be', async () => {
    const { state, counts } = slowStore(new TestClock());
    state.fails = true;
    await expect(counts.of(counting)).rejects.toThrow('the store is away');
    state.fails = false;
    expect(await counts.of(counting)).toBe(1_000_000);
  });
});
