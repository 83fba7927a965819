import { addDuration, checkDelay, parseDuration } from '../time/duration';
import { completed, wait } from '../run/step-events';
import type { DelayStep } from './step';
import type { StepKind } from './step-kind';
import { TEXT } from './template-field';

const DURATION = { max: 100, test: checkDelay };

export const delay: StepKind<DelayStep> = {
  name: 'Delay',
  parse: (input) => ({ type: 'delay', duration: input.string('duration', DURATION) }),
  fields: { duration: { type: 'string', description: 'ISO 8601', examples: ['P2D'] } },
  required: ['duration'],

  enter(step, run, world) {
    const timezone = run.started.contact.timezone ?? world.definition.settings.timezone ?? world.settings.timezone;
    const duration = parseDuration(step.duration);
    const wakeAt = duration === null ? world.now : addDuration(world.now, duration, timezone);
    const rule = `${step.duration} in ${timezone}`;
    return wakeAt > world.now ? wait(step, run, wakeAt, 'delay', rule) : completed(step, run, { rule });
  },
  output: { rule: TEXT },
};
