import type { EventResult, Outcome } from '../../domain/inbound/events';
import { comparisonResult } from './rules';
import { listOf, name, object, oneBy, only, text } from './schema';
import type { Schema } from './schema';

const error = object<NonNullable<EventResult['error']>>({ code: text, message: text });

/** What became of the event with one workflow, by its outcome. */
const resultOf = (
  as: string,
  outcome: Outcome | 'paused',
  more: Readonly<Record<string, Schema>> = {},
  maybe: Readonly<Record<string, Schema>> = {},
): Schema =>
  name(as, {
    type: 'object',
    required: ['workflowId', 'outcome', ...Object.keys(more)],
    properties: { workflowId: text, outcome: only(outcome), ...more, ...maybe },
  });

const comparisons = {
  ...listOf(comparisonResult),
  description: 'of its entry conditions those that decided, at most five; not of events of before they were kept',
};

const results = {
  started: resultOf('Started', 'started', { runId: text }),
  already_active: resultOf('AlreadyActive', 'already_active', { runId: text }),
  already_enrolled: resultOf('AlreadyEnrolled', 'already_enrolled', { runId: text }),
  not_matched: resultOf('NotMatched', 'not_matched'),
  failed: resultOf('Failed', 'failed', { error }),
  scheduled: resultOf('Scheduled', 'scheduled'),
  moved: resultOf('Moved', 'moved'),
  removed: resultOf('Removed', 'removed'),
  nothing_to_remove: resultOf('NothingToRemove', 'nothing_to_remove'),
  missed: resultOf('Missed', 'missed'),
  duplicate: resultOf('Duplicate', 'duplicate', { runId: text }),
} satisfies Record<Outcome, Schema>;

export const eventResult = name('EventResult', oneBy('outcome', results));

/** As it is told of a contact: with why, and with the workflows that listened, but were paused. */
export const listenerResult = name(
  'ListenerResult',
  oneBy('outcome', {
    ...results,
    not_matched: resultOf('NotMatchedBecause', 'not_matched', {}, { comparisons }),
    paused: resultOf('Paused', 'paused'),
  }),
);
