import { EVENT_TYPES } from '../../domain/events';
import type { DomainEvent, Recorded } from '../../domain/events';
import { STEP_TYPES } from '../../domain/steps/all';
import { everyStep } from '../../domain/steps/step';
import type { RecordedEvent } from '../../kernel/message';
import { UnreadableEvent } from '../../ports/event-store';

/**
 * The one place where stored events of older shapes become today's. An event type is at schema version 1 until its shape
 * changes; then its list of upcasters grows by one, from version n to n + 1, and every event written before is brought up
 * to date as it is read. Everything else knows today's shapes only.
 */
export type Upcaster = (data: object) => object;
export type Upcasters = Readonly<Partial<Record<DomainEvent['type'], readonly Upcaster[]>>>;

const UPCASTERS: Upcasters = {};

export class EventCodec {
  constructor(private readonly upcasters: Upcasters = UPCASTERS) {}

  schemaVersion(type: DomainEvent['type']): number {
    return 1 + (this.upcasters[type]?.length ?? 0);
  }

  /** @throws UnreadableEvent when a newer version of the software wrote what this one does not know */
  upcast(event: RecordedEvent): Recorded {
    const known = event as Recorded;
    const current = this.schemaVersion(known.type);
    const stored = event.metadata.schemaVersion;
    if (!EVENT_TYPES.has(event.type)) throw newer(event, `events of type ${event.type}`);
    if (!Number.isInteger(stored) || stored > current || stored < 1)
      throw newer(event, `${event.type} of schema version ${stored}, which goes up to ${current} here`);
    const steps = (this.upcasters[known.type] ?? []).slice(stored - 1);
    const data = steps.reduce((older, upcaster) => upcaster(older), event.data);
    const upcast =
      stored === current ? known : { ...event, data, metadata: { ...event.metadata, schemaVersion: current } };
    const step = unknownStep(upcast as Recorded);
    if (step !== null) throw newer(event, `steps of type ${step}`);
    return upcast as Recorded;
  }
}

const newer = (event: RecordedEvent, what: string): UnreadableEvent =>
  new UnreadableEvent(event, `it needs a newer version of Runledger, that knows ${what}`);

/** The type of a step in it that this version does not know. */
function unknownStep({ type, data }: Recorded): string | null {
  if (type === 'WorkflowDefined') {
    const steps = Array.from(everyStep(data.definition.steps), ({ step }): string => step.type);
    return steps.find((step) => !STEPS.has(step)) ?? null;
  }
  return 'stepType' in data && !STEPS.has(data.stepType) ? data.stepType : null;
}

const STEPS: ReadonlySet<string> = new Set(STEP_TYPES);
