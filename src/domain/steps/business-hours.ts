import type { RunEvent } from '../run/events';
import type { Running } from '../run/run-state';
import { completed, failed, wait } from '../run/step-events';
import type { World } from '../run/world';
import { nextOpening } from '../time/business-hours';
import type { BusinessHoursStep } from './step';
import type { StepKind } from './step-kind';
import { TEXT } from './template-field';

/** Also what happens at the wake of a hold: the hours may have changed meanwhile. */
function hold(step: BusinessHoursStep, run: Running, world: World): RunEvent {
  const timezone = world.definition.settings.timezone ?? world.settings.timezone;
  const opening = nextOpening(world.now, world.settings, timezone);
  const rule = `business hours in ${timezone}`;
  if (opening === null) {
    const message = `the business hours in ${timezone} have no opening within 400 days`;
    return failed(step, run, { code: 'condition_error', message });
  }
  return opening > world.now ? wait(step, run, opening, 'business_hours', rule) : completed(step, run, { rule });
}

export const businessHours: StepKind<BusinessHoursStep> = {
  name: 'BusinessHours',
  parse: () => ({ type: 'business_hours' }),
  fields: {},
  required: [],
  enter: hold,
  wake: hold,
  output: { rule: TEXT },
};
