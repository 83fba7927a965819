import { isWhilePaused } from '../src/domain/run/events';
import type { DomainEvent } from '../src/domain/events';
import type { Position } from '../src/kernel/message';
import type { Projection } from '../src/kernel/projection';
import { concerning, NO_KEYS } from './event-filter';
import type { RecordedOf } from './event-filter';
import { laneOfKey } from './shard';

/**
 * The timers of the whole service: what is to be woken, and when.
 *
 * lane:  in which timers are found as they fall due, by kind and shard; a paused run's wait is in none, and keeps its
 *        wake time. A reminder that is held is in its workflow's own
 * order: by wake time; of those for the same moment as they stand in the log, so that what was written together is read,
 *        decided and written together again
 */
export type DueWait = RunWait | ReminderTimer | HeldReminders;

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

/**
 * The reminders of one workflow that fell due while it was paused; key: `held/<workflowId>`. They are to be looked at again
 * as soon as it is paused no more.
 */
export interface HeldReminders extends Timer {
  readonly kind: 'held';
  readonly count: number;
  readonly isPaused: boolean;
  readonly lane: string | null;
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
const ofReminder = concerning(
  'ReminderScheduled',
  'ReminderRemoved',
  'ReminderFired',
  'ReminderMissed',
  'ReminderHeld',
);
const ofWorkflow = concerning('WorkflowActivated', 'WorkflowPaused', 'WorkflowArchived');

/** `byWorkflow` finds the waits of a workflow that is being paused, or activated again. */
export const dueWaits: Projection<DueWait, DomainEvent> = {
  name: 'due-waits',
  version: 4,
  types: new Set([...ofRun.types, ...ofReminder.types, ...ofWorkflow.types]),
  indexes: {
    due: ['lane', 'order'],
    byDueAccount: ['account', 'lane', 'order'],
    byWorkflow: ['workflowId', 'state', 'order'],
  },

  keys(event) {
    if (ofRun(event)) return [`run/${event.data.runId}`];
    if (ofWorkflow(event)) return [`held/${event.data.workflowId}`];
    if (!ofReminder(event)) return NO_KEYS;
    const { reminderId, workflowId } = event.data;
    return changeOfHeld(event) === 0 ? [`reminder/${reminderId}`] : [`reminder/${reminderId}`, `held/${workflowId}`];
  },

  fold(timer, event, key) {
    if (ofWorkflow(event)) return held(event, key, timer, 0, event.type === 'WorkflowPaused');
    if (ofReminder(event))
      return key.startsWith('held/') ? held(event, key, timer, changeOfHeld(event)) : reminder(event, key, timer);
    if (!ofRun(event)) return timer;
    switch (event.type) {
      case 'RunWaiting':
        return waiting(event, key);
      case 'RunPaused':
        return timer?.kind === 'wait' ? { ...timer, ...PAUSED } : timer;
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

/** @param position of the event that set the timer, which sets no other */
export const orderOf = (wakeAt: string, position: Position): string => `${wakeAt}|${position}`;

const PAUSED = { state: 'paused', lane: null } as const;

const waiting = ({ data, metadata, position }: RecordedOf<'RunWaiting'>, key: string): RunWait => ({
  kind: 'wait',
  account: metadata.account,
  workflowId: data.workflowId,
  runId: data.runId,
  waitId: data.waitId,
  wakeAt: data.wakeAt,
  ...(isWhilePaused(data) ? PAUSED : { state: 'waiting', lane: laneOfKey('wait', key) }),
  order: orderOf(data.wakeAt, position),
});

type OfReminder = RecordedOf<
  'ReminderScheduled' | 'ReminderRemoved' | 'ReminderFired' | 'ReminderMissed' | 'ReminderHeld'
>;

function reminder(event: OfReminder, key: string, timer: DueWait | null): ReminderTimer | null {
  if (event.type === 'ReminderHeld')
    return timer?.kind === 'reminder' ? { ...timer, lane: laneOfKey(heldKind(timer.workflowId), key) } : null;
  if (event.type !== 'ReminderScheduled') return null;
  const { data, metadata, position } = event;
  return {
    kind: 'reminder',
    account: metadata.account,
    workflowId: data.workflowId,
    reminderId: data.reminderId,
    wakeAt: data.fireAt,
    lane: laneOfKey('reminder', key),
    order: orderOf(data.fireAt, position),
  };
}

/** What a workflow's held reminders are found under, among the kinds of timers. */
export const heldKind = (workflowId: string): string => `held/${workflowId}`;

function changeOfHeld({ type, data }: OfReminder): 1 | 0 | -1 {
  if (type === 'ReminderHeld') return 1;
  return data.whileHeld === true ? -1 : 0;
}

function held(
  { data, metadata }: RecordedOf<'WorkflowActivated' | 'WorkflowPaused' | 'WorkflowArchived'> | OfReminder,
  key: string,
  timer: DueWait | null,
  change: number,
  pausing?: boolean,
): HeldReminders | null {
  const before = timer?.kind === 'held' ? timer : { count: 0, isPaused: false };
  const count = before.count + change;
  const isPaused = pausing ?? before.isPaused;
  if (count === 0 && !isPaused) return null;
  const { account, at } = metadata;
  return {
    kind: 'held',
    account,
    workflowId: data.workflowId,
    count,
    isPaused,
    wakeAt: at,
    lane: count > 0 && !isPaused ? laneOfKey('held', key) : null,
    order: `${at}|${key}`,
  };
}
