import type { DomainEvent, Recorded } from '../../domain/events';
import type { RecordedEvent } from '../../kernel/message';

/**
 * The one place where stored events of older shapes become today's. An event type is at schema version 1 until its shape
 * changes; then its list of upcasters grows by one, from version n to n + 1, and every event written before is brought up
 * to date as it is read. Everything else knows today's shapes only.
 */
export type Upcaster = (data: object) => object;
export type Upcasters = Readonly<Partial<Record<DomainEvent['type'], readonly Upcaster[]>>>;

const UPCASTERS: Upcasters = {};

/** An event of a shape that this version of the software does not know: it was written by a newer one. */
export class UnknownSchemaVersion extends Error {
  readonly code = 'unknown_schema_version';
  constructor(event: RecordedEvent) {
    super(`${event.type} at ${event.stream}@${event.revision} has schema version ${event.metadata.schemaVersion}`);
    this.name = 'UnknownSchemaVersion';
  }
}

export class EventCodec {
  constructor(private readonly upcasters: Upcasters = UPCASTERS) {}

  schemaVersion(type: DomainEvent['type']): number {
    return 1 + (this.upcasters[type]?.length ?? 0);
  }

  /** @throws UnknownSchemaVersion */
  upcast(event: RecordedEvent): Recorded {
    const known = event as Recorded;
    const current = this.schemaVersion(known.type);
    const stored = event.metadata.schemaVersion;
    if (stored === current) return known;
    if (!Number.isInteger(stored) || stored > current || stored < 1) throw new UnknownSchemaVersion(event);
    const steps = (this.upcasters[known.type] ?? []).slice(stored - 1);
    const data = steps.reduce((older, upcaster) => upcaster(older), event.data);
    return { ...event, data, metadata: { ...event.metadata, schemaVersion: current } } as Recorded;
  }
}
