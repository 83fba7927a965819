import type { AccountSettings } from '../../../src/domain/account/settings';
import type { RunStarted, StepStarted } from '../../../src/domain/run/events';
import type { Step } from '../../../src/domain/steps/step';
import { RateLimits } from '../../../src/engine/sending/rate-limits';
import { Sender } from '../../../src/engine/sending/sender';
import { isoTime } from '../../../src/kernel/clock';
import { Manager, delay, sms, workflowOf } from '../manager';
import { SENT, TestChannel } from '../test-channel';
import { context } from '../test-service';
import { TwoProcesses } from '../two-processes';

const EMAIL: Step = { id: 'mail', type: 'email', subject: 'Hi', body: 'mail!' };
const HOOK: Step = { id: 'hook', type: 'webhook', url: 'https://example.com/hook' };
const SECOND = 1_000;
const HOUR = 3_600_000;

let processes: TwoProcesses;
const opened = async (rateLimits: AccountSettings['rateLimits'] = {}, timezone = 'UTC'): Promise<TwoProcesses> => {
  processes = await TwoProcesses.open(new TestChannel(true));
  await processes.manager.sets({ rateLimits, timezone });
  return processes;
};
afterEach(() => processes.close());

/** How each step of a run came out. */
const outcomesOf = async (runId: string): Promise<readonly string[]> =>
  (await processes.test.run(runId)).flatMap((event) => {
    if (event.type === 'StepCompleted') return 'sent';
    if (event.type === 'StepSkipped') return event.data.reason;
    return event.type === 'StepFailed' ? event.data.error.code : [];
  });

const outcomesOfAll = async (runIds: readonly string[]): Promise<readonly string[]> => {
  await processes.test.caughtUp();
  return (await Promise.all(runIds.map(outcomesOf))).flat();
};

const contacts = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `c-${i}`);

describe('an opt-out', () => {
  it('skips what goes by its channel, and nothing else', async () => {
    const { manager } = await opened();
    await manager.optsOut('c-1', 'sms');
    const runId = await processes.runOf(sms(), EMAIL, HOOK);
    expect(await outcomesOfAll([runId])).toEqual(['sms_opt_out', 'sent', 'sent']);
    expect(processes.said).toEqual(['mail!']);
  });

  it('comes before whatever else is wrong with a message', async () => {
    const { manager } = await opened();
    await manager.optsOut('c-1', 'sms');
    const workflowId = await manager.opens(workflowOf([sms(), { ...EMAIL, to: 'nobody' }]));
    const runId = await manager.enrolls(workflowId, { id: 'c-1' });
    expect(await outcomesOfAll([runId])).toEqual(['sms_opt_out', 'invalid_recipient']);
    expect(await processes.test.typesOf(runId)).toEqual(['RunStarted', 'StepSkipped', 'StepFailed', 'RunFailed']);
  });

  it('counts up to the last moment, whichever process hears of it', async () => {
    const { test, other } = await opened();
    const runId = await processes.runOf(delay(), EMAIL);
    await new Manager(other).optsOut('c-1', 'email');
    test.clock.advance(HOUR);
    await test.engine.runner.resume(context(), runId, null);
    expect(await outcomesOfAll([runId])).toEqual(['sent', 'email_opt_out']);
  });

  it('takes no place in a rate limit', async () => {
    const { manager } = await opened({ sms: { perMinute: 1 } });
    await manager.optsOut('c-1', 'sms');
    const workflowId = await manager.opens(workflowOf([sms()]));
    const skipped = await manager.enrolls(workflowId, 'c-1');
    expect(await outcomesOfAll([skipped, await manager.enrolls(workflowId, 'c-2')])).toEqual(['sms_opt_out', 'sent']);
  });
});

describe('a limit per minute', () => {
  it('is never exceeded, however many processes send at once', async () => {
    const { manager, other } = await opened({ sms: { perMinute: 7 } });
    const workflowId = await manager.opens(workflowOf([sms()]));
    const elsewhere = new Manager(other);
    const enrolling = contacts(20).map((id, i) => (i % 2 === 0 ? manager : elsewhere).enrolls(workflowId, id));
    const outcomes = await outcomesOfAll(await Promise.all(enrolling));
    expect(outcomes.filter((outcome) => outcome === 'sent')).toHaveLength(7);
    expect(outcomes.filter((outcome) => outcome === 'rate_limited')).toHaveLength(13);
    expect(processes.said).toHaveLength(7);
  });

  it('begins anew with the next minute', async () => {
    const { test, manager } = await opened({ sms: { perMinute: 1 } });
    const workflowId = await manager.opens(workflowOf([sms('a'), sms('b')]));
    test.clock.advance(59 * SECOND);
    const first = await manager.enrolls(workflowId, 'c-1');
    expect(await outcomesOfAll([first])).toEqual(['sent', 'rate_limited']);
    test.clock.advance(SECOND);
    const second = await manager.enrolls(workflowId, 'c-2');
    expect(await outcomesOfAll([second])).toEqual(['sent', 'rate_limited']);
  });

  it('is of one channel and one account', async () => {
    const { manager, test } = await opened({ sms: { perMinute: 1 }, webhook: { perMinute: 1 } });
    const globex = new Manager(test.engine, 'globex');
    await globex.sets({ rateLimits: { sms: { perMinute: 1 } } });
    const steps = workflowOf([sms('a'), EMAIL, HOOK, sms('b')]);
    const runIds = [
      await manager.enrolls(await manager.opens(steps), 'c-1'),
      await globex.enrolls(await globex.opens(steps), 'c-1'),
    ];
    const outcomes = ['sent', 'sent', 'sent', 'rate_limited'];
    expect(await outcomesOfAll(runIds)).toEqual([...outcomes, ...outcomes]);
  });

  it('keeps the place of an effect that is taken over', async () => {
    const { test } = await opened({ sms: { perMinute: 1 } });
    const runId = await processes.sending('a');
    await processes.takeOver(runId, true);
    expect(processes.said).toEqual(['a!', 'a!']);
    expect((await test.typesOf(runId)).at(-1)).toBe('RunCompleted');
  });
});

describe('a limit per contact and day', () => {
  it('counts messages of both channels, and no webhooks', async () => {
    const { manager } = await opened({ perContactPerDay: 2 });
    const workflowId = await manager.opens(workflowOf([sms('a'), HOOK, EMAIL, { ...HOOK, id: 'hook-2' }, sms('b')]));
    const runIds = [await manager.enrolls(workflowId, 'c-1'), await manager.enrolls(workflowId, 'c-2')];
    const outcomes = ['sent', 'sent', 'sent', 'sent', 'rate_limited'];
    expect(await outcomesOfAll(runIds)).toEqual([...outcomes, ...outcomes]);
  });

  it('begins anew with the local day of the account', async () => {
    const { test, manager } = await opened({ perContactPerDay: 1 }, 'America/New_York');
    const workflowId = await manager.opens(workflowOf([sms()], { settings: { reentry: 'always' } }));
    const outcomeAt = async (time: string): Promise<readonly string[]> => {
      test.clock.setTo(Date.parse(time));
      return outcomesOfAll([await manager.enrolls(workflowId, 'c-1')]);
    };
    expect(await outcomeAt('2026-11-24T10:00:00Z')).toEqual(['sent']);
    expect(await outcomeAt('2026-11-25T04:59:59Z')).toEqual(['rate_limited']);
    expect(await outcomeAt('2026-11-25T05:00:00Z')).toEqual(['sent']);
  });
});

it('that the minute refuses uses up nothing of the day', async () => {
  const { manager, test } = await opened({ sms: { perMinute: 1 }, perContactPerDay: 2 });
  const workflowId = await manager.opens(workflowOf([sms('a'), sms('b'), sms('c'), delay('PT1M'), sms('d'), EMAIL]));
  const runId = await manager.enrolls(workflowId, 'c-1');
  await test.caughtUp();
  test.clock.advance(60 * SECOND);
  await test.engine.scheduler.resumeDue(null, 1);
  expect(await outcomesOfAll([runId])).toEqual([
    'sent',
    'rate_limited',
    'rate_limited',
    'sent',
    'sent',
    'rate_limited',
  ]);
});

describe('an effect whose lease would run out while it is sent', () => {
  it('is left to whoever takes it over', async () => {
    const { test, channel } = await opened();
    const runId = await processes.runOf(sms());
    await test.caughtUp();
    const [started, intent] = (await test.run(runId)).map(({ data }) => data) as [RunStarted, StepStarted];
    const { engine, clock, log } = test;
    const effects = new Sender(
      engine.ledger,
      engine.facts,
      new RateLimits(engine.ledger, clock),
      engine.dependencies.channels,
      engine.health,
      clock,
      log,
      engine.dependencies.meter,
    );
    const performed = (leftMs: number) =>
      effects.perform(context(), started, { ...intent, deadline: isoTime(clock.now() + leftMs) }, () =>
        Promise.resolve(null),
      );
    expect(await performed(channel.timeoutMs - 1)).toBeNull();
    expect(processes.said).toHaveLength(1);
    expect(await performed(channel.timeoutMs)).toEqual(SENT);
    expect(processes.said).toHaveLength(2);
  });
});
