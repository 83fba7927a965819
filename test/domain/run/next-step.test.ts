import fc from 'fast-check';
import { nextStep, stepAfter } from '../../../src/domain/run/next-step';
import type { DoneStep } from '../../../src/domain/run/run-state';
import type { ConditionStep, Step } from '../../../src/domain/steps/step';
import { definitions } from '../../histories/definition';
import { tried } from '../../properties';
import { sms } from './a-run';

const COMPLETED: DoneStep = { status: 'completed' };
const TRUE: DoneStep = { status: 'completed', branch: true };
const FALSE: DoneStep = { status: 'completed', branch: false };
const FAILED: DoneStep = { status: 'failed', errorCode: 'provider_error' };
const NO_ANSWER: DoneStep = { status: 'failed', errorCode: 'condition_error' };

const condition = (id: string, then: readonly Step[], otherwise: readonly Step[]): ConditionStep => ({
  id,
  type: 'condition',
  if: { field: 'data.total', op: 'exists' },
  then,
  else: otherwise,
});

const steps: readonly Step[] = [
  sms('first'),
  condition('outer', [condition('inner', [sms('deep')], []), sms('after-inner')], [{ id: 'out', type: 'exit' }]),
  sms('last', { onError: 'stop' }),
];

const after = (done: Readonly<Record<string, DoneStep>>, of = steps): string => {
  const next = nextStep(of, { done: new Map(Object.entries(done)) });
  return next === 'end' ? 'end' : next.id;
};

describe('the next step', () => {
  const first = COMPLETED;
  it.each<[Readonly<Record<string, DoneStep>>, string]>([
    [{}, 'first'],
    [{ first }, 'outer'],
    [{ first: FAILED }, 'outer'],
    [{ first: { status: 'skipped' } }, 'outer'],
    [{ first, outer: TRUE }, 'inner'],
    [{ first, outer: TRUE, inner: TRUE }, 'deep'],
    [{ first, outer: TRUE, inner: TRUE, deep: COMPLETED }, 'after-inner'],
    [{ first, outer: TRUE, inner: FALSE }, 'after-inner'],
    [{ first, outer: TRUE, inner: FALSE, 'after-inner': COMPLETED }, 'last'],
    [{ first, outer: TRUE, inner: NO_ANSWER }, 'end'],
    [{ first, outer: NO_ANSWER }, 'end'],
    [{ first, outer: FALSE }, 'out'],
    [{ first, outer: FALSE, out: COMPLETED }, 'end'],
    [{ first, outer: TRUE, inner: FALSE, 'after-inner': FAILED, last: FAILED }, 'end'],
  ])('after %j is %s', (done, expected) => {
    expect(after(done)).toBe(expected);
  });

  it('is the end where there are no steps', () => {
    expect(after({}, [])).toBe('end');
  });

  it('does not follow a failed step that says stop, but does follow a skipped one', () => {
    const stopping = [sms('first', { onError: 'stop' }), sms('second')];
    expect(after({ first: FAILED }, stopping)).toBe('end');
    expect(after({ first: { status: 'skipped' } }, stopping)).toBe('second');
  });
});

/** Walks straight through, as one who is never interrupted; answers whether the run ends here. */
function* walkThrough(steps: readonly Step[], outcomeOf: (step: Step) => DoneStep): Generator<string, boolean> {
  for (const step of steps) {
    yield step.id;
    const { status, branch, errorCode } = outcomeOf(step);
    if (step.type === 'exit' || errorCode === 'condition_error') return true;
    if (status === 'failed' && step.onError === 'stop') return true;
    if (step.type === 'condition' && (yield* walkThrough(branch ? step.then : step.else, outcomeOf))) return true;
  }
  return false;
}

it('is found again from nothing but the steps that are over, as if the run had never been interrupted', () => {
  const outcomes = fc.infiniteStream(fc.constantFrom(COMPLETED, TRUE, FALSE, FAILED, NO_ANSWER));
  fc.assert(
    fc.property(definitions(), outcomes, (definition, stream) => {
      const drawn = new Map<string, DoneStep>();
      const outcomeOf = ({ id, type }: Step): DoneStep => {
        const outcome = drawn.get(id) ?? (stream.next().value as DoneStep);
        drawn.set(id, outcome);
        return type === 'condition' && outcome === FAILED ? NO_ANSWER : outcome;
      };
      const done = new Map<string, DoneStep>();
      for (const id of walkThrough(definition.steps, outcomeOf)) {
        const next = nextStep(definition.steps, { done });
        expect(next).toHaveProperty('id', id);
        if (next !== 'end') done.set(id, outcomeOf(next));
      }
      expect(nextStep(definition.steps, { done })).toBe('end');
    }),
    tried(100),
  );
});

describe('the step after a wait', () => {
  it.each([
    ['first', 'outer'],
    ['deep', 'after-inner'],
    ['after-inner', 'last'],
    ['out', 'last'],
    ['inner', 'after-inner'],
    ['last', undefined],
    ['gone', undefined],
  ])('of %s is %s', (wait, next) => {
    expect(stepAfter(steps, wait)?.id).toBe(next);
  });
});
