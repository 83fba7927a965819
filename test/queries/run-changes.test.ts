import type { Subscription } from 'rxjs';
import { RunChanges } from '../../src/queries/run-changes';
import type { RunNotice } from '../../src/queries/kept-notices';
import type { ReadModels } from '../../src/engine/projecting/read-models';
import type { ReadModel } from '../../src/ports/read-store';
import { Manager, delay, sms, workflowOf } from '../engine/manager';
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

/** What so many readers are told of one change after another. */
async function toldTo(readers: number, changes: number) {
  const manager = new Manager(test.engine);
  const workflow = await manager.opens(workflowOf([delay(), sms()]));
  await test.caughtUp();
  const asked = new Asked();
  const watching = asked.changes();
  const told = Array.from({ length: readers }, (): RunNotice[] => []);
  const open: Subscription[] = told.map((notices) =>
    watching.watch({ account: ACCOUNT }, null).notices.subscribe((notice) => notices.push(notice)),
  );
  await until('somebody reads', () => asked.counts.readings > 0);
  for (let i = 0; i < changes; i++) {
    const runId = await manager.enrolls(workflow, `${readers}-c-${i}`);
    await test.caughtUp();
    await until('every reader is told', () => told.every((notices) => notices.at(-1)?.data.includes(runId)));
  }
  for (const one of open) one.unsubscribe();
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
    // the very same objects: no reader has a text of its own
    for (const notices of many.told)
      for (const [i, notice] of notices.entries()) expect(notice === first?.[i]).toBe(true);
  });
});
