import type { EventResult, Outcome } from '../../domain/inbound/events';
import type { FanOutAnswer } from '../../commands/handle-event';
import { at, position } from '../openapi/parts';
import { RUN_ID, WORKFLOW_ID } from '../openapi/run';
import { count, listOf, name, object, oneBy, only, text } from '../openapi/schema';
import type { Schema } from '../openapi/schema';

const error = object<NonNullable<EventResult['error']>>({ code: text, message: text });

/** What became of the event with one workflow, by its outcome. */
const resultOf = (as: string, outcome: Outcome, more: Readonly<Record<string, Schema>> = {}): Schema =>
  name(as, {
    type: 'object',
    required: ['workflowId', 'outcome', ...Object.keys(more)],
    properties: { workflowId: text, outcome: only(outcome), ...more },
  });

const eventResult = name(
  'EventResult',
  oneBy('outcome', {
    started: resultOf('Started', 'started', { runId: text }),
    already_active: resultOf('AlreadyActive', 'already_active', { runId: text }),
    already_enrolled: resultOf('AlreadyEnrolled', 'already_enrolled', { runId: text }),
    not_matched: resultOf('NotMatched', 'not_matched'),
    failed: resultOf('Failed', 'failed', { error }),
    scheduled: resultOf('Scheduled', 'scheduled'),
    moved: resultOf('Moved', 'moved'),
    removed: resultOf('Removed', 'removed'),
    missed: resultOf('Missed', 'missed'),
    duplicate: resultOf('Duplicate', 'duplicate', { runId: text }),
  } satisfies Record<Outcome, Schema>),
);

export const handledEvent = name(
  'HandledEvent',
  object<FanOutAnswer>({ eventId: text, matched: count, results: listOf(eventResult), position }),
);

export const HANDLED_EXAMPLE = {
  eventId: 'evt-1',
  matched: 1,
  results: [{ workflowId: WORKFLOW_ID, outcome: 'started', runId: RUN_ID }],
  ...at,
};
