import { runStream } from '../../../src/domain/streams';
import { Manager, sms, workflowOf } from '../manager';
import { OnADouble, WAYS } from '../on-a-double';
import { TestChannel } from '../test-channel';

let channel: TestChannel;
let log: OnADouble;
let manager: Manager;
let runId: string;

beforeEach(async () => {
  channel = new TestChannel(false);
  log = await OnADouble.open({ sms: channel });
  manager = new Manager(log.test.engine);
});
afterEach(async () => {
  await log.test.remove();
  log.double.stop();
});

/** A run of messages, and the provider has the first. */
async function sending(...ids: readonly string[]): Promise<void> {
  channel.holds = 1;
  runId = await manager.enrolls(await manager.opens(workflowOf(ids.map(sms))), 'c-1');
  await channel.hasBeenAsked(1);
}

const TWO_SENT = ['RunStarted', 'StepStarted', 'StepCompleted', 'StepStarted', 'StepCompleted', 'RunCompleted'];
const isOver = async (): Promise<boolean> => (await log.test.typesOf(runId)).at(-1) === 'RunCompleted';

describe.each(WAYS)('an effect that was sent while the log was %s', (_, { goes, returns }) => {
  it('has its outcome recorded once the log is back, however late, and its run goes on', async () => {
    await sending('first', 'second');
    goes(log.double);
    await log.isAway();
    channel.answers();
    log.test.clock.advance(3_600_000);
    await returns(log.double);
    await log.isBack();
    await log.passes('the run is over', isOver);
    expect(await log.test.typesOf(runId)).toEqual(TWO_SENT);
    expect(channel.asked).toHaveLength(2);
  });

  it('is not taken over by its own process meanwhile', async () => {
    await sending('first');
    goes(log.double);
    await log.isAway();
    log.test.clock.advance(3_600_000);
    await returns(log.double);
    await log.isBack();
    await log.test.folded();
    await log.test.engine.recovery.finishDue();
    expect(await log.test.typesOf(runId)).toEqual(['RunStarted', 'StepStarted']);
    channel.answers();
    await log.passes('the run is over', isOver);
  });

  it('has the outcome that was recorded first, when another process took it over', async () => {
    await sending('first');
    const other = await log.test.another();
    goes(log.double);
    await log.isAway();
    channel.answers();
    log.test.clock.advance(3_600_000);
    await returns(log.double);
    await log.isBack();
    await log.test.folded();
    await other.recovery.finishDue();
    await log.passes('nothing is at hand', async () => (await log.test.typesOf(runId)).length === 4);
    const [, , outcome, end] = await log.test.typesOf(runId);
    expect([`${outcome ?? ''} ${end ?? ''}`]).toEqual([
      expect.stringMatching(/^(StepCompleted RunCompleted|StepFailed RunFailed)$/),
    ]);
    expect(channel.asked).toHaveLength(1);
  });

  it('is told when the process ends before the log is back', async () => {
    await sending('first');
    goes(log.double);
    await log.isAway();
    channel.answers();
    let stopped = false as boolean;
    void log.test.engine.stop().then(() => {
      stopped = true;
    });
    await log.passes('it has stopped', () => stopped);
    expect(log.test.log.records).toContainEqual({
      level: 'error',
      message: 'the outcome of an effect could not be recorded',
      fields: { runId, stepId: 'first', status: 'completed', code: null, correlationId: expect.any(String) as string },
    });
    await returns(log.double);
  });
});

describe('an outcome whose append got no answer', () => {
  it('is recorded once, and the run goes on', async () => {
    await sending('first', 'second');
    log.double.faults.unansweredAppends = 25; // more than the store is asked
    channel.answers();
    await log.passes('the run is over', isOver);
    const types = await log.test.typesOf(runId);
    // time passes quickly here: the second intent may have been renewed before it was sent
    expect(types.filter((type, i) => type !== types[i - 1])).toEqual(TWO_SENT);
    expect(channel.asked).toHaveLength(2);
    const [first] = await log.test.run(runId);
    expect(log.test.log.records).toContainEqual({
      level: 'warn',
      message: 'the outcome of an append is unknown',
      fields: {
        stream: runStream(runId),
        correlationId: first?.metadata.correlationId,
        error: expect.any(String) as string,
      },
    });
  });
});

describe('an effect whose log went before it was sent', () => {
  it('is sent once the log is back, though its deadline is over: nobody else can have sent it', async () => {
    const workflowId = await manager.opens(workflowOf([sms('first')]));
    const listening = log.double.log.onAppend(() => {
      const begun = log.double.log.all.some(({ type }) => type === 'StepStarted');
      if (begun) log.double.faults.frozen = true; // after the answer to this append
    });
    runId = await manager.enrolls(workflowId, 'c-1');
    listening();
    await log.isAway();
    log.test.clock.advance(3_600_000);
    log.double.faults.frozen = false;
    await log.isBack();
    await log.passes('the run is over', isOver);
    expect(await log.test.typesOf(runId)).toEqual([
      'RunStarted',
      'StepStarted',
      'StepStarted',
      'StepCompleted',
      'RunCompleted',
    ]);
    expect(channel.asked).toHaveLength(1);
  });
});
