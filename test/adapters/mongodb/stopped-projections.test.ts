import { EventStoreDbEventStore } from '../../../src/adapters/eventstoredb/event-store';
import { MongoReadStore } from '../../../src/adapters/mongodb/read-store';
import { EventCodec } from '../../../src/engine/deciding/event-codec';
import { nameOfCopy, shapeOf } from '../../../src/engine/projecting/copies';
import type { Copies } from '../../../src/engine/projecting/copies';
import { beginRebuild, beginResume } from '../../../src/engine/projecting/copy-changes';
import { CopyRegistry } from '../../../src/engine/projecting/copy-registry';
import type { ProgressReport } from '../../../src/engine/projecting/projection-progress';
import { Projector } from '../../../src/engine/projecting/projector';
import { StoredFailures } from '../../../src/engine/projecting/stored-failures';
import { isoTime, systemClock } from '../../../src/kernel/clock';
import { EventStoreDbDouble } from '../../doubles/eventstoredb/server';
import { withMongoDB } from '../../doubles/mongodb/with-mongodb';
import { building } from '../../engine/building';
import { counting, threeSteps } from '../../engine/folding';
import { TestLog } from '../../engine/test-service';
import { until } from '../../until';
import { RecordingLog } from '../eventstoredb/recording-log';
import { QUICK } from '../eventstoredb/on-a-double';

jest.setTimeout(120_000); // for slow machines

withMongoDB((newDatabase) => {
  const NAMES = { ours: ['run-'], watched: ['run-'] };
  let double: EventStoreDbDouble;
  let events: EventStoreDbEventStore;
  let reads: MongoReadStore;
  let stop: () => Promise<void>;
  let isOdd: boolean;
  let report: ProgressReport | null;

  /** Cannot fold the second step, as long as that is odd. */
  const mended: typeof counting = {
    ...counting,
    fold: (document, event, key) => {
      if (isOdd && event.type === 'StepStarted' && event.data.stepId === 'two') throw new Error('it is odd');
      return counting.fold(document, event, key);
    },
  };

  const starts = async (): Promise<void> => {
    await stop();
    report = null;
    const tell = (told: ProgressReport): void => {
      report = told;
    };
    const [log, stopping] = [new TestLog(), new AbortController()];
    const { signal } = stopping;
    const projector = await Projector.open(events, reads, [mended], new EventCodec(), systemClock, log, tell);
    const working = Promise.all([
      projector.run(signal),
      building(events, reads, projector, log, signal, [mended], systemClock),
    ]);
    stop = async () => {
      stop = () => Promise.resolve();
      stopping.abort();
      await working;
    };
  };

  beforeEach(async () => {
    stop = () => Promise.resolve();
    double = await EventStoreDbDouble.start();
    events = await EventStoreDbEventStore.open(double.url, NAMES, new RecordingLog(), QUICK);
    reads = await MongoReadStore.open(newDatabase());
    const history = threeSteps();
    await events.append(history[0]?.stream ?? '', -1, history);
  });
  afterEach(async () => {
    await stop();
    await reads.close();
    await events.close();
    double.stop();
  });

  const change = (decide: (copies: Copies, shape: typeof counting, now: string) => Copies): Promise<Copies> =>
    new CopyRegistry(reads).change(mended, (copies) => decide(copies, mended, isoTime(systemClock.now())));
  const resume = (): Promise<Copies> => change((copies, _, now) => beginResume(copies, now));
  const copies = (): Promise<Copies> => change((now) => now);
  const counted = async (): Promise<number | undefined> => {
    const model = await reads.open<{ count: number }>(shapeOf('counting', (await copies()).live));
    return (await model.get(['all'])).get('all')?.document.count;
  };
  const stopped = () => until('it stopped', async () => (await copies()).work?.status === 'stopped');
  const failures = () => report?.failures ?? [];

  describe('on the stores of servers, an event that cannot be folded', () => {
    it('stops what answers until it can be: a resume then goes on from there, and nothing is told any more', async () => {
      isOdd = true;
      await starts();
      await until('it is told', () => failures().length === 1);
      const [failure] = failures();
      const { stream, revision, type } = threeSteps()[3] ?? {};
      expect(failure).toMatchObject({ projection: 'counting', stream, revision, type, error: 'it is odd' });
      expect(await counted()).toBe(2);
      await resume();
      await stopped();
      await until('it is told again', () => failures().length === 1);
      expect(failures()).toEqual([failure]);
      await starts();
      await until('it is told by the next one', () => failures().length === 1);
      isOdd = false;
      await resume();
      await until('nothing is under way', async () => (await copies()).work === null);
      await until('it holds all', async () => (await counted()) === 4);
      await until('it is told no more', async () => (await new StoredFailures(reads).read()).length === 0);
      expect(failures()).toEqual([]);
    });

    it('stops a rebuild, and not what answers; a resume then ends it', async () => {
      isOdd = false;
      await starts();
      await until('it holds all', async () => (await counted()) === 4);
      isOdd = true;
      const { work } = await change(beginRebuild);
      await stopped();
      const { work: now, live } = await copies();
      expect(now?.failure).toMatchObject({ revision: 3, error: 'it is odd' });
      expect([nameOfCopy(live), await counted(), failures()]).toEqual(['v1', 4, []]);
      isOdd = false;
      await resume();
      await until('nothing is under way', async () => (await copies()).work === null);
      expect((await copies()).live).toEqual(work?.copy);
      expect(await counted()).toBe(4);
    });
  });
});
