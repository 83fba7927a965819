import type { RunEvent } from '../../../src/domain/run/events';
import { runDecider } from '../../../src/domain/run/run';
import type { OpenStep } from '../../../src/domain/run/run-state';
import type { World } from '../../../src/domain/run/world';
import { given } from '../../given';
import * as run from './a-run';

const steps = [run.sms('hi'), run.sms('bye')];
const [AT, LATER] = ['2026-11-24T10:01:00.000Z', '2026-11-24T10:02:00.000Z'];
const sendingHi = [run.runStarted, run.intent('hi')];
const waitingAtHi = [...sendingHi, run.waitingForRoom('hi', 1, AT)];
const intentAt = (at: string): RunEvent => run.intent('hi', run.SMS, at);

const noRoom = (until = AT, intent = run.intent('hi'), changes: Partial<World> = {}) => ({
  type: 'WaitForRoom' as const,
  intent: intent.data as OpenStep,
  wakeAt: Date.parse(until),
  rule: run.ROOM_RULE,
  world: run.worldOf(steps, run.NOW, changes),
});
const wakeAt = (at: string, changes: Partial<World> = {}) => ({
  type: 'ResumeRun' as const,
  waitId: null,
  world: run.worldOf(steps, at, changes),
});

describe('a message that finds its minute full', () => {
  it('has its run wait for a minute with room', () => {
    given(runDecider, sendingHi)
      .when(noRoom())
      .then([run.waitingForRoom('hi', 1, AT)]);
  });

  it('is come to anew at the wake, and not before it', () => {
    const waits = given(runDecider, waitingAtHi);
    waits.when(wakeAt(AT)).then([run.resumed('hi:1'), intentAt(AT)]);
    waits.when(wakeAt('2026-11-24T10:00:59.999Z')).refuses('wake_time_not_reached', { wakeAt: AT });
  });

  it('may wait again', () => {
    given(runDecider, [...waitingAtHi, run.resumed('hi:1'), intentAt(AT)])
      .when(noRoom(LATER, intentAt(AT)))
      .then([run.waitingForRoom('hi', 2, LATER)]);
  });

  it('is skipped at the wake when the contact has opted out meanwhile', () => {
    given(runDecider, waitingAtHi)
      .when(wakeAt(AT, { optOuts: new Set(['sms'] as const) }))
      .then([
        run.resumed('hi:1'),
        run.skipped('hi', 'sms_opt_out'),
        run.skipped('bye', 'sms_opt_out'),
        run.runCompleted,
      ]);
  });

  it('is left to others at the wake by a process that is about to stop', () => {
    given(runDecider, waitingAtHi)
      .when(wakeAt(AT, { draining: true }))
      .then([run.resumed('hi:1')]);
  });

  it('goes on after it was sent', () => {
    given(runDecider, [...waitingAtHi, run.resumed('hi:1'), intentAt(AT)])
      .when({ type: 'RecordOutcome', stepId: 'hi', outcome: run.SENT, world: run.worldOf(steps, AT) })
      .then([run.sent('hi'), run.intent('bye', run.SMS, AT)]);
  });

  it('has its run wait on when that was paused meanwhile, and at its time once it is paused no more', () => {
    const paused = [...sendingHi, run.paused];
    const waits = run.waitingForRoom('hi', 1, AT, true);
    given(runDecider, paused).when(noRoom()).then([waits]);
    given(runDecider, [...paused, waits])
      .when(wakeAt(LATER))
      .refuses('run_paused');
    given(runDecider, [...paused, waits])
      .when({ type: 'UnpauseRun', world: run.worldOf(steps) })
      .then([run.unpaused]);
    given(runDecider, [...paused, waits, run.unpaused])
      .when(wakeAt(AT))
      .then([run.resumed('hi:1'), intentAt(AT)]);
  });

  it('waits for nothing in a run that was cancelled meanwhile: that it was not sent is recorded', () => {
    given(runDecider, [...sendingHi, run.runCancelled(null)])
      .when(noRoom())
      .then([run.failed('hi', 'rate_limited', `${run.ROOM_RULE}; the run was cancelled before there was room`)]);
  });

  it('has its wait abandoned by a cancel', () => {
    given(runDecider, waitingAtHi)
      .when({ type: 'CancelRun', reason: null })
      .then([run.runCancelled(null)]);
    given(runDecider, [...waitingAtHi, run.runCancelled(null)])
      .when(wakeAt(AT))
      .then([]);
  });

  it('waits for nothing when it is no more the one that was to be sent', () => {
    const late = noRoom();
    given(runDecider, [...sendingHi, run.sent('hi')])
      .when(late)
      .then([]);
    given(runDecider, [...sendingHi, run.intent('hi', run.SMS, AT, 'process-2')])
      .when(late)
      .then([]);
    given(runDecider, waitingAtHi).when(late).then([]);
  });

  it('that waited is never taken over while it waits', () => {
    const command = { type: 'TakeOverRun', abandoned: true, honoursKeys: true, world: run.worldOf(steps, AT) } as const;
    given(runDecider, waitingAtHi).when(command).then([]);
  });
});
