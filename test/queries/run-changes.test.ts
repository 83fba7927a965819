import type { Subscription } from 'rxjs';
import { RunChanges } from '../../src/queries/run-changes';
import type { RunNotice } from '../../src/queries/kept-notices';
import type { RunFilter } from '../../src/queries/run-audiences';
import { nextTurnOfLoop } from '../../src/engine/deciding/fair-turns';
import { START } from '../../src/kernel/message';
import type { ReadModels } from '../../src/engine/projecting/read-models';
import type { ReadModel } from '../../src/ports/read-store';
import { Manager, contact, delay, sms, workflowOf } from '../engine/manager';
import { ACCOUNT, TestService } from '../engine/test-service';
import { until } from '../until';

let test: TestService;
beforeEach(async () => {
  test = await TestService.open();
});
afterEach(() => test.remove());

/** What is asked of the stores, by what it is. */
class Asked {
  readonly counts = { readings: 0, documents: 0, definitions: 0 };

  changes(): RunChanges {
    const { events, progress, clock, log } = test.engine.dependencies;
    const { models } = test.engine;
    const source = {
      idAt: (position: string) => events.idAt(position),
      subscribe: (after: string, signal: AbortSignal) => {
        this.counts.readings += 1;
        return events.subscribe(after, signal);
      },
    };
    const counted = Object.assign(Object.create(models) as ReadModels, {
      runHistory: this.counting(models.runHistory, 'documents'),
      definitions: this.counting(models.definitions, 'definitions'),
    });
    return RunChanges.over({ events: source, progress, clock, log }, counted);
  }

  private counting<Doc extends object>(model: ReadModel<Doc>, what: 'documents' | 'definitions'): ReadModel<Doc> {
    return {
      shape: model.shape,
      get: (keys) => {
        if (keys.length > 0) this.counts[what] += 1;
        return model.get(keys);
      },
      lastChanges: (keys) => model.lastChanges(keys),
      find: (query) => model.find(query),
      scan: (after, limit) => model.scan(after, limit),
      peek: (key) => model.peek(key),
      count: () => model.count(),
      checkpoint: () => model.checkpoint(),
    };
  }
}

/** Of a reader that takes whatever it is told. */
const atOnce = (): Promise<void> => Promise.resolve();

/** What its readers were told, a list at a time. */
type Told = (readonly RunNotice[])[];

class Watching {
  readonly asked = new Asked();
  private readonly open: Subscription[] = [];
  private readonly changes = this.asked.changes();

  /** As many readers as there are filters. */
  async readers(filters: readonly Partial<RunFilter>[]): Promise<readonly Told[]> {
    const told = filters.map((filter): Told => {
      const lists: Told = [];
      const { notices } = this.changes.watch({ account: ACCOUNT, ...filter }, null, atOnce);
      this.open.push(notices.subscribe((list) => lists.push(list)));
      return lists;
    });
    await until('somebody reads', () => this.asked.counts.readings > 0);
    return told;
  }

  close(): void {
    for (const one of this.open.splice(0)) one.unsubscribe();
  }
}

let watching: Watching;
beforeEach(() => {
  watching = new Watching();
});
afterEach(() => {
  watching.close();
});

/** Time goes on, which ends what is gathered. */
const inTime = (what: string, isTrue: () => boolean): Promise<void> =>
  until(what, () => {
    test.clock.advance(1_000);
    return isTrue();
  });

/** What so many readers are told of one change after another. */
async function toldTo(readers: number, changes: number) {
  const manager = new Manager(test.engine);
  const workflow = await manager.opens(workflowOf([delay('P1D'), sms()]));
  await test.caughtUp();
  const { asked } = (watching = new Watching());
  const told = await watching.readers(Array<object>(readers).fill({}));
  for (let i = 0; i < changes; i++) {
    const runId = await manager.enrolls(workflow, `${readers}-c-${i}`);
    await test.caughtUp();
    await inTime('every reader is told', () => told.every((lists) => lists.at(-1)?.at(-1)?.data.includes(runId)));
  }
  watching.close();
  return { told, counts: asked.counts };
}

describe('the changes of runs', () => {
  it('are read, folded and written once for all readers, however many there are', async () => {
    const one = await toldTo(1, 5);
    const many = await toldTo(1_000, 5);
    expect(many.counts).toEqual(one.counts);
    expect(many.counts.readings).toBe(1);
    const [first] = many.told;
    expect(first?.length).toBeGreaterThanOrEqual(5);
    // the very same objects: no reader has a list of its own
    for (const lists of many.told) for (const [i, list] of lists.entries()) expect(list === first?.[i]).toBe(true);
  });

  it('are told at once after a time without any, and together while they are many', async () => {
    const manager = new Manager(test.engine);
    const [one, other] = [
      await manager.opens(workflowOf([delay('P1D')])),
      await manager.opens(workflowOf([delay('P1D')])),
    ];
    await test.caughtUp();
    const filters = [{}, { workflowId: one }, { workflowId: other }].flatMap((filter) =>
      Array<object>(100).fill(filter),
    );
    const told = await watching.readers(filters);
    const first = await manager.enrolls(one, 'c-first');
    await test.caughtUp();
    const ofFirst = told.slice(0, 200);
    await until('those who watch it are told', () => ofFirst.every(([list]) => list?.[0]?.data.includes(first)));

    for (let i = 0; i < 20; i++) await manager.enrolls(i < 15 ? one : other, `c-${i}`);
    await test.caughtUp();
    expect(told.map((lists) => lists.length)).toEqual(filters.map((_, i) => (i < 200 ? 1 : 0)));
    await inTime('all are told', () => told.every((lists, i) => lists.length > (i < 200 ? 1 : 0)));
    expect(told.map((lists) => lists.length)).toEqual(filters.map((_, i) => (i < 200 ? 2 : 1)));
    expect([0, 100, 200].map((i) => new Set(told[i]?.at(-1)?.map(({ data }) => data)).size)).toEqual([20, 15, 5]);
    expect(new Set(told.map((lists) => lists.at(-1))).size).toBe(3);
    expect(watching.asked.counts.documents).toBe(2);
  });

  it('tell of those who are still being brought back where they are, not where the others are', async () => {
    const manager = new Manager(test.engine);
    const workflow = await manager.opens(workflowOf([delay('P1D')]));
    await manager.enrolls(workflow, 'c-before');
    await test.caughtUp();
    const changes = watching.asked.changes();
    const others = changes.watch({ account: ACCOUNT }, null, atOnce);
    const following = others.notices.subscribe();
    const back = changes.watch({ account: ACCOUNT }, START, atOnce);
    const told: RunNotice[] = [];
    const returning = back.notices.subscribe((list) => told.push(...list));
    expect(back.position()).toBe(START);
    await inTime('it is told', () => told.length > 0);
    await inTime('it is where the others are', () => back.position() === others.position());
    expect(back.position() > START).toBe(true);
    for (const one of [following, returning]) one.unsubscribe();
  });

  describe('to those who come back', () => {
    const RUNS = 6;
    const runsOf = (told: Told): Set<unknown> =>
      new Set(told.flat().map(({ data }) => (JSON.parse(data) as { runId: string }).runId));

    async function enrolMany(): Promise<void> {
      const manager = new Manager(test.engine);
      const workflow = await manager.opens(workflowOf([delay('P1D')]));
      for (let i = 0; i < RUNS; i++)
        await manager.enrolls(workflow, contact(`c-${i}`, { name: 'x'.repeat(40 * 1024) }));
      await test.caughtUp();
    }

    it('come from the log no faster than they are taken', async () => {
      await enrolMany();
      const { asked } = watching;
      await tellBack(asked.changes());
      expect(asked.counts.readings).toBe(2); // one of its own, and the one that all share
    });

    it('come from what is kept no faster than they are taken', async () => {
      const { asked } = watching;
      const changes = asked.changes();
      const before: Told = [];
      const others = changes.watch({ account: ACCOUNT }, null, atOnce).notices.subscribe((list) => before.push(list));
      await until('somebody reads', () => asked.counts.readings > 0);
      await enrolMany();
      await inTime('all of it was told', () => runsOf(before).size === RUNS);
      await tellBack(changes);
      expect(asked.counts.readings).toBe(1);
      others.unsubscribe();
    });

    it('are waited for from their own first piece on, however long others took before', async () => {
      await enrolMany();
      const changes = watching.asked.changes();
      const told: Told[] = [[], []];
      const never = (): Promise<void> => new Promise(() => undefined);
      const [first, second] = told.map((lists) =>
        changes.watch({ account: ACCOUNT }, START, never).notices.subscribe((list) => lists.push(list)),
      );
      await until('the first is told', () => told[0]?.length === 1);
      test.clock.advance(5_000);
      await until('the second is told', () => told[1]?.length === 1);
      test.clock.advance(4_999);
      for (let turn = 0; turn < 20; turn++) await nextTurnOfLoop();
      expect(told[1]?.length).toBe(1);
      test.clock.advance(1);
      await until('all of it is told', () => runsOf(told[1] ?? []).size === RUNS);
      for (const one of [first, second]) one?.unsubscribe();
    });

    async function tellBack(changes: RunChanges): Promise<void> {
      const told: Told = [];
      const toldUntaken: number[] = [];
      const taken = async (): Promise<void> => {
        const before = told.length;
        for (let turn = 0; turn < 20; turn++) await nextTurnOfLoop();
        toldUntaken.push(told.length - before);
      };
      const back = changes.watch({ account: ACCOUNT }, START, taken).notices.subscribe((list) => told.push(list));
      await until('all of it is told, and taken', () => runsOf(told).size === RUNS && toldUntaken.length >= RUNS);
      back.unsubscribe();
      expect(toldUntaken.length).toBeGreaterThanOrEqual(RUNS);
      expect(new Set(toldUntaken)).toEqual(new Set([0]));
    }

    it('come also where they are not taken, after five seconds in all', async () => {
      await enrolMany();
      const told: Told = [];
      const never = (): Promise<void> => new Promise(() => undefined);
      const { notices } = watching.asked.changes().watch({ account: ACCOUNT }, START, never);
      const back = notices.subscribe((list) => told.push(list));
      await until('the first is told', () => told.length === 1);
      test.clock.advance(4_999);
      for (let turn = 0; turn < 20; turn++) await nextTurnOfLoop();
      expect(told.length).toBe(1);
      test.clock.advance(1);
      await until('all of it is told', () => runsOf(told).size === RUNS);
      back.unsubscribe();
    });
  });
});
