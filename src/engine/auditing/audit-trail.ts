import { NotFound } from '../../kernel/errors';
import { jsonBytes } from '../../kernel/json-size';
import type { Json, Metadata, Position } from '../../kernel/message';
import { UnreadableEvent } from '../../ports/event-store';
import type { EventStore } from '../../ports/event-store';
import type { EventCodec } from '../deciding/event-codec';
import { firstReadable } from './selection';
import { Evolving } from './states';
import { isReadable, readPlaces } from './stored-places';
import type { StoredPlace } from './stored-places';

/** An event as it was stored, or where one stands that cannot be read. */
export interface AuditedEvent {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly type: string;
  /** Null, like all that follows but the reason, where it cannot be read. */
  readonly data: object | null;
  readonly metadata: Metadata | null;
  readonly at: string | null;
  /** Why it cannot be read. */
  readonly unreadable?: string;
  /** Of its stream after it, as decisions see it; null from an event on that cannot be read here. */
  readonly state?: Json;
}

export interface StreamRange {
  /** The revision to begin at; null: the first, or backwards the last one. */
  readonly from: number | null;
  readonly limit: number;
  readonly direction: 'forwards' | 'backwards';
  /** With the state beside each event. */
  readonly states: boolean;
}

export interface StreamPage {
  readonly events: readonly AuditedEvent[];
  /** The revision to go on from, null when there is no more. */
  readonly next: number | null;
}

/** Bytes of JSON that a page may have; of one event that is larger, one. */
export const MAX_PAGE_BYTES = 900_000;
/** Events read at once while nobody knows how large they are. */
const CHUNK = 25;
const LONG_CHUNK = 500;

/** Streams as they stand in the ledger, event by event, to whoever has a right to them. */
export class AuditTrail {
  constructor(
    private readonly store: EventStore,
    private readonly codec: EventCodec,
  ) {}

  /** @throws NotFound when there is no such stream of this account */
  async page(account: string, stream: string, range: StreamRange): Promise<StreamPage> {
    const first = await firstReadable(this.store, stream);
    if (first?.metadata.account !== account) throw new NotFound('stream');
    const places = await this.read(stream, range);
    const states = range.states ? await this.states(stream, places) : null;
    const events = places.map((place) => audited(place, states?.get(place.revision)));
    const shown = fitting(events.slice(0, range.limit), MAX_PAGE_BYTES);
    return { events: shown, next: events[shown.length]?.revision ?? null };
  }

  /** The last event of a stream; null when it has none. */
  async last(stream: string): Promise<AuditedEvent | null> {
    const [last] = await readPlaces(this.store, stream, { limit: 1, direction: 'backwards' });
    return last === undefined ? null : audited(last);
  }

  /** One more than the limit, or more bytes than a page may have. */
  private async read(stream: string, { from, limit, direction }: StreamRange): Promise<readonly StoredPlace[]> {
    const places: StoredPlace[] = [];
    let bytes = 0;
    let next = from ?? undefined;
    while (places.length <= limit && bytes <= MAX_PAGE_BYTES) {
      const count = Math.min(CHUNK, limit + 1 - places.length);
      const chunk = await readPlaces(this.store, stream, {
        limit: count,
        direction,
        ...(next === undefined ? {} : { from: next }),
      });
      places.push(...chunk);
      bytes += chunk.reduce((sum, place) => sum + (isReadable(place) ? jsonBytes(place) : 0), 0);
      const last = chunk.at(-1);
      if (last === undefined || chunk.length < count) break;
      next = last.revision + (direction === 'forwards' ? 1 : -1);
      if (next < 0) break;
    }
    return places;
  }

  /** By revision, after each of these places. */
  private async states(stream: string, places: readonly StoredPlace[]): Promise<ReadonlyMap<number, Json>> {
    const asked = new Set(places.map(({ revision }) => revision));
    const last = Math.max(...asked);
    const evolving = new Evolving(stream);
    const states = new Map<number, Json>([...asked].map((revision) => [revision, null]));
    for (let from = 0; from <= last; from += LONG_CHUNK) {
      const limit = Math.min(LONG_CHUNK, last + 1 - from);
      for (const place of await readPlaces(this.store, stream, { from, limit })) {
        if (!this.applied(evolving, place)) return states;
        if (asked.has(place.revision)) states.set(place.revision, evolving.asJson());
      }
    }
    return states;
  }

  /** False for what cannot be read here. */
  private applied(evolving: Evolving, place: StoredPlace): boolean {
    if (!isReadable(place)) return false;
    try {
      evolving.apply(this.codec.upcast(place));
      return true;
    } catch (error) {
      if (error instanceof UnreadableEvent) return false;
      throw error;
    }
  }
}

export function audited(place: StoredPlace, state?: Json): AuditedEvent {
  const { id, stream, revision, position, type } = place;
  const stands = { id, stream, revision, position, type };
  const withState = state === undefined ? {} : { state };
  if (!isReadable(place))
    return { ...stands, data: null, metadata: null, at: null, unreadable: place.reason, ...withState };
  const { data, metadata } = place;
  return { ...stands, data, metadata, at: metadata.at, ...withState };
}

/** The first of them whose JSON takes so many bytes together, and one in any case. */
export function fitting<T>(items: readonly T[], maxBytes: number): readonly T[] {
  let bytes = 0;
  const beyond = items.findIndex((item, i) => (bytes += jsonBytes(item)) > maxBytes && i > 0);
  return beyond < 0 ? items : items.slice(0, beyond);
}
