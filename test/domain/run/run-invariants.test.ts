import fc from 'fast-check';
import type { RunEvent } from '../../../src/domain/run/events';
import { runDecider } from '../../../src/domain/run/run';
import { openStep } from '../../../src/domain/run/run-state';
import { fold } from '../../../src/kernel/decider';
import { hashId } from '../../../src/kernel/ids';
import { decided, play, runScripts, turns } from '../../histories/run-script';
import type { Deed } from '../../histories/run-script';
import { tried } from '../../properties';

type Of<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>;

const eventsOf = (deeds: readonly Deed[]): readonly RunEvent[] => deeds.flatMap(({ events }) => events);
const isEnd = ({ type }: RunEvent): boolean =>
  type === 'RunCompleted' || type === 'RunFailed' || type === 'RunCancelled';
const isOutcome = (event: RunEvent): event is Of<'StepCompleted' | 'StepFailed' | 'StepSkipped'> =>
  event.type === 'StepCompleted' || event.type === 'StepFailed' || event.type === 'StepSkipped';
const distinct = (values: readonly string[]): void => {
  expect(new Set(values).size).toBe(values.length);
};

/** What holds of any run, whatever is done about it in whatever order. */
const holds = (of: (deeds: readonly Deed[]) => void): void => {
  fc.assert(
    fc.property(runScripts(), turns(), (script, taken) => {
      of(play(script, taken));
    }),
    tried(200),
  );
};

describe('a run, whatever is done about it', () => {
  it('refuses with a code of its own, and never throws anything else', () => {
    holds((deeds) => {
      const refusals = deeds.flatMap(({ refusal }) => (refusal === null ? [] : [refusal.code]));
      expect(['wake_time_not_reached', 'run_paused', 'run_not_active']).toEqual(expect.arrayContaining(refusals));
    });
  });

  it('ends once, and nothing follows but the outcome of the effect in flight, which never changes the status', () => {
    holds((deeds) => {
      const events = eventsOf(deeds);
      const end = events.findIndex(isEnd);
      if (end < 0) return;
      const ended = fold(runDecider, runDecider.initialState, events.slice(0, end + 1));
      const inFlight = openStep(ended)?.stepId;
      const late = events.slice(end + 1).map((event) => (isOutcome(event) ? event.data.stepId : event.type));
      expect([[], [inFlight]]).toContainEqual(late);
      expect(deeds.at(-1)?.after.status).toBe(ended.status);
    });
  });

  it('ends failed if and only if a step failed, with their number and the error of the first', () => {
    holds((deeds) => {
      const failures: Of<'StepFailed'>['data'][] = [];
      for (const event of eventsOf(deeds)) {
        if (event.type === 'RunCancelled') return;
        if (event.type === 'RunCompleted') expect(failures).toEqual([]);
        if (event.type === 'RunFailed')
          expect(event.data).toMatchObject({
            failedSteps: failures.length,
            error: { stepId: failures[0]?.stepId, ...failures[0]?.error },
          });
        if (event.type === 'StepFailed') failures.push(event.data);
      }
    });
  });

  it('enters no step twice: each is over once, in the order of the definition, and no wait wakes twice', () => {
    holds((deeds) => {
      const events = eventsOf(deeds);
      distinct(events.flatMap((event) => (isOutcome(event) ? [event.data.stepId] : [])));
      distinct(events.flatMap((event) => (event.type === 'RunWaiting' ? [event.data.waitId] : [])));
      distinct(events.flatMap((event) => (event.type === 'RunResumed' ? [event.data.waitId] : [])));
      const numbers = events.flatMap((event) =>
        'stepId' in event.data ? [Number(event.data.stepId.replace('step-', ''))] : [],
      );
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    });
  });

  it('has at most one open intent, and sends every attempt at an effect as the first, under a key of its own', () => {
    holds((deeds) => {
      let open: Of<'StepStarted'>['data'] | null = null;
      const keys = new Map<string, string>();
      for (const event of eventsOf(deeds)) {
        if (event.type === 'StepStarted') {
          const { stepId, idempotencyKey, request } = event.data;
          if (open !== null) expect(event.data).toMatchObject({ stepId: open.stepId, idempotencyKey, request });
          open = event.data;
          keys.set(stepId, idempotencyKey);
          expect(idempotencyKey).toBe(hashId('effect', 'run-1', stepId));
        }
        if (isOutcome(event) && open !== null) {
          expect(event.data.stepId).toBe(open.stepId);
          open = null;
        }
      }
      distinct([...keys.values()]);
    });
  });

  it('never wakes before its wake time', () => {
    holds((deeds) => {
      for (const { command, before, events, refusal } of deeds) {
        if (command.type !== 'ResumeRun' || before.status !== 'waiting') continue;
        const { wakeAt, waitId } = before.wait;
        if (Date.parse(wakeAt) <= command.world.now) continue;
        expect(events).toEqual([]);
        const asked = command.waitId === null || command.waitId === waitId;
        if (asked) expect(refusal).toMatchObject({ code: 'wake_time_not_reached', details: { wakeAt } });
        else expect(refusal).toBeNull();
      }
    });
  });

  it('starts no step and ends no wait while its workflow is paused', () => {
    holds((deeds) => {
      const shut = deeds.filter(({ command }) => 'world' in command && command.world.workflowPaused);
      const types = eventsOf(shut).map(({ type }) => type);
      for (const type of ['StepStarted', 'RunWaiting', 'RunResumed', 'RunUnpaused']) expect(types).not.toContain(type);
    });
  });

  it('makes no intent in a process that is about to stop', () => {
    holds((deeds) => {
      const last = deeds.filter(({ command }) => 'world' in command && command.world.draining);
      expect(eventsOf(last).map(({ type }) => type)).not.toContain('StepStarted');
    });
  });

  it('is left where something or somebody will go on with it', () => {
    holds((deeds) => {
      for (const { command, events, after } of deeds) {
        if (events.length === 0 || !('world' in command) || command.world.draining) continue;
        if (after.status === 'running') expect(after.open ?? after.takenOver.by).not.toBeNull();
      }
    });
  });

  it('does nothing when the same is asked again', () => {
    holds((deeds) => {
      for (const { command, events, after } of deeds) {
        // each time that a run is taken over is recorded, and counts
        if (events.length === 0 || command.type === 'TakeOverRun') continue;
        expect(decided(command, after).events).toEqual([]);
      }
    });
  });

  it('is told by its events alone: each one changes the state, and read back from JSON they give the same', () => {
    holds((deeds) => {
      const events = eventsOf(deeds);
      let state = runDecider.initialState;
      for (const event of events) {
        const next = runDecider.evolve(state, event);
        expect(next).not.toBe(state);
        state = next;
      }
      expect(state).toStrictEqual(deeds.at(-1)?.after);
      const stored = JSON.parse(JSON.stringify(events)) as readonly RunEvent[];
      expect(fold(runDecider, runDecider.initialState, stored)).toStrictEqual(state);
    });
  });
});
