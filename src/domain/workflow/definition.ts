import type { Rule } from '../rules/rule';
import type { Step } from '../steps/step';

/**
 * definition: what a version of a workflow says: its trigger, its entry conditions, its steps and settings
 * These are the shapes of contract.md. `parseDefinition` makes them from untrusted input.
 */
export interface Definition {
  readonly name: string;
  readonly trigger: Trigger;
  readonly entryConditions?: Rule;
  readonly steps: readonly Step[];
  readonly settings: WorkflowSettings;
}

export type Trigger =
  { readonly type: 'manual' } | { readonly type: 'event'; readonly event: string } | ReminderTrigger;

/** Fires at `offset` from the date found at `dateField` of an event; `key` tells the reminders of one contact apart. */
export interface ReminderTrigger {
  readonly type: 'reminder';
  readonly event: string;
  readonly dateField: string;
  /** ISO 8601 duration, usually negative: `-PT24H`. */
  readonly offset: string;
  readonly key: string;
  readonly cancelEvent?: string;
}

export type Reentry = 'when_not_active' | 'always' | 'once';

export interface WorkflowSettings {
  readonly reentry: Reentry;
  /** IANA name. */
  readonly timezone?: string;
}
