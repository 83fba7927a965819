import type { RunEvent } from '../run/events';
import type { Running } from '../run/run-state';
import { completed, failed, shown, wait } from '../run/step-events';
import type { World } from '../run/world';
import { nextOpening } from '../time/business-hours';
import { zoneOfHours } from '../time/zone';
import type { BusinessHoursStep } from './step';
import type { StepKind } from './step-kind';
import { FOUND } from './found-fields';

/** Also what happens at the wake of a hold: the hours may have changed meanwhile. */
function hold(step: BusinessHoursStep, run: Running, world: World): RunEvent {
  const zone = zoneOfHours(world.definition.settings, world.settings);
  const opening = nextOpening(world.now, world.settings, zone.timezone);
  const found = { rule: `business hours in ${zone.timezone}`, zone };
  if (opening === null) {
    const message = `the ${found.rule} have no opening within 400 days`;
    return failed(step, run, { code: 'no_opening', message }, shown(found));
  }
  return opening > world.now ? wait(step, run, opening, 'business_hours', found) : completed(step, run, shown(found));
}

export const businessHours: StepKind<BusinessHoursStep> = {
  name: 'BusinessHours',
  says: 'Goes on at once while the account is open, else waits for the next opening.',
  parse: () => ({ type: 'business_hours' }),
  fields: {},
  required: [],
  enter: hold,
  wake: hold,
  output: FOUND,
};
