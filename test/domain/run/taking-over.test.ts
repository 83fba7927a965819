import type { RunEvent } from '../../../src/domain/run/events';
import { runDecider } from '../../../src/domain/run/run';
import type { RunCommand } from '../../../src/domain/run/run';
import type { World } from '../../../src/domain/run/world';
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

describe('an effect whose sender is gone', () => {
  it('is left alone until its deadline', () => {
    for (const honoursKeys of [true, false]) sending.when(takeOver({ at: BEFORE, honoursKeys })).then([]);
  });

  it('is sent again under the same key from its deadline on, by a provider that honours keys', () => {
    sending.when(takeOver()).then([renewed(DEADLINE)]);
  });

  it('fails with outcome_unknown where a provider takes no keys, and the run goes on', () => {
    sending.when(takeOver({ honoursKeys: false })).then([unknown, run.intent('bye', run.SMS, DEADLINE, 'process-2')]);
  });

  it('is taken over before its deadline when its process is known to be gone', () => {
    sending.when(takeOver({ at: BEFORE, abandoned: true })).then([renewed(BEFORE)]);
    sending
      .when(takeOver({ at: BEFORE, abandoned: true, honoursKeys: false }))
      .then([unknown, run.intent('bye', run.SMS, BEFORE, 'process-2')]);
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

describe('a run that its process left between two steps', () => {
  const left = given(runDecider, [run.runStarted, run.intent('hi'), run.sent('hi')]);

  it('goes on with its next step', () => {
    left.when(takeOver({ at: run.NOW })).then([run.intent('bye', run.SMS, run.NOW, 'process-2')]);
  });

  it('ends when none is left', () => {
    given(runDecider, [run.runStarted, run.sent('hi'), run.sent('bye')])
      .when(takeOver())
      .then([run.runCompleted]);
  });

  it('is paused when its workflow is', () => {
    left.when(takeOver({}, { workflowPaused: true })).then([run.paused]);
  });

  it('is left to others by a process that is about to stop', () => {
    left.when(takeOver({}, { draining: true })).then([]);
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
