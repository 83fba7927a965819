import type { EventResult, Outcome } from '../../domain/inbound/events';
import { name, object, oneBy, only, text } from './schema';
import type { Schema } from './schema';

const error = object<NonNullable<EventResult['error']>>({ code: text, message: text });

/** What became of the event with one workflow, by its outcome. */
const resultOf = (as: string, outcome: Outcome, more: Readonly<Record<string, Schema>> = {}): Schema =>
  name(as, {
    type: 'object',
    required: ['workflowId', 'outcome', ...Object.keys(more)],
    properties: { workflowId: text, outcome: only(outcome), ...more },
  });

export const eventResult = name(
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
