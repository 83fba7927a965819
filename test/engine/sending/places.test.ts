import fc from 'fast-check';
import { Places } from '../../../src/engine/sending/places';
import type { Place } from '../../../src/engine/sending/places';
import { tried } from '../../properties';
import { TestClock } from '../../test-clock';
import { until } from '../../until';
import { Manager, sms, workflowOf } from '../manager';
import type { StepStarted } from '../../../src/domain/run/events';
import { TestChannel } from '../test-channel';
import { TestService } from '../test-service';

const MINUTE = 60_000;
/** Everything that can go on goes on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('places', () => {
  const clock = new TestClock();

  it('are given within an account in the order of asking, among accounts to whoever has the fewest', async () => {
    const places = new Places({ all: 3, ofAccount: 2 }, clock);
    const given: string[] = [];
    const held: Place[] = [];
    const take = async (account: string, name: string): Promise<void> => {
      const place = await places.take(account, MINUTE);
      if (place === null) throw new Error('there is none');
      given.push(name);
      held.push(place);
    };
    const all = [
      ...['a1', 'a2', 'a3', 'a4'].map((name) => take('a', name)),
      ...['b1', 'b2', 'b3'].map((name) => take('b', name)),
      take('c', 'c1'),
    ];
    await settled();
    expect(given).toEqual(['a1', 'a2', 'b1']);
    while (held.length > 0) {
      held.shift()?.leave();
      await settled();
    }
    await Promise.all(all);
    expect(given).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4', 'b3']);
  });

  it('that come free too late are none, and neither are those of what is closed', async () => {
    const places = new Places({ all: 1, ofAccount: 1 }, clock);
    const place = await places.take('a', MINUTE);
    const late = places.take('b', MINUTE);
    clock.advance(MINUTE);
    expect(await late).toBeNull();
    const waiting = places.take('b', MINUTE);
    places.close();
    expect(await waiting).toBeNull();
    place?.leave();
    expect(await places.take('a', MINUTE)).toBeNull();
  });

  it('are never more than there are, and all are given in the end', async () => {
    const asked = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 40 });
    const bounds = { all: fc.integer({ min: 1, max: 5 }), ofAccount: fc.integer({ min: 1, max: 5 }) };
    await fc.assert(
      fc.asyncProperty(asked, fc.record(bounds), fc.scheduler(), async (accounts, atOnce, scheduler) => {
        const places = new Places(atOnce, clock);
        const taken: string[] = [];
        const all = accounts.map(async (account) => {
          const place = await places.take(account, MINUTE);
          taken.push(account);
          expect(taken.length).toBeLessThanOrEqual(atOnce.all);
          expect(taken.filter((one) => one === account).length).toBeLessThanOrEqual(atOnce.ofAccount);
          await scheduler.schedule(Promise.resolve());
          taken.splice(taken.indexOf(account), 1);
          place?.leave();
          return place;
        });
        await scheduler.waitFor(Promise.all(all));
        expect(await Promise.all(all)).not.toContain(null);
      }),
      tried(100),
    );
  });
});

describe('messages of a channel that sends only so many at a time', () => {
  class Narrow extends TestChannel {
    readonly atOnce = { all: 4, ofAccount: 3 };
  }
  const MANY = 20;
  let channel: Narrow;
  let test: TestService;
  let manager: Manager;
  beforeEach(async () => {
    channel = new Narrow();
    channel.holds = Infinity;
    test = await TestService.open({ sms: channel });
    manager = new Manager(test.engine);
  });
  afterEach(() => test.remove());

  const runsOf = async (count: number, by = manager): Promise<readonly string[]> => {
    const workflowId = await by.opens(workflowOf([sms()]));
    return Promise.all(Array.from({ length: count }, (_, i) => by.enrolls(workflowId, `c-${i}`)));
  };
  const intentsOf = async (runId: string): Promise<readonly StepStarted[]> =>
    (await test.run(runId)).flatMap((event) => (event.type === 'StepStarted' ? [event.data] : []));
  const ends = async (runIds: readonly string[]): Promise<readonly unknown[]> =>
    Promise.all(runIds.map(async (runId) => (await test.typesOf(runId)).at(-1)));

  it("leave room for another account's, and are all sent, however long it takes", async () => {
    const runIds = await runsOf(MANY);
    await channel.hasBeenAsked(3);
    const [other] = await runsOf(1, new Manager(test.engine, 'globex'));
    await channel.hasBeenAsked(4);
    for (let minutes = 0; minutes < 5; minutes++) {
      test.clock.advance(MINUTE);
      await until('leases are renewed', async () => {
        const intents = await Promise.all(runIds.map(intentsOf));
        const waiting = intents.filter(([intent]) => !channel.asked.some(({ key }) => key === intent?.idempotencyKey));
        return waiting.length === MANY - 3 && waiting.every(({ length }) => length >= minutes + 2);
      });
    }
    expect(channel.asked).toHaveLength(4);
    channel.holds = 0;
    channel.answers();
    await test.caughtUp();
    expect(await ends([...runIds, other ?? ''])).toEqual(Array(MANY + 1).fill('RunCompleted'));
    expect(new Set(channel.asked.map(({ key }) => key)).size).toBe(MANY + 1);
    expect(channel.asked).toHaveLength(MANY + 1);
  });

  it('are not sent any more when their run was cancelled before they had their turn', async () => {
    const runIds = await runsOf(5);
    await channel.hasBeenAsked(3);
    const waiting = runIds.at(-1) ?? '';
    await manager.cancels(waiting);
    channel.holds = 0;
    channel.answers();
    await test.caughtUp();
    expect(channel.asked).toHaveLength(4);
    const skipped = (await test.run(waiting)).at(-1);
    expect(skipped).toMatchObject({ type: 'StepSkipped', data: { stepId: 'hello', reason: 'cancelled' } });
  });

  it('are sent by the next process where this one dies while they wait, and nobody wonders about them', async () => {
    const runIds = await runsOf(MANY);
    await channel.hasBeenAsked(3);
    await test.folded();
    const { channels, events } = test.engine.dependencies;
    const next = new TestChannel();
    const abandonedUpTo = await events.head();
    const { recovery, runner } = await test.another({ abandonedUpTo, channels: { ...channels, sms: next } });
    await recovery.takeOverAbandoned();
    await runner.settled();
    const failed = (await Promise.all(runIds.map((runId) => test.run(runId))))
      .flat()
      .flatMap(({ type, data }) => (type === 'StepFailed' ? [data.error.code] : []));
    expect(new Set(failed)).toEqual(new Set(['outcome_unknown']));
    expect(failed.length).toBeLessThanOrEqual(2 * 3); // sent, or about to be
    expect(next.asked).toHaveLength(MANY - failed.length);
    const keys = [...channel.asked, ...next.asked].map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    channel.answers();
  });

  it('are left unsent by a process that stops, and sent by the next', async () => {
    const runIds = await runsOf(MANY);
    await channel.hasBeenAsked(3);
    const stopping = test.close();
    channel.answers();
    await stopping;
    expect(channel.asked).toHaveLength(3);
    test = await TestService.open({ sms: channel }, test.folder, test.clock);
    channel.holds = 0;
    await test.folded();
    await test.engine.recovery.takeOverAbandoned();
    await test.caughtUp();
    expect(await ends(runIds)).toEqual(Array(MANY).fill('RunCompleted'));
    expect(channel.asked).toHaveLength(MANY);
  });
});
