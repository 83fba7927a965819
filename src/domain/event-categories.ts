import type { DomainEvent } from './events';
import { STREAM_CATEGORIES } from './streams';
import type { StreamCategory } from './streams';

/** The category of the streams that each event is in. */
const CATEGORIES: Readonly<Record<DomainEvent['type'], StreamCategory>> = {
  WorkflowDefined: 'workflow',
  WorkflowActivated: 'workflow',
  WorkflowPaused: 'workflow',
  WorkflowArchived: 'workflow',
  RunStarted: 'run',
  StepStarted: 'run',
  StepCompleted: 'run',
  StepFailed: 'run',
  StepSkipped: 'run',
  DeliveryReported: 'run',
  StepSettled: 'run',
  RunWaiting: 'run',
  RunResumed: 'run',
  RunPaused: 'run',
  RunUnpaused: 'run',
  RunTakenOver: 'run',
  RunCompleted: 'run',
  RunFailed: 'run',
  RunCancelled: 'run',
  ContactEnrolled: 'enrollment',
  EnrollmentCompleted: 'enrollment',
  EventReceived: 'event',
  EventTakenOver: 'event',
  EventHandled: 'event',
  ReminderScheduled: 'reminder',
  ReminderRemoved: 'reminder',
  ReminderFired: 'reminder',
  ReminderMissed: 'reminder',
  ReminderHeld: 'reminder',
  ReminderTakenOver: 'reminder',
  AccountSettingsChanged: 'account',
  TriggerRegistered: 'account',
  ExportMade: 'account',
  WebhookSecretRotated: 'account',
  LinkKeyMade: 'account',
  ContactOptedOut: 'contact',
  ContactOptedIn: 'contact',
  AddressOptedOut: 'address',
  AddressOptedIn: 'address',
  CommandReserved: 'command',
  CommandAnswered: 'command',
  QuotaTaken: 'quota',
  HookOpened: 'hook',
  HookClosed: 'hook',
  HookCalled: 'call',
};

/** Undefined for a type that is none of ours. */
export const categoryOfType = (type: string): StreamCategory | undefined =>
  Object.hasOwn(CATEGORIES, type) ? CATEGORIES[type as DomainEvent['type']] : undefined;

/** Undefined for a stream that is none of ours. */
export const categoryOfStream = (stream: string): StreamCategory | undefined =>
  STREAM_CATEGORIES.find((category) => stream.startsWith(`${category}-`));
