import fc from 'fast-check';
import { projections } from '../../projections/all';
import { SqliteReadStore } from '../../src/adapters/sqlite/read-store';
import type { DomainEvent } from '../../src/domain/events';
import { repair } from '../../src/engine/projecting/repair';
import type { ToVerify, Verified } from '../../src/engine/projecting/verify';
import { verify } from '../../src/engine/projecting/verify';
import { newId } from '../../src/kernel/ids';
import { positionFrom } from '../../src/kernel/message';
import type { Position } from '../../src/kernel/message';
import type { Projection, ReadModelShape } from '../../src/kernel/projection';
import type { ReadStore } from '../../src/ports/read-store';
import { counting, stoppingAt } from '../engine/folding';
import { histories } from '../histories/run-history';
import { Ledger } from '../histories/ledger';
import { RunStory } from '../histories/run-story';
import { MovingWorld } from './verifying/moving-world';
import type { Step } from './verifying/moving-world';

/** Whoever changes what is stored behind the store's back. */
export interface Vandal {
  /** @param position as it is, unless given; @returns whether there was a document of that key */
  change(shape: ReadModelShape, key: string, document: object, position?: Position): Promise<void>;
  /** @param text is there in place of the document's JSON */
  damage(shape: ReadModelShape, key: string, text: string): Promise<void>;
  remove(shape: ReadModelShape, key: string): Promise<void>;
  add(shape: ReadModelShape, key: string, document: object, position: Position): Promise<void>;
  /** Fields of the checkpoint. */
  moveCheckpoint(shape: ReadModelShape, fields: Readonly<Record<string, string | null>>): Promise<void>;
}

const quietly = (): Promise<void> => Promise.resolve();

const verified = async (asked: ToVerify): Promise<Verified> => {
  const scratch = SqliteReadStore.scratch();
  try {
    return await verify(asked, scratch, quietly);
  } finally {
    await scratch.close();
  }
};

/** One document a run: how many of its steps started, and its last. It is gone once the run has ended. */
const stepsOf: Projection<{ started: number; last: string; all: readonly string[] }, DomainEvent> = {
  name: 'steps-of',
  version: 1,
  indexes: { byLast: ['last'] },
  types: new Set(['RunStarted', 'StepStarted', 'RunCancelled']),
  keys: (event) => ('runId' in event.data ? [event.data.runId] : []),
  fold: (document, event) => {
    if (event.type === 'RunCancelled') return null;
    if (event.type !== 'StepStarted') return { started: 0, last: '', all: [] };
    const { started, all } = document ?? { started: 0, all: [] };
    return { started: started + 1, last: event.data.stepId, all: [...all, event.data.stepId] };
  },
};

/** Runs of two steps each; every fifth is cancelled. */
function runs(count: number) {
  const ledger = new Ledger();
  for (let i = 0; i < count; i++) {
    const story = new RunStory(ledger, { runId: `run-${i}`, contactId: `c-${i}` });
    story.starts();
    for (const step of ['one', 'two']) {
      story.sends(step);
      story.completes(step, 'sms');
    }
    if (i % 5 === 4) story.cancels();
  }
  return ledger.log;
}

const named = <P extends Projection<object, DomainEvent>>(projection: P): P => ({ ...projection, name: newId() });
const CLEAN = { different: 0, missing: 0, extra: 0, damaged: 0, differences: [], checkpoint: null };

/**
 * @param hasTransactions whether documents and their checkpoint become visible together
 * @param numRuns of each property
 */
export function verifyingContract(
  open: () => Promise<{ readonly store: ReadStore; readonly vandal: Vandal }>,
  hasTransactions: boolean,
  numRuns: number,
): void {
  const log = runs(60);
  const stored = { started: 2, last: 'two', all: ['one', 'two'] };
  const end = log.at(-1)?.position ?? '';

  async function given(projection: Projection<object, DomainEvent> = stepsOf) {
    const { store, vandal } = await open();
    const shape = named(projection);
    return { store, vandal, shape, asked: (await MovingWorld.begin(log, shape, store)).asked };
  }

  describe('verifying a read model', () => {
    it('finds nothing in what is the fold of its log', async () => {
      const { asked } = await given();
      expect(await verified(asked)).toMatchObject({ ...CLEAN, documents: 48, position: end });
    });

    it('finds nothing in a read model of an empty log, nor in one that was never folded', async () => {
      const { store } = await open();
      for (const begun of [0, log.length]) {
        const world = await MovingWorld.begin(log.slice(0, begun), named(counting), store, 0);
        expect(await verified(world.asked)).toMatchObject({ ...CLEAN, documents: 0, position: '' });
      }
    });

    it('finds one that was changed, one that is missing and one that is extra, and repairs each when asked', async () => {
      const { store, vandal, shape, asked } = await given();
      await vandal.change(shape, 'run-7', { ...stored, started: 3, all: ['one', 'zwei'] });
      await vandal.remove(shape, 'run-21');
      await vandal.add(shape, 'run-nobody', { ...stored, last: 'x' }, end);
      const differences = [
        { key: 'run-21', kind: 'missing', paths: [] },
        { key: 'run-7', kind: 'different', paths: ['document.started', 'document.all[1]'] },
        { key: 'run-nobody', kind: 'extra', paths: [] },
      ] as const;
      const counts = { documents: 48, different: 1, missing: 1, extra: 1, differences };
      expect(await verified(asked)).toMatchObject(counts);
      expect(await verified(asked)).toMatchObject(counts);
      for (const { key, kind } of differences) {
        expect(await repair(asked, store, key, quietly)).toEqual({ key, was: kind, position: end });
        expect(await repair(asked, store, key, quietly)).toEqual({ key, was: null, position: end });
      }
      expect(await verified(asked)).toMatchObject({ ...CLEAN, documents: 48 });
      expect((await asked.live.find({ index: 'byLast', equals: [], limit: 99 })).map(({ key }) => key)).toContain(
        'run-7',
      );
    });

    const places = { second: positionFrom(100n), far: positionFrom(1n << 60n) };
    it.each<readonly [string, (vandal: Vandal, shape: ReadModelShape) => Promise<void>, string, readonly string[]]>([
      ['an older position', (v, shape) => v.change(shape, 'run-7', stored, places.second), 'different', ['position']],
      ['a newer position', (v, shape) => v.change(shape, 'run-7', stored, end), 'different', ['position']],
      ['one beyond the log', (v, shape) => v.change(shape, 'run-7', stored, places.far), 'different', ['position']],
      [
        'an older state',
        (v, shape) => v.change(shape, 'run-7', { ...stored, started: 1 }),
        'different',
        ['document.started'],
      ],
      [
        'a field more',
        (v, shape) => v.change(shape, 'run-7', { ...stored, more: null }),
        'different',
        ['document.more'],
      ],
      [
        'a field less',
        (v, shape) => v.change(shape, 'run-7', { started: 2, last: 'two' }),
        'different',
        ['document.all'],
      ],
      [
        'a number as text',
        (v, shape) => v.change(shape, 'run-7', { ...stored, started: '2' }),
        'different',
        ['document.started'],
      ],
      [
        'a list as an object',
        (v, shape) => v.change(shape, 'run-7', { ...stored, all: { 0: 'one', 1: 'two' } }),
        'different',
        ['document.all'],
      ],
      [
        'a list in another order',
        (v, shape) => v.change(shape, 'run-7', { ...stored, all: ['two', 'one'] }),
        'different',
        ['document.all[0]', 'document.all[1]'],
      ],
      [
        'a shorter list',
        (v, shape) => v.change(shape, 'run-7', { ...stored, all: ['one'] }),
        'different',
        ['document.all[1]'],
      ],
      [
        'nothing in it',
        (v, shape) => v.change(shape, 'run-7', {}),
        'different',
        ['document.started', 'document.last', 'document.all'],
      ],
      ['nothing there', (v, shape) => v.remove(shape, 'run-7'), 'missing', []],
      ['what was deleted', (v, shape) => v.add(shape, 'run-4', stored, places.second), 'extra', []],
      [
        'what was deleted, at a position beyond the log',
        (v, shape) => v.add(shape, 'run-4', stored, places.far),
        'extra',
        [],
      ],
      ['a document without a name', (v, shape) => v.add(shape, '', stored, end), 'extra', []],
      ['a document behind the last', (v, shape) => v.add(shape, '😀', stored, end), 'extra', []],
    ])('finds and repairs %s', async (_, spoil, kind, paths) => {
      const { store, vandal, shape, asked } = await given();
      await spoil(vandal, shape);
      const { differences, ...found } = await verified(asked);
      expect(differences).toEqual([{ key: differences[0]?.key, kind, paths }]);
      expect(found).toMatchObject({ [kind]: 1 });
      await repair(asked, store, differences[0]?.key ?? '', quietly);
      expect(await verified(asked)).toMatchObject(CLEAN);
    });

    it.each(['', '{', '{"started":', '\0', 'null', '5', '"text"', '[1]', 'undefined', '{"a":1}}'])(
      'tells a document of which %j is left as damaged, looks at the others too, and repairs it',
      async (text) => {
        const { store, vandal, shape, asked } = await given();
        await vandal.damage(shape, 'run-7', text);
        await vandal.remove(shape, 'run-21');
        const differences = [
          { key: 'run-21', kind: 'missing', paths: [] },
          { key: 'run-7', kind: 'damaged', paths: [] },
        ] as const;
        expect(await verified(asked)).toMatchObject({ damaged: 1, missing: 1, different: 0, extra: 0, differences });
        for (const { key, kind } of differences)
          expect(await repair(asked, store, key, quietly)).toEqual({ key, was: kind, position: end });
        expect(await verified(asked)).toMatchObject({ ...CLEAN, documents: 48 });
      },
    );

    it('does not mind the order of names', async () => {
      const { vandal, shape, asked } = await given();
      await vandal.change(shape, 'run-7', { all: ['one', 'two'], last: 'two', started: 2 });
      expect(await verified(asked)).toMatchObject(CLEAN);
    });

    it('counts all differences, and names the first', async () => {
      const { vandal, shape, asked } = await given();
      for (const { key } of await asked.live.scan(null, 30)) await vandal.change(shape, key, { ...stored, started: 9 });
      for (const { key } of await asked.live.scan('run-6', 99)) await vandal.remove(shape, key);
      const found = await verified(asked);
      expect(found.different + found.missing).toBeGreaterThan(30);
      expect(found.differences).toHaveLength(20);
    });

    it.each([
      [
        'beyond the log',
        { position: places.far },
        'it was folded up to position 1000000000000000, where the log has no event',
      ],
      ['of another log', { log: 'another' }, 'it was folded from another log'],
      [
        'at another event',
        { eventId: 'another' },
        `another event stands at position ${end}, up to which it was folded`,
      ],
    ])('finds a checkpoint %s, and repairs nothing by it', async (_, fields, reason) => {
      const { store, vandal, shape, asked } = await given();
      await vandal.moveCheckpoint(shape, fields);
      expect(await verified(asked)).toMatchObject({ ...CLEAN, documents: 0, checkpoint: reason });
      await expect(repair(asked, store, 'run-7', quietly)).rejects.toMatchObject({ code: 'other_log' });
    });

    it('finds what was skipped: documents that are not folded as far as the checkpoint says', async () => {
      const { store, vandal } = await open();
      const shape = named(stepsOf);
      const { asked } = await MovingWorld.begin(log, shape, store, 203);
      const behind = await MovingWorld.begin(log.slice(0, 206), shape, store, 0);
      expect(await verified(asked)).toMatchObject(CLEAN);
      await vandal.moveCheckpoint(shape, { position: log[205]?.position ?? '', eventId: log[205]?.id ?? '' });
      const whole = { ...behind.asked, log: (await MovingWorld.begin(log, named(stepsOf), store)).asked.log };
      const found = await verified(whole);
      expect(found.different + found.missing).toBeGreaterThan(0);
    });

    it('says where the log cannot be folded', async () => {
      const { store, shape } = await given({ ...counting, name: 'counting' });
      const asked = (await MovingWorld.begin(log, shape, store)).asked;
      const projection = { ...stoppingAt('two'), name: shape.name };
      await expect(verified({ ...asked, projection })).rejects.toMatchObject({
        code: 'cannot_fold',
        details: { projection: shape.name, stream: 'run-run-0', revision: 3 },
      });
    });
  });

  describe('verifying while others append and fold', () => {
    const steps = fc.array(
      fc.record<Step>({
        appended: fc.nat(12),
        folded: fc.nat(15),
        isCutShort: hasTransactions ? fc.constant(false) : fc.boolean(),
      }),
      { minLength: 1, maxLength: 30 },
    );
    const worlds = fc.record({
      history: histories(),
      projection: fc.constantFrom(...projections, stepsOf),
      begun: fc.nat(80),
      steps,
    });

    it('gives no false alarm, whatever happens between two reads', async () => {
      await fc.assert(
        fc.asyncProperty(worlds, async ({ history, projection, begun, steps }) => {
          const { store } = await open();
          const world = await MovingWorld.begin(history, named(projection), store, begun, steps);
          for (let i = 0; i < 3; i++) expect(await verified(world.asked)).toMatchObject(CLEAN);
        }),
        { numRuns },
      );
    }, 120_000);

    it('finds what is wrong and stays so, and repairs it for good', async () => {
      await fc.assert(
        fc.asyncProperty(
          worlds,
          fc.nat(),
          fc.boolean(),
          async ({ history, projection, begun, steps }, nth, removes) => {
            const { store, vandal } = await open();
            const shape = named(projection);
            const world = await MovingWorld.begin(history, shape, store, begun, steps);
            const all = await (await store.open(shape)).scan(null, 1_000);
            const [{ key, document } = { key: 'nobody', document: {} }] = all.slice(nth % Math.max(1, all.length));
            if (removes) await vandal.remove(shape, key);
            else await vandal.change(shape, key, { ...document, wrong: true });
            await repair(world.asked, store, key, quietly);
            for (let i = 0; i < 2; i++) expect(await verified(world.asked)).toMatchObject(CLEAN);
          },
        ),
        { numRuns },
      );
    }, 120_000);
  });
}
