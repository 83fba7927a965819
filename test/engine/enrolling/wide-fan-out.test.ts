import { enrollmentIdOf } from '../../../src/domain/enrollment/enrollment';
import { enrollmentStream } from '../../../src/domain/streams';
import { SqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { inParallel } from '../../../src/kernel/in-parallel';
import { NO_STREAM } from '../../../src/kernel/message';
import { newEvent } from '../../contracts/event-store/sample-log';
import { Manager, delay, workflowOf } from '../manager';
import { ACCOUNT, TestService } from '../test-service';

jest.setTimeout(120_000);

/** As many as one event may concern. */
const WORKFLOWS = 1_000;

/** The most appends of the account that are under way at once. */
class Counting {
  most = 0;
  private now = 0;

  over(store: SqliteEventStore): SqliteEventStore {
    const append = store.append.bind(store);
    store.append = async (...args) => {
      this.now += 1;
      this.most = Math.max(this.most, this.now);
      try {
        return await append(...args);
      } finally {
        this.now -= 1;
      }
    };
    return store;
  }
}

it('an event that concerns 1,000 workflows starts them all but the broken one, a few at a time, while others go on', async () => {
  const counting = new Counting();
  const test = await TestService.open({}, undefined, undefined, (folder) =>
    counting.over(SqliteEventStore.open(folder)),
  );
  const manager = new Manager(test.engine);
  const globex = new Manager(test.engine, 'globex');
  const workflows: string[] = [];
  await inParallel(
    Array.from({ length: WORKFLOWS }, (_, i) => i),
    16,
    async () => {
      workflows.push(
        await manager.opens(workflowOf([delay()], { trigger: { type: 'event', event: 'estimate.sent' } })),
      );
    },
  );
  const other = await globex.opens(workflowOf([delay()]));
  const poisoned = workflows[500] ?? '';
  const event = newEvent();
  const unreadable = { ...event, metadata: { ...event.metadata, schemaVersion: 9 } };
  const enrollment = enrollmentStream(enrollmentIdOf(ACCOUNT, poisoned, 'c-1', 'when_not_active', ''));
  await test.engine.dependencies.events.append(enrollment, NO_STREAM, [unreadable]);
  counting.most = 0;

  const firing = manager.fires({ id: 'e-1' });
  await globex.enrolls(other, 'c-1');
  const { results, matched } = await firing;

  expect(matched).toBe(WORKFLOWS);
  expect(results.filter(({ outcome }) => outcome === 'started')).toHaveLength(WORKFLOWS - 1);
  expect(results.filter(({ outcome }) => outcome === 'failed')).toMatchObject([{ workflowId: poisoned }]);
  expect(counting.most).toBeLessThanOrEqual(40);
  const starts = (await test.everything()).filter(({ type }) => type === 'RunStarted');
  const place = starts.findIndex(({ metadata }) => metadata.account === 'globex');
  expect(place).toBeLessThan(WORKFLOWS / 4);
  await test.remove();
});
