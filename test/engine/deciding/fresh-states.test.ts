import { quota } from '../../../src/domain/quota/quota';
import type { QuotaEvent } from '../../../src/domain/quota/quota';
import { FreshStates } from '../../../src/engine/deciding/fresh-states';
import type { Ledger } from '../../../src/engine/deciding/ledger';
import { Ledgers } from '../ledgers';
import { context } from '../test-service';

let ledgers: Ledgers;
let other: Ledger;
let states: FreshStates<number, QuotaEvent>;
/** What the store was asked to read: streams, and from where. */
let reads: (readonly [stream: string, from: number | undefined])[];

beforeEach(() => {
  ledgers = new Ledgers();
  other = ledgers.another();
  states = new FreshStates(ledgers.another(), quota, 2);
  reads = [];
  const { store } = ledgers;
  const readStream = store.readStream.bind(store);
  store.readStream = (stream, options) => {
    reads.push([stream, options?.from]);
    return readStream(stream, options);
  };
});
afterEach(() => ledgers.remove());

const append = async (stream: string): Promise<void> => {
  await other.execute(context(), stream, quota, () => ({ effectId: 'effect', limit: 100 }));
  reads = [];
};
const state = async (stream: string): Promise<number> => (await states.get(stream)).state;

describe('a state that is looked at', () => {
  it('has everything that was appended before it was asked for, by whatever process', async () => {
    expect(await state('quota-0')).toBe(0);
    for (let count = 1; count <= 3; count++) {
      await append('quota-0');
      expect(await state('quota-0')).toBe(count);
    }
  });

  it('is read on from where it was read before', async () => {
    await append('quota-0');
    await state('quota-0');
    await append('quota-0');
    await state('quota-0');
    expect(reads).toEqual([['quota-0', 1]]);
  });

  it('is read once for all who ask at the same moment', async () => {
    await append('quota-0');
    expect(await Promise.all([state('quota-0'), state('quota-0'), state('quota-0')])).toEqual([1, 1, 1]);
    expect(reads).toEqual([['quota-0', 0]]);
  });

  it('is read anew for who asks when that read has begun', async () => {
    const first = state('quota-0');
    while (reads.length === 0) await Promise.resolve();
    await append('quota-0');
    expect(await Promise.all([first, state('quota-0')])).toEqual([0, 1]);
  });

  it('is asked for again after a read that failed', async () => {
    const { store } = ledgers;
    const readStream = store.readStream.bind(store);
    store.readStream = () => Promise.reject(new Error('no answer'));
    await expect(states.get('quota-0')).rejects.toThrow('no answer');
    store.readStream = readStream;
    expect(await state('quota-0')).toBe(0);
  });

  it('is forgotten when others were asked for since, and then read from the beginning', async () => {
    for (const stream of ['quota-0', 'quota-1', 'quota-2']) await append(stream);
    for (const stream of ['quota-0', 'quota-1', 'quota-0', 'quota-2', 'quota-0', 'quota-1'])
      expect(await state(stream)).toBe(1);
    expect(reads).toEqual([
      ['quota-0', 0],
      ['quota-1', 0],
      ['quota-2', 0],
      ['quota-1', 0],
    ]);
  });

  it('is not read at all while its stream is known to have nothing newer', async () => {
    for (let again = 0; again < 3; again++) expect(await state('quota-0')).toBe(0);
    expect(reads).toEqual([['quota-0', 0]]);
  });

  it('is read every time where others may have appended that nobody knows of', async () => {
    ledgers.store.endsBefore = () => false;
    await append('quota-0');
    for (let again = 0; again < 3; again++) expect(await state('quota-0')).toBe(1);
    expect(reads).toEqual([
      ['quota-0', 0],
      ['quota-0', 1],
      ['quota-0', 1],
    ]);
  });

  it('is known by one look that all who ask at the time share, where others append too', async () => {
    const looks = jest.spyOn(ledgers.store, 'look');
    Object.assign(ledgers.store, { isShared: true });
    const ledger = ledgers.another();
    const shared = new FreshStates(ledger, quota, 3);
    const streams = ['quota-0', 'quota-1', 'quota-2'];
    const askForAll = () => Promise.all(streams.map(async (stream) => (await shared.get(stream)).state));
    await askForAll();
    looks.mockClear();
    expect(await askForAll()).toEqual([0, 0, 0]);
    expect(looks).toHaveBeenCalledTimes(1);
    const ends = await ledger.look();
    for (const stream of streams) expect(shared.get(stream, ends)).not.toBeInstanceOf(Promise);
    await append('quota-1');
    expect((await shared.get('quota-1')).state).toBe(1);
    expect(reads).toEqual([['quota-1', 0]]);
  });
});
