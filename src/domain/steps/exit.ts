import { completed } from '../run/step-events';
import type { ExitStep } from './step';
import type { StepKind } from './step-kind';

export const exit: StepKind<ExitStep> = {
  name: 'Exit',
  says: 'Ends the run here.',
  parse: () => ({ type: 'exit' }),
  fields: {},
  required: [],
  enter: (step, run) => completed(step, run, {}),
  output: {},
};
