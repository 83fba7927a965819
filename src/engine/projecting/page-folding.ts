import type { DomainEvent, Recorded } from '../../domain/events';
import type { Metadata, Position } from '../../kernel/message';
import type { Projection } from '../../kernel/projection';
import type { LogPage } from '../../ports/event-store';
import type { Change, ReadModel } from '../../ports/read-store';
import type { EventCodec } from '../deciding/event-codec';
import { concerns } from './concerns';

/** What stands at one place of the log: an event as today's software knows it, or why it cannot be read. */
export type Entry = Recorded | Unread;

export interface Unread extends Place {
  /** Null: it cannot be read either. */
  readonly metadata: About | null;
  readonly error: unknown;
}

export interface Place {
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
}

/** When an event was decided, ISO 8601, and what it belongs to. */
type About = Pick<Metadata, 'at' | 'correlationId'>;

interface Touching {
  readonly event: Recorded;
  readonly keys: readonly string[];
}

/** Where a projection cannot go on. */
export interface Stop {
  readonly place: Place;
  readonly metadata: About | null;
  readonly error: unknown;
}

interface Read {
  readonly touching: readonly Touching[];
  readonly stop: Stop | null;
}

/** A page of the log in its order, with what cannot be read in its place. */
export function entriesOf({ events, unreadable = [] }: LogPage, codec: EventCodec): readonly Entry[] {
  const entries = events.map((stored): Entry => {
    try {
      return codec.upcast(stored);
    } catch (error) {
      return unread(stored, stored.metadata, error);
    }
  });
  if (unreadable.length === 0) return entries;
  return [...entries, ...unreadable.map((error) => unread(error, null, error.reason))].sort((a, b) =>
    a.position < b.position ? -1 : 1,
  );
}

const unread = ({ id, type, stream, revision, position }: Place, metadata: About | null, error: unknown): Unread => ({
  id,
  type,
  stream,
  revision,
  position,
  metadata,
  error,
});

export const isUnread = (entry: Entry): entry is Unread => 'error' in entry;

/** What the entries behind a position touch, up to the first that cannot be read and may concern the projection. */
export function touchingOf(
  projection: Projection<object, DomainEvent>,
  entries: readonly Entry[],
  position: Position,
): Read {
  const touching: Touching[] = [];
  for (const entry of entries) {
    if (entry.position <= position) continue;
    if (isUnread(entry)) {
      if (concerns(projection, entry))
        return { touching, stop: { place: entry, metadata: entry.metadata, error: entry.error } };
    } else if (projection.types.has(entry.type)) {
      try {
        touching.push({ event: entry, keys: projection.keys(entry) });
      } catch (error) {
        return { touching, stop: { place: entry, metadata: entry.metadata, error } };
      }
    }
  }
  return { touching, stop: null };
}

/** Of these keys; asks the store only for those that were not touched lately. */
export async function lastChanges(
  model: Pick<ReadModel, 'lastChanges'>,
  recent: ReadonlyMap<string, Change>,
  keys: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Change>> {
  const known = new Map<string, Change>();
  const asked: string[] = [];
  for (const key of keys) {
    const change = recent.get(key);
    if (change === undefined) asked.push(key);
    else known.set(key, change);
  }
  for (const [key, change] of await model.lastChanges(asked)) known.set(key, change);
  return known;
}

/** All documents of one event, or none of them: an event that fails half-way leaves nothing behind. */
export function changesBy(
  event: Recorded,
  keys: readonly string[],
  projection: Projection<object, DomainEvent>,
  last: ReadonlyMap<string, Change>,
): readonly Change[] {
  const changes: Change[] = [];
  for (const key of keys) {
    const before = last.get(key);
    if (before !== undefined && event.position <= before.position) continue; // a commit that was cut short has this event in it
    const document = before?.document ?? null;
    const after = projection.fold(document, event, key);
    if (after !== document) changes.push({ key, position: event.position, document: after });
  }
  return changes;
}

/** What is to be written; not what came and went in between. */
export function changesBetween(before: ReadonlyMap<string, Change>, after: ReadonlyMap<string, Change>): Change[] {
  const changes: Change[] = [];
  for (const [key, change] of after) {
    const stored = before.get(key);
    const isGone = change.document === null && (stored?.document ?? null) === null;
    if (change !== stored && !isGone) changes.push(change);
  }
  return changes;
}

export const lastBefore = (entries: readonly Entry[], { position }: Place): Entry | undefined =>
  entries.findLast((entry) => entry.position < position);
