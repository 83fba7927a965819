import type { RecordedEvent } from '../kernel/message';
import type { AccountEvent } from './account/events';
import type { IdempotencyEvent } from './idempotency/idempotency';
import type { ContactEvent } from './contact/events';
import type { EnrollmentEvent } from './enrollment/events';
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
  | InboundEvent
  | IdempotencyEvent
  | QuotaEvent;

export type Recorded = RecordedEvent<DomainEvent>;
