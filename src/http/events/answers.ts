import type { FanOutAnswer } from '../../commands/handle-event';
import type { EventTypeView } from '../../queries/list-event-types';
import { eventResult } from '../openapi/event-result';
import { STARTED, at, pageOf, position } from '../openapi/parts';
import { RUN_ID, WORKFLOW_ID } from '../openapi/run';
import { count, listOf, name, object, text, time } from '../openapi/schema';

export const handledEvent = name(
  'HandledEvent',
  object<FanOutAnswer>({ eventId: text, matched: count, results: listOf(eventResult), position }),
);

export const eventTypePage = pageOf(
  'EventTypePage',
  name('EventType', object<EventTypeView>({ type: text, lastAt: time, count, fields: listOf(text) })),
);

export const EVENT_TYPE_EXAMPLE = {
  type: 'estimate.sent',
  lastAt: STARTED,
  count: 12,
  fields: ['contact.id', 'contact.name', 'data.estimate.total'],
};

export const HANDLED_EXAMPLE = {
  eventId: 'evt-1',
  matched: 1,
  results: [{ workflowId: WORKFLOW_ID, outcome: 'started', runId: RUN_ID }],
  ...at,
};
