import { DomainError } from '../../kernel/errors';
import { START } from '../../kernel/message';
import type { EventStore } from '../../ports/event-store';
import type { Checkpoint } from '../../ports/read-store';

export type IdentifiedLog = Pick<EventStore, 'identity' | 'idAt'>;

/** A log as far as checkpoints tell: its identity, and which event stands where. It may be asked of many checkpoints. */
export class LogPlaces {
  private readonly ids = new Map<string, Promise<string | null>>();

  private constructor(
    private readonly log: IdentifiedLog,
    readonly identity: string,
  ) {}

  static async of(log: IdentifiedLog): Promise<LogPlaces> {
    return new LogPlaces(log, await log.identity());
  }

  /** Why what was folded up to this checkpoint is not the fold of this log; null when it is. */
  async difference({ position, eventId, log }: Checkpoint): Promise<string | null> {
    if (position === START) return null;
    if (log !== null && log !== this.identity) return 'it was folded from another log';
    const id = await this.idAt(position);
    if (id === null) return `it was folded up to position ${position}, where the log has no event`;
    if (eventId !== null && eventId !== id)
      return `another event stands at position ${position}, up to which it was folded`;
    return null;
  }

  /** A checkpoint of an older version, which knew neither log nor event, is taken for this log's. */
  async adopted({ position, eventId, log }: Checkpoint): Promise<Checkpoint> {
    return { position, eventId: eventId ?? (await this.idAt(position)), log: log ?? this.identity };
  }

  private idAt(position: string): Promise<string | null> {
    const id = this.ids.get(position) ?? this.log.idAt(position);
    this.ids.set(position, id);
    return id;
  }
}

/** @param reasons by the projection's name */
export function otherLog(reasons: ReadonlyMap<string, string>): DomainError {
  const [[first, reason] = ['', '']] = reasons;
  const more = reasons.size > 1 ? ` (and ${reasons.size - 1} more)` : '';
  const which = reasons.size > 1 ? '--all' : first;
  return new DomainError(
    'other_log',
    `the read model ${first}${more} is not the fold of this log: ${reason}; ` +
      `when these stores belong together, fold it anew with: npx runledger projections rebuild ${which}`,
  );
}
