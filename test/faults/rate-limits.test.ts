import { SHARDS } from '../../projections/shard';
import { createEngine } from '../../src/assembly/engine';
import type { Engine } from '../../src/assembly/engine';
import type { EffectOutcome } from '../../src/domain/effect/effect';
import { inParallel } from '../../src/kernel/in-parallel';
import { START } from '../../src/kernel/message';
import { Manager, delay, sms, workflowOf } from '../engine/manager';
import { mortal } from '../engine/mortal';
import { SENT, TestChannel } from '../engine/test-channel';
import { TestService } from '../engine/test-service';

/** Messages due at once, and how many of them a minute lets out. */
const DUE = Number(process.env['DUE_AT_ONCE'] ?? '100');
const PER_MINUTE = Math.ceil((DUE * 60) / 500);
const MINUTE = 60_000;
/** Three engines have a third each: the places that one of them took for its own, and could not use any more, stay empty. */
const MOST_MINUTES = Math.ceil((DUE + DUE / 3) / PER_MINUTE);

let test: TestService;
afterEach(() => test.remove());

/** The minutes in which the provider was asked to send something. */
let askedIn: number[];
const provider = new TestChannel(true, (): EffectOutcome => {
  askedIn.push(Math.floor(test.clock.now() / MINUTE));
  return SENT;
});
const mostInAMinute = (): number =>
  Math.max(...askedIn.map((one) => askedIn.filter((minute) => minute === one).length));

/** Everything that is due now, by engines each of which has a part of it; those that are dead never come back. */
async function wakes(...engines: readonly Engine[]): Promise<void> {
  const shardsOf = (i: number): readonly string[] => SHARDS.filter((_, shard) => shard % engines.length === i);
  await Promise.all(engines.map((engine, i) => engine.scheduler.resumeDue(null, DUE, shardsOf(i))));
}

/** @returns the runs, which all wait for the same moment */
async function allDueInAnHour(whenFull: 'fail' | 'wait'): Promise<readonly string[]> {
  askedIn = [];
  provider.asked.length = 0;
  test = await TestService.open({ sms: provider });
  const manager = new Manager(test.engine);
  await manager.sets({ rateLimits: { sms: { perMinute: PER_MINUTE, whenFull } } });
  const workflowId = await manager.opens(workflowOf([delay('PT1H'), sms()]));
  const runIds: string[] = [];
  await inParallel(
    Array.from({ length: DUE }, (_, i) => i),
    16,
    async (i) => {
      runIds.push(await manager.enrolls(workflowId, `c-${i}`));
    },
  );
  await test.caughtUp();
  test.clock.advance(60 * MINUTE);
  return runIds;
}

/** Three engines wake what is due, and one of them ends in the middle of it. */
async function threeOfWhichOneDies(): Promise<void> {
  let intents = 0;
  const { events, dead } = mortal(test.engine.dependencies.events, (appended) => {
    intents += appended.filter(({ type }) => type === 'StepStarted').length;
    return intents >= DUE / 10;
  });
  const dying = await createEngine({ ...test.engine.dependencies, abandonedUpTo: START, events });
  const other = await test.another();
  void wakes(dying, test.engine, other);
  await dead;
  // whatever it left open is taken over once nobody can be at it any more, in the same minute still
  test.clock.advance(30_000);
  for (let pass = 0; pass < 5; pass++) {
    await test.caughtUp();
    await wakes(test.engine, other);
    await test.engine.recovery.finishDue();
  }
  await test.caughtUp();
}

async function reopen(): Promise<void> {
  const { folder, clock } = test;
  await test.close();
  test = await TestService.open({ sms: provider }, folder, clock);
}

const waitsOf = async (runId: string) =>
  (await test.run(runId)).flatMap((event) =>
    event.type === 'RunWaiting' && event.data.reason === 'rate_limit' ? [event.data] : [],
  );

it('never lets more than its limit out in a minute, and in the end everything', async () => {
  const runIds = await allDueInAnHour('wait');
  await threeOfWhichOneDies();
  expect(askedIn).toHaveLength(PER_MINUTE);
  const held = await test.engine.models.runHistory.find({ index: 'byStatus', equals: ['acme', 'waiting'], limit: DUE });
  expect(held).toHaveLength(DUE - PER_MINUTE);
  for (const { document } of held) expect(document.currentStep).toEqual({ stepId: 'hello', type: 'sms' });

  for (let minute = 1; minute < MOST_MINUTES && provider.asked.length < DUE; minute++) {
    test.clock.advance(MINUTE);
    if (minute === 2) await reopen();
    await wakes(test.engine);
    await test.caughtUp();
  }
  expect(mostInAMinute()).toBe(PER_MINUTE);
  expect(provider.asked).toHaveLength(DUE);
  expect(new Set(provider.asked.map(({ key }) => key)).size).toBe(DUE);
  const waits = await Promise.all(runIds.map(waitsOf));
  expect(waits.filter(({ length }) => length === 0)).toHaveLength(PER_MINUTE);
  expect(Math.max(...waits.map(({ length }) => length))).toBe(1);
}, 300_000);

it('lets no more out of those that fail where there is no room', async () => {
  await allDueInAnHour('fail');
  await threeOfWhichOneDies();
  expect(askedIn).toHaveLength(PER_MINUTE);
  const failed = { index: 'byError', equals: ['acme', 'rate_limited'], limit: DUE };
  expect(await test.engine.models.runHistory.find(failed)).toHaveLength(DUE - PER_MINUTE);
}, 300_000);
