import type { RunEvent, StepStarted } from '../../../src/domain/run/events';
import { runDecider } from '../../../src/domain/run/run';
import type { RunCommand } from '../../../src/domain/run/run';
import type { World } from '../../../src/domain/run/world';
import type { Step } from '../../../src/domain/steps/step';
import { given } from '../../given';
import * as run from './a-run';

const steps = [run.sms('hi'), run.sms('bye')];
const DEADLINE = '2026-11-24T10:00:10.000Z';
const BEFORE = '2026-11-24T10:00:09.999Z';

interface TakeOver {
  readonly at?: string;
  readonly abandoned?: boolean;
  readonly honoursKeys?: boolean;
}

/** By another process than the one that sends. */
const takeOver = (
  { at = DEADLINE, abandoned = false, honoursKeys = true }: TakeOver = {},
  changes: Partial<World> = {},
): RunCommand => ({
  type: 'TakeOverRun',
  abandoned,
  honoursKeys,
  world: run.worldOf(steps, at, { lease: 'process-2', ...changes }),
});

const sending = given(runDecider, [run.runStarted, run.intent('hi')]);
const renewed = (at: string) => run.intent('hi', run.SMS, at, 'process-2');
const MESSAGE = 'the process that was sending it ended before the answer';
const unknown = run.failed('hi', 'outcome_unknown', MESSAGE);

const takenBy = (lease: string): RunEvent => ({
  type: 'RunTakenOver',
  data: { runId: 'run-1', workflowId: 'welcome', contactId: 'ana', lease },
});
const taken = takenBy('process-2');
/** By the process that took it over. */
const goOn = (at: string): RunCommand => ({
  type: 'GoOnWithRun',
  world: run.worldOf(steps, at, { lease: 'process-2' }),
});

describe('an effect whose sender is gone', () => {
  it('is left alone until its deadline', () => {
    for (const honoursKeys of [true, false]) sending.when(takeOver({ at: BEFORE, honoursKeys })).then([]);
  });

  it('is sent again under the same key from its deadline on, by a provider that honours keys', () => {
    sending.when(takeOver()).then([renewed(DEADLINE)]);
  });

  it('is taken over on the record where a provider takes no keys; it fails with outcome_unknown then, by itself', () => {
    sending.when(takeOver({ honoursKeys: false })).then([taken]);
    given(runDecider, [run.runStarted, run.intent('hi'), taken])
      .when(goOn(DEADLINE))
      .then([unknown]);
  });

  it('is taken over before its deadline when its process is known to be gone', () => {
    sending.when(takeOver({ at: BEFORE, abandoned: true })).then([renewed(BEFORE)]);
    sending.when(takeOver({ at: BEFORE, abandoned: true, honoursKeys: false })).then([taken]);
  });

  it('is sent again as it was rendered, also when its definition reads otherwise now', () => {
    const definition = run.definitionOf([run.sms('hi', { body: 'Other words' })]);
    sending.when(takeOver({}, { definition })).then([renewed(DEADLINE)]);
  });

  it('has a new deadline with its new sender, and can be taken over again after it', () => {
    const again = given(runDecider, [run.runStarted, run.intent('hi'), renewed(DEADLINE)]);
    again.when(takeOver({ at: '2026-11-24T10:00:19.999Z' })).then([]);
    again.when(takeOver({ at: '2026-11-24T10:00:20.000Z' })).then([renewed('2026-11-24T10:00:20.000Z')]);
  });

  it('is not sent again while its workflow is paused: the run is paused too', () => {
    for (const honoursKeys of [true, false])
      sending.when(takeOver({ honoursKeys }, { workflowPaused: true })).then([run.paused]);
    given(runDecider, [run.runStarted, run.intent('hi'), run.paused])
      .when(takeOver())
      .then([]);
  });

  it('is settled, and never sent again, when its run was cancelled meanwhile', () => {
    const cancelled = given(runDecider, [run.runStarted, run.intent('hi'), run.runCancelled(null)]);
    for (const honoursKeys of [true, false]) {
      cancelled.when(takeOver({ at: BEFORE, honoursKeys })).then([]);
      cancelled.when(takeOver({ honoursKeys })).then([unknown]);
      cancelled.when(takeOver({ at: BEFORE, honoursKeys, abandoned: true })).then([unknown]);
      cancelled.when(takeOver({ honoursKeys }, { workflowPaused: true })).then([unknown]);
    }
  });

  it('is not sent again by a process that is about to stop', () => {
    sending.when(takeOver({}, { draining: true })).then([]);
    sending.when(takeOver({ honoursKeys: false }, { draining: true })).then([unknown]);
  });
});

describe('an effect that its process let go of, which was to stop before any of it was sent', () => {
  const intent = run.intent('hi');
  const renewal = (draining: boolean): RunCommand => ({
    type: 'RenewIntent',
    intent: intent.data as StepStarted,
    world: run.worldOf(steps, BEFORE, { draining, lease: 'process-1' }),
  });
  const unsent = { ...intent, data: { ...intent.data, deadline: BEFORE, unsent: true } } as RunEvent;
  const left = given(runDecider, [run.runStarted, intent, unsent]);

  it('is said to be so, by nobody but its sender', () => {
    sending.when(renewal(true)).then([unsent]);
    given(runDecider, [run.runStarted, intent, renewed(DEADLINE)])
      .when(renewal(true))
      .then([]);
  });

  it('is sent by whoever takes it over, also by a provider that takes no keys', () => {
    for (const honoursKeys of [true, false]) left.when(takeOver({ at: BEFORE, honoursKeys })).then([renewed(BEFORE)]);
    left.when(takeOver({ honoursKeys: false }, { draining: true })).then([]);
  });

  it('may be so any number of times', () => {
    const times = [1, 2, 3, 4].flatMap(() => [unsent, run.intent('hi', run.SMS, BEFORE, 'process-3')]);
    given(runDecider, [run.runStarted, intent, ...times, unsent])
      .when(takeOver())
      .then([renewed(DEADLINE)]);
  });

  it('is skipped when its run was cancelled meanwhile', () => {
    given(runDecider, [run.runStarted, intent, unsent, run.runCancelled(null)])
      .when(takeOver())
      .then([run.skipped('hi', 'cancelled')]);
  });
});

describe('a run that its process left between two steps', () => {
  const left = given(runDecider, [run.runStarted, run.intent('hi'), run.sent('hi')]);

  it('is taken over on the record, and goes on with its next step then', () => {
    left.when(takeOver({ at: run.NOW })).then([taken]);
    given(runDecider, [run.runStarted, run.intent('hi'), run.sent('hi'), taken])
      .when(goOn(run.NOW))
      .then([run.intent('bye', run.SMS, run.NOW, 'process-2')]);
  });

  it('goes on by nobody but the one who took it over last', () => {
    left.when(goOn(run.NOW)).then([]);
    given(runDecider, [run.runStarted, run.intent('hi'), run.sent('hi'), taken, takenBy('process-3')])
      .when(goOn(run.NOW))
      .then([]);
  });

  it('ends when none is left', () => {
    given(runDecider, [run.runStarted, run.sent('hi'), run.sent('bye'), taken])
      .when(goOn(run.NOW))
      .then([run.runCompleted]);
  });

  it('is paused when its workflow is', () => {
    left.when(takeOver({}, { workflowPaused: true })).then([run.paused]);
  });

  it('is left to others by a process that is about to stop', () => {
    left.when(takeOver({}, { draining: true })).then([]);
  });
});

describe('a run that whoever tried before may have ended by', () => {
  const both = { lease: 'process-2', inTwo: true };
  const rest: Step = { id: 'rest', type: 'delay', duration: 'PT1H' };
  const WAKE_AT = '2026-11-24T11:00:00.000Z';
  const resting = given(runDecider, [run.runStarted, run.waiting('rest', 1, WAKE_AT, 'PT1H in UTC')]);
  const resume = (following: readonly Step[], changes: Partial<World> = {}): RunCommand => ({
    type: 'ResumeRun',
    waitId: 'rest:1',
    world: run.worldOf([rest, ...following], WAKE_AT, { ...both, ...changes }),
  });
  const woken = [run.resumed('rest:1'), run.completed('rest', 'delay')];

  it('is taken over before its next step together with what brings it there, and goes on then', () => {
    given(runDecider, []).when(run.start(steps, both)).then([run.runStarted, taken]);
    resting.when(resume(steps)).then([...woken, taken]);
    given(runDecider, [run.runStarted, run.intent('hi')])
      .when({ type: 'RecordOutcome', stepId: 'hi', outcome: run.SENT, world: run.worldOf(steps, run.NOW, both) })
      .then([run.sent('hi'), taken]);
    given(runDecider, [run.runStarted, taken])
      .when(goOn(run.NOW))
      .then([run.intent('hi', run.SMS, run.NOW, 'process-2')]);
  });

  it('ends at once when no step follows', () => {
    resting.when(resume([])).then([...woken, run.runCompleted]);
  });

  it('is not taken over by a process that is about to stop, nor while its workflow is paused', () => {
    resting.when(resume(steps, { draining: true })).then(woken);
    resting.when(resume(steps, { workflowPaused: true })).then([run.paused]);
    given(runDecider, [])
      .when(run.start(steps, { ...both, workflowPaused: true }))
      .then([run.runStarted, run.paused]);
  });
});

it.each<[string, readonly RunEvent[]]>([
  ['waits', [run.waiting('rest', 1, run.NOW, 'PT0S in UTC')]],
  ['is paused', [run.paused]],
  ['is completed', [run.runCompleted]],
  ['is cancelled, nothing of it in flight', [run.intent('hi'), run.sent('hi'), run.runCancelled(null)]],
])('leaves a run alone that %s', (_, events) => {
  given(runDecider, [run.runStarted, ...events])
    .when(takeOver({ abandoned: true }))
    .then([]);
});

describe('a run that was taken over three times and came no further', () => {
  const NO_END = 'the run was taken over 3 times and came no further';
  const setAside = (stepId: string): readonly RunEvent[] => [
    run.failed(stepId, 'engine_error', NO_END),
    run.runFailed(1, stepId, 'engine_error', NO_END),
  ];

  it('is set aside: the step it is at fails with engine_error, and the run ends failed', () => {
    const others = ['process-3', 'process-4', 'process-5'].map(takenBy);
    const before = [run.runStarted, run.intent('hi'), run.sent('hi'), ...others];
    given(runDecider, before).when(takeOver()).then(setAside('bye'));
    given(runDecider, before.slice(0, -1)).when(takeOver()).then([taken]);
  });

  it('is set aside also when it was paused and unpaused since', () => {
    const others = ['process-3', 'process-4', 'process-5'].map(takenBy);
    const since = [run.paused, run.unpaused];
    given(runDecider, [run.runStarted, ...others, ...since])
      .when(takeOver())
      .then(setAside('hi'));
    given(runDecider, [run.runStarted, ...others.slice(1), ...since])
      .when(takeOver())
      .then([taken]);
  });

  it('is not so by one process that took it over before and lives, whatever kept it from going on', () => {
    const before = [
      run.runStarted,
      run.intent('hi'),
      run.sent('hi'),
      takenBy('process-3'),
      takenBy('process-4'),
      taken,
    ];
    given(runDecider, before).when(takeOver()).then([]);
    given(runDecider, before)
      .when(goOn(run.NOW))
      .then([run.intent('bye', run.SMS, run.NOW, 'process-2')]);
  });

  it('counts the intents that were appended again', () => {
    const again = (n: number) =>
      Array.from({ length: n }, (_, i) => run.intent('hi', run.SMS, DEADLINE, `process-${3 + i}`));
    const late = { at: '2026-11-25T10:00:00.000Z' };
    given(runDecider, [run.runStarted, run.intent('hi'), ...again(3)])
      .when(takeOver(late))
      .then(setAside('hi'));
    given(runDecider, [run.runStarted, run.intent('hi'), ...again(2)])
      .when(takeOver(late))
      .then([renewed(late.at)]);
  });

  it('counts anew after each step', () => {
    given(runDecider, [run.runStarted, taken, taken, taken, run.intent('hi'), run.sent('hi')])
      .when(takeOver())
      .then([taken]);
  });
});
