import { RUN_STATUSES } from '../../../projections/run-history';
import type { RunHistory } from '../../../projections/run-history';
import type { RunTrigger } from '../../domain/run/events';
import { STEP_TYPES } from '../../domain/steps/all';
import { ZONE_TELLERS } from '../../domain/steps/found-fields';
import type { RunView } from '../../queries/run-view';
import { STARTED, pageOf } from './parts';
import { count, name, object, oneBy, only, orNull, text, time, whole, words } from './schema';
import type { Fields, Schema } from './schema';
import { stepError } from './timeline';

export const runStatus = words(...RUN_STATUSES);

const causedBy = (type: RunTrigger['type']): Schema =>
  object<{ type: string; eventId: string; event?: string }>({ type: only(type), eventId: text }, { event: text });

const trigger = name(
  'RunTrigger',
  oneBy('type', {
    manual: name('StartedByHand', object<{ type: string }>({ type: only('manual') })),
    event: name('StartedByEvent', causedBy('event')),
    reminder: name('StartedByReminder', causedBy('reminder')),
  } satisfies Record<RunTrigger['type'], Schema>),
);

export const placedStep = object<NonNullable<RunView['currentStep']>>({
  stepId: text,
  label: orNull(text),
  type: words(...STEP_TYPES),
});

export const runFields: Fields<keyof RunView> = {
  runId: text,
  workflowId: text,
  workflowName: text,
  workflowVersion: whole,
  contact: object<RunView['contact']>({ id: text, name: orNull(text), email: orNull(text), phone: orNull(text) }),
  trigger,
  status: runStatus,
  currentStep: orNull(placedStep),
  startedAt: time,
  finishedAt: orNull(time),
  durationMs: { ...orNull(count), description: 'null until it has ended' },
  wakeAt: { ...orNull(time), description: 'null unless waiting' },
  wakeZone: {
    ...orNull(object<NonNullable<RunView['wakeZone']>>({ timezone: text, timezoneOf: words(...ZONE_TELLERS) })),
    description:
      'the zone that the wake time was found in, and whose it is; null unless waiting, and where it was found in none',
  },
  failedSteps: count,
  error: orNull(object<NonNullable<RunHistory['error']>>({ stepId: text, ...stepError })),
  previousRunId: orNull(text),
  revision: count,
};

export const run = name('Run', object<RunView>(runFields));
export const runPage = pageOf('RunPage', run);

export const WORKFLOW_ID = '2dfdda74-57a5-8552-bfa4-3d92a494f04f';
export const RUN_ID = 'a4cc7550-2967-866c-9aeb-6e59dd7e977e';
export const WAKING = '2026-11-26T10:00:00.000Z';

export const RUN_EXAMPLE = {
  runId: RUN_ID,
  workflowId: WORKFLOW_ID,
  workflowName: 'Welcome',
  workflowVersion: 1,
  contact: { id: 'c-1', name: 'Ana', email: 'ana@example.com', phone: '+34600000000' },
  trigger: { type: 'event', event: 'contact.created', eventId: 'evt-1' },
  status: 'waiting',
  currentStep: { stepId: 'two-days', label: null, type: 'delay' },
  startedAt: STARTED,
  finishedAt: null,
  durationMs: null,
  wakeAt: WAKING,
  wakeZone: { timezone: 'Europe/Madrid', timezoneOf: 'contact' },
  failedSteps: 0,
  error: null,
  previousRunId: null,
  revision: 3,
};
