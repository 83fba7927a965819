import { SqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import type { RunEvent } from '../../../src/domain/run/events';
import { Manager, contact, sms, workflowOf } from '../manager';
import { TestService } from '../test-service';
import { TestClock } from '../../test-clock';

describe('a log that takes longer for an append than an intent is good for', () => {
  const clock = new TestClock();
  let appendMs = 0;
  let test: TestService;
  beforeAll(async () => {
    test = await TestService.open({}, undefined, clock, (folder) => {
      const store = SqliteEventStore.open(folder);
      const append = store.append.bind(store);
      store.append = async (...what) => {
        const appended = await append(...what);
        clock.advance(appendMs);
        return appended;
      };
      return store;
    });
  });
  afterAll(() => test.remove());

  const steps = ['a', 'b', 'c'].map(sms);
  const started = ({ type }: RunEvent): boolean => type === 'StepStarted';

  it.each([3_500, 7_000, 20_000, 50_000])('of %i ms holds up its runs, and they come to their ends', async (ms) => {
    const manager = new Manager(test.engine, `account-${ms}`);
    const workflowId = await manager.opens(workflowOf(steps));
    appendMs = ms;
    const { runId } = await manager.enrollsInto(workflowId, contact('lucy'), {});
    await test.engine.runner.settled();
    appendMs = 0;
    const events = await test.run(runId);
    expect(events.at(-1)).toMatchObject({ type: 'RunCompleted' });
    // the first intent was made before anybody knew
    expect(events.filter(started).length).toBeLessThanOrEqual(steps.length + 2);
    expect(events.filter(({ type }) => type === 'StepCompleted')).toHaveLength(steps.length);
  });

  it('gives its intents no longer than they need once it is quick again', async () => {
    const manager = new Manager(test.engine, 'quick');
    const workflowId = await manager.opens(workflowOf(steps));
    for (let i = 0; i < 50; i++) await manager.enrollsInto(workflowId, contact(`contact-${i}`), {});
    await test.engine.runner.settled();
    const { runId } = await manager.enrollsInto(workflowId, contact('lucy'), {});
    await test.engine.runner.settled();
    const intents = (await test.run(runId)).flatMap((event) => (event.type === 'StepStarted' ? [event] : []));
    const leases = intents.map(({ data, metadata }) => Date.parse(data.deadline) - Date.parse(metadata.at));
    expect(leases).toEqual([6_000, 6_000, 6_000]);
  });
});
