import type { Step } from '../steps/step';
import type { ActiveRun, DoneStep } from './run-state';

/** What a run does now that the steps in `done` are over: the next step, or `end`. */
export function nextStep(steps: readonly Step[], run: Pick<ActiveRun, 'done'>): Step | 'end' {
  return walk(steps, run.done) ?? 'end';
}

/** Null when every step on the way taken is over. */
function walk(steps: readonly Step[], done: ReadonlyMap<string, DoneStep>): Step | 'end' | null {
  for (const step of steps) {
    const over = done.get(step.id);
    if (over === undefined) return step;
    if (step.type === 'exit' || endsRun(step, over)) return 'end';
    if (step.type === 'condition') {
      const inside = walk(over.branch === true ? step.then : step.else, done);
      if (inside !== null) return inside;
    }
  }
  return null;
}

/** By default a run goes on after a failed step. A condition that could not be evaluated has no branch to go on with. */
const endsRun = (step: Step, over: DoneStep): boolean =>
  over.status === 'failed' && (step.onError === 'stop' || over.errorCode === 'condition_error');

/** The step that comes after a wait, whatever became of those before it; null: it is the last on its way, or unknown. */
export const stepAfter = (steps: readonly Step[], waitStepId: string): Step | null =>
  after(steps, waitStepId, null) ?? null;

/** @param beyond what comes after all of them @returns undefined where it is none of them */
function after(steps: readonly Step[], stepId: string, beyond: Step | null): Step | null | undefined {
  for (const [index, step] of steps.entries()) {
    const next = steps[index + 1] ?? beyond;
    if (step.id === stepId) return next;
    const inside = step.type === 'condition' ? [step.then, step.else] : [];
    for (const branch of inside) {
      const found = after(branch, stepId, next);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
