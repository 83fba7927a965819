import type { Event, JsonObject } from '../../kernel/message';
import type { Contact } from '../contact/contact';
import type { ComparisonResult } from '../rules/evaluate-rule';

/** One event from outside, stream `event-<id>`: what it was tried against and what came of it, the audit trail of a fan-out. */
export type InboundEvent =
  Event<'EventReceived', EventReceived> | Event<'EventTakenOver', EventTakenOver> | Event<'EventHandled', EventHandled>;

export interface EventReceived {
  readonly eventId: string;
  readonly eventType: string;
  readonly contactId: string;
  readonly contact: Contact;
  readonly data: JsonObject;
  /** Frozen: a workflow activated later is not tried. */
  readonly candidates: readonly Candidate[];
  /** The workflows that would have been tried, but were paused; absent: none, or not kept yet. */
  readonly paused?: readonly string[];
}

export interface Candidate {
  readonly workflowId: string;
  readonly version: number;
  /** The run it starts, if it starts one. */
  readonly runId: string;
}

/**
 * The process that tried its candidates is gone, and another one is about to. It is recorded before that is tried, so that
 * what ends every process that tries it is known by how often it was.
 */
export interface EventTakenOver {
  readonly eventId: string;
  /** The process that goes on. */
  readonly lease: string;
  /** The candidate that it is about to try alone; absent: all of them together. */
  readonly workflowId?: string;
}

export interface EventHandled {
  readonly eventId: string;
  readonly results: readonly EventResult[];
}

export type Outcome =
  | 'started'
  | 'already_active'
  | 'already_enrolled'
  | 'not_matched'
  | 'failed'
  | 'scheduled'
  | 'moved'
  | 'removed'
  | 'nothing_to_remove'
  | 'missed'
  | 'duplicate';

export interface EventResult {
  readonly workflowId: string;
  readonly outcome: Outcome;
  readonly runId?: string;
  readonly error?: { readonly code: string; readonly message: string };
  /** Of one that was not matched: those that decided it, as many as there is room for; not in events of before they were kept. */
  readonly comparisons?: readonly ComparisonResult[];
}
