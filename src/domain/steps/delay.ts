import { DomainError } from '../../kernel/errors';
import type { ObjectInput } from '../../kernel/input';
import { bounded } from '../../kernel/json-schema';
import { dateAt } from '../reminder/reminder-time';
import { FIELD } from '../rules/field-path';
import type { RunEvent } from '../run/events';
import type { Running } from '../run/run-state';
import { completed, failed, shown, wait } from '../run/step-events';
import type { World } from '../run/world';
import { MAX_DELAY_MS, addDuration, checkDelay, checkOffset, parseDuration } from '../time/duration';
import { zoneOfRun } from '../time/zone';
import { FOUND } from './found-fields';
import type { DelayStep, DelayUntil } from './step';
import type { Details, StepKind } from './step-kind';

const DURATION = { max: 100, test: checkDelay };
const OFFSET = { max: 100, test: checkOffset };

export const delay: StepKind<DelayStep> = {
  name: 'Delay',
  says: 'Waits for a `duration`, or until a date of the data, moved by `offset`; days and larger are calendar days in the zone of the run, hours and smaller are exact.',
  parse: (input) => (input.has('until') ? parseUntil(input) : parseFor(input)),
  fields: {
    duration: bounded(
      { type: 'string', description: 'ISO 8601, at most 400 days; or `until`', examples: ['P2D'] },
      DURATION,
    ),
    until: bounded(
      {
        type: 'string',
        description: 'where a date is in contact or data; over at once when that is past',
        examples: ['data.appointment.startsAt'],
      },
      FIELD,
    ),
    offset: bounded({ type: 'string', description: 'ISO 8601, from the date of `until`', examples: ['-P1D'] }, OFFSET),
  },
  required: [],
  enter,
  output: FOUND,
};

function parseUntil(input: ObjectInput): Details<DelayUntil> {
  if (input.has('duration')) input.fault('duration', 'does not go with until', input.take('duration'));
  return { type: 'delay', until: input.string('until', FIELD), ...input.optionalField('offset', OFFSET) };
}

function parseFor(input: ObjectInput): Details<DelayStep> {
  if (input.has('offset')) input.fault('offset', 'goes with until only', input.take('offset'));
  return { type: 'delay', duration: input.string('duration', DURATION) };
}

/**
 * A date of the data is read as reminders read theirs. What is there and no date that can be waited for is `missing_data`
 * as well: the date is what is missing, and no rule or template went wrong.
 */
function enter(step: DelayStep, run: Running, world: World): RunEvent {
  const zone = zoneOfRun(run.started.contact, world.definition.settings, world.settings);
  const found = { rule: `${lengthOf(step)} in ${zone.timezone}`, zone };
  try {
    const wakeAt = 'until' in step ? timeOf(step, run, zone.timezone) : after(world.now, step.duration, zone.timezone);
    if (wakeAt <= world.now) return completed(step, run, shown(found));
    if ('until' in step && wakeAt - world.now > MAX_DELAY_MS)
      throw new DomainError('missing_data', `${step.until} is more than 400 days away`);
    return wait(step, run, wakeAt, 'delay', found);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return failed(step, run, { code: 'missing_data', message: error.message }, shown(found));
  }
}

const lengthOf = (step: DelayStep): string => {
  if ('duration' in step) return step.duration;
  return step.offset === undefined ? `until ${step.until}` : `${step.offset} from ${step.until}`;
};

const timeOf = ({ until, offset }: DelayUntil, { started: { contact, data } }: Running, timezone: string): number =>
  after(dateAt({ contact, data }, until, timezone), offset, timezone);

function after(from: number, length: string | undefined, timezone: string): number {
  const duration = length === undefined ? null : parseDuration(length);
  return duration === null ? from : addDuration(from, duration, timezone);
}
