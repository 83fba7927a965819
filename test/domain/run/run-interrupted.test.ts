import fc from 'fast-check';
import type { RunEvent } from '../../../src/domain/run/events';
import { runDecider } from '../../../src/domain/run/run';
import type { RunCommand } from '../../../src/domain/run/run';
import { isEnded } from '../../../src/domain/run/run-state';
import type { RunState } from '../../../src/domain/run/run-state';
import type { World } from '../../../src/domain/run/world';
import { everyStep } from '../../../src/domain/steps/step';
import { decided, outcomeOf, runScripts, worldOf } from '../../histories/run-script';
import type { RunScript } from '../../histories/run-script';
import { tried } from '../../properties';

const INTERRUPTIONS = ['none', 'repeated', 'stopped', 'paused', 'workflow paused'] as const;
type Interruption = (typeof INTERRUPTIONS)[number];

const OF_INTERRUPTIONS: ReadonlySet<string> = new Set(['RunPaused', 'RunUnpaused', 'RunTakenOver']);

/** What a run needs next to go on, at the time at which it can. */
function nextCommand(script: RunScript, state: RunState, now: number): (changes?: Partial<World>) => RunCommand {
  const world = (changes?: Partial<World>) => worldOf(script, now, changes);
  if (state.status === 'waiting') {
    const { waitId } = state.wait;
    return (changes) => ({ type: 'ResumeRun', waitId, world: world(changes) });
  }
  if (state.status === 'running' && state.open !== null) {
    const { stepId } = state.open;
    return (changes) => ({ type: 'RecordOutcome', stepId, outcome: outcomeOf(script, stepId), world: world(changes) });
  }
  return (changes) => ({ type: 'StartRun', started: script.started, world: world(changes) });
}

/** From its start to its end, interrupted in turn; the last one goes on for ever. */
function run(script: RunScript, interruptions: readonly Interruption[]): readonly RunEvent[] {
  const events: RunEvent[] = [];
  let state: RunState = runDecider.initialState;
  let now = Date.parse(script.started.startedAt);
  const take = (command: RunCommand): void => {
    const deed = decided(command, state);
    events.push(...deed.events);
    state = deed.after;
  };

  const most = 3 * [...everyStep(script.definition.steps)].length + 1;
  for (let turn = 0; turn <= most && !isEnded(state); turn++) {
    now = state.status === 'waiting' ? Date.parse(state.wait.wakeAt) : now + 1;
    const command = nextCommand(script, state, now);
    const unpause: RunCommand = { type: 'UnpauseRun', world: worldOf(script, now) };
    const begun = state.status !== 'not_started';
    switch (interruptions[Math.min(turn, interruptions.length - 1)] ?? 'none') {
      case 'none':
        take(command());
        break;
      case 'repeated':
        take(command());
        take(command());
        break;
      case 'stopped':
        take(command({ draining: true }));
        take({ type: 'TakeOverRun', abandoned: false, honoursKeys: true, world: worldOf(script, now) });
        take({ type: 'GoOnWithRun', world: worldOf(script, now) });
        break;
      case 'paused':
        if (begun) take({ type: 'PauseRun' });
        if (begun) take(unpause);
        take(command());
        break;
      case 'workflow paused':
        take(command({ workflowPaused: true }));
        take(unpause);
        take(command());
    }
  }
  expect(isEnded(state)).toBe(true);
  return events;
}

it('goes the same way to the same end, however often it is interrupted', () => {
  const interruptions = fc.array(fc.constantFrom(...INTERRUPTIONS), { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(runScripts(), interruptions, (script, interrupted) => {
      const told = run(script, interrupted).filter(({ type }) => !OF_INTERRUPTIONS.has(type));
      expect(told).toEqual(run(script, ['none']));
    }),
    tried(200),
  );
});
