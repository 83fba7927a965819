import type { DomainEvent, Recorded } from '../../src/domain/events';
import { isoTime } from '../../src/kernel/clock';
import { uuidFrom } from '../../src/kernel/ids';
import { positionFrom } from '../../src/kernel/message';

/** A log in memory with a clock of its own: gives events their revisions, positions and metadata. */
export class Ledger {
  readonly log: Recorded[] = [];
  private readonly revisions = new Map<string, number>();

  /** @param now milliseconds since the epoch */
  constructor(private now = Date.parse('2026-11-24T10:00:00.000Z')) {}

  get time(): string {
    return isoTime(this.now);
  }

  /** The time `ms` milliseconds from now. */
  in(ms: number): string {
    return isoTime(this.now + ms);
  }

  pass(ms: number): void {
    this.now += ms;
  }

  append(account: string, stream: string, ...events: readonly DomainEvent[]): void {
    for (const event of events) {
      const revision = (this.revisions.get(stream) ?? -1) + 1;
      this.revisions.set(stream, revision);
      this.log.push({
        ...event,
        id: uuidFrom(stream, String(revision)),
        stream,
        revision,
        position: positionFrom(BigInt(this.log.length * 100)),
        metadata: {
          account,
          actor: 'engine',
          correlationId: 'correlation',
          causationId: 'causation',
          schemaVersion: 1,
          at: this.time,
        },
      });
    }
  }
}
