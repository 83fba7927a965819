import type { RecordedEvent } from '../kernel/message';
import type { AccountEvent } from './account/events';
import type { IdempotencyEvent } from './idempotency/idempotency';
import type { AddressEvent, ContactEvent } from './contact/events';
import type { EnrollmentEvent } from './enrollment/events';
import type { HookEvent } from './hook/events';
import type { InboundEvent } from './inbound/events';
import type { QuotaEvent } from './quota/quota';
import type { ReminderEvent } from './reminder/events';
import type { RunEvent } from './run/events';
import type { WorkflowEvent } from './workflow/events';

/** Every event of the log. */
export type DomainEvent =
  | RunEvent
  | WorkflowEvent
  | EnrollmentEvent
  | ReminderEvent
  | AccountEvent
  | ContactEvent
  | AddressEvent
  | InboundEvent
  | IdempotencyEvent
  | QuotaEvent
  | HookEvent;

/** A type that is not here does not compile. */
const TYPES: Readonly<Record<DomainEvent['type'], true>> = {
  RunStarted: true,
  StepStarted: true,
  StepCompleted: true,
  StepFailed: true,
  StepSkipped: true,
  DeliveryReported: true,
  StepSettled: true,
  RunWaiting: true,
  RunResumed: true,
  RunPaused: true,
  RunUnpaused: true,
  RunTakenOver: true,
  RunCompleted: true,
  RunFailed: true,
  RunCancelled: true,
  WorkflowDefined: true,
  WorkflowActivated: true,
  WorkflowPaused: true,
  WorkflowArchived: true,
  ContactEnrolled: true,
  EnrollmentCompleted: true,
  ReminderScheduled: true,
  ReminderFired: true,
  ReminderHeld: true,
  ReminderTakenOver: true,
  ReminderMissed: true,
  ReminderRemoved: true,
  AccountSettingsChanged: true,
  ContactOptedOut: true,
  ContactOptedIn: true,
  AddressOptedOut: true,
  AddressOptedIn: true,
  EventReceived: true,
  EventTakenOver: true,
  EventHandled: true,
  TriggerRegistered: true,
  ExportMade: true,
  WebhookSecretRotated: true,
  LinkKeyMade: true,
  CommandReserved: true,
  CommandAnswered: true,
  QuotaTaken: true,
  HookOpened: true,
  HookClosed: true,
  HookCalled: true,
};
export const EVENT_TYPES: ReadonlySet<string> = new Set(Object.keys(TYPES));

export type Recorded = RecordedEvent<DomainEvent>;
