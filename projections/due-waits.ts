import type { DomainEvent } from '../src/domain/events';
import type { Projection } from '../src/kernel/projection';
import { concerning, NO_KEYS } from './event-filter';
import type { RecordedOf } from './event-filter';
import { laneOfKey } from './shard';

/**
 * The timers of the whole service: what is to be woken, and when.
 *
 * lane:  in which timers are found as they fall due, by kind and shard; a paused run's wait is in none, and keeps its
 *        wake time
 * order: by wake time
 */
export type DueWait = RunWait | ReminderTimer;

interface Timer {
  readonly account: string;
  readonly workflowId: string;
  /** ISO 8601. */
  readonly wakeAt: string;
  readonly order: string;
}

/** Key: `run/<runId>`. */
export interface RunWait extends Timer {
  readonly kind: 'wait';
  readonly runId: string;
  readonly waitId: string;
  readonly lane: string | null;
  readonly state: 'waiting' | 'paused';
}

/** Key: `reminder/<reminderId>`. */
export interface ReminderTimer extends Timer {
  readonly kind: 'reminder';
  readonly reminderId: string;
  readonly lane: string;
}

const ofRun = concerning(
  'RunWaiting',
  'RunResumed',
  'RunPaused',
  'RunUnpaused',
  'RunCompleted',
  'RunFailed',
  'RunCancelled',
);
const ofReminder = concerning('ReminderScheduled', 'ReminderRemoved', 'ReminderFired');

/** `byWorkflow` finds the waits of a workflow that is being paused, or activated again. */
export const dueWaits: Projection<DueWait, DomainEvent> = {
  name: 'due-waits',
  version: 1,
  types: new Set([...ofRun.types, ...ofReminder.types]),
  indexes: {
    due: ['lane', 'order'],
    byDueAccount: ['account', 'lane', 'order'],
    byWorkflow: ['workflowId', 'state', 'order'],
  },

  keys(event) {
    if (ofRun(event)) return [`run/${event.data.runId}`];
    return ofReminder(event) ? [`reminder/${event.data.reminderId}`] : NO_KEYS;
  },

  fold(timer, event, key) {
    if (ofReminder(event)) return event.type === 'ReminderScheduled' ? reminder(event, key) : null;
    if (!ofRun(event)) return timer;
    switch (event.type) {
      case 'RunWaiting':
        return waiting(event, key);
      case 'RunPaused':
        return timer?.kind === 'wait' ? { ...timer, state: 'paused', lane: null } : timer;
      case 'RunUnpaused':
        return timer?.kind === 'wait' ? { ...timer, state: 'waiting', lane: laneOfKey('wait', key) } : timer;
      case 'RunResumed':
      case 'RunCompleted':
      case 'RunFailed':
      case 'RunCancelled':
        return null;
    }
  },
};

const waiting = ({ data, metadata }: RecordedOf<'RunWaiting'>, key: string): RunWait => ({
  kind: 'wait',
  account: metadata.account,
  workflowId: data.workflowId,
  runId: data.runId,
  waitId: data.waitId,
  wakeAt: data.wakeAt,
  lane: laneOfKey('wait', key),
  state: 'waiting',
  order: `${data.wakeAt}|${key}`,
});

const reminder = ({ data, metadata }: RecordedOf<'ReminderScheduled'>, key: string): ReminderTimer => ({
  kind: 'reminder',
  account: metadata.account,
  workflowId: data.workflowId,
  reminderId: data.reminderId,
  wakeAt: data.fireAt,
  lane: laneOfKey('reminder', key),
  order: `${data.fireAt}|${key}`,
});
