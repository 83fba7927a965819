import type { FanOutAnswer } from '../../commands/handle-event';
import { eventResult } from '../openapi/event-result';
import { at, position } from '../openapi/parts';
import { RUN_ID, WORKFLOW_ID } from '../openapi/run';
import { count, listOf, name, object, text } from '../openapi/schema';

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
