import { at } from '../../kernel/input';
import { ref } from '../../kernel/json-schema';
import { checkRule } from '../rules/check-rule';
import { ConditionError } from '../rules/condition-error';
import { evaluateRule } from '../rules/evaluate-rule';
import { completed, failed } from '../run/step-events';
import { zoneOfRun } from '../time/zone';
import type { ConditionStep } from './step';
import type { StepKind } from './step-kind';

const STEPS = { type: 'array', items: ref('Step') };

export const condition: StepKind<ConditionStep> = {
  name: 'Condition',
  says: 'Goes on with `then` where the rule is true, else with `else`.',
  parse: (input, context) => ({
    type: 'condition',
    if: input.has('if')
      ? checkRule(input.take('if'), at(input.path, 'if'), input.errors)
      : input.missing('if', { all: [] }),
    then: context.branch('then'),
    else: context.branch('else'),
  }),
  fields: { if: ref('Rule'), then: STEPS, else: STEPS },
  required: ['if'],

  enter(step, run, world) {
    try {
      const { contact, data } = run.started;
      const { passed, comparisons } = evaluateRule(
        step.if,
        { contact, data },
        { timezone: zoneOfRun(contact, world.definition.settings, world.settings).timezone, budget: world.ruleBudget },
      );
      return completed(step, run, { comparisons }, passed);
    } catch (error) {
      if (!(error instanceof ConditionError)) throw error;
      return failed(step, run, { code: 'condition_error', message: error.message });
    }
  },
  output: { comparisons: { type: 'array', items: ref('ComparisonResult') } },
};
