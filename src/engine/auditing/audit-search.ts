import { setImmediate as nextTurn } from 'node:timers/promises';
import { inParallel } from '../../kernel/in-parallel';
import { jsonBytes } from '../../kernel/json-size';
import { START } from '../../kernel/message';
import type { Position, RecordedEvent } from '../../kernel/message';
import type { EventStore } from '../../ports/event-store';
import { MAX_PAGE_BYTES, audited, fitting } from './audit-trail';
import type { AuditedEvent } from './audit-trail';
import { PageSize, pagesOfLog, pagesOfStream } from './log-pages';
import { isReadable } from './stored-places';
import type { StoredPlace } from './stored-places';

/** What an event is asked for by, beside the stream it is in. Times are ISO 8601, `from` inclusive, `to` not. */
export interface EventFilter {
  readonly type?: string;
  readonly from?: string;
  readonly to?: string;
}

/** A stream to look in, by the place where what is asked for begins in it. */
export interface StreamPart {
  readonly stream: string;
  readonly begins: Position;
  /** Only the events of this request; null: all of the stream. */
  readonly correlationId: string | null;
}

export interface FoundEvents {
  readonly events: readonly AuditedEvent[];
  /** The position to go on behind; null when there is no more. */
  readonly next: Position | null;
}

export interface SearchRange {
  readonly after: Position;
  readonly limit: number;
}

/** Events of the log that one request looks at, at most. */
const MOST_SCANNED = 20_000;
/** Streams read at once. */
const WIDTH = 16;

/**
 * Events of many streams in the order of the log, in which a cause comes before what follows from it. Much is looked at for
 * what may be little: others get their turn between two pages.
 */
export class AuditSearch {
  constructor(private readonly store: EventStore) {}

  /** Of these streams, in the order in which they begin. */
  async inStreams(parts: readonly StreamPart[], filter: EventFilter, range: SearchRange): Promise<FoundEvents> {
    let found: readonly StoredPlace[] = [];
    for (let i = 0; i < parts.length; i += WIDTH) {
      const some = parts.slice(i, i + WIDTH);
      const last = found[range.limit];
      if (last !== undefined && (some[0]?.begins ?? START) > last.position) break; // later streams hold later events only
      const read: StoredPlace[] = [...found];
      await inParallel(some, WIDTH, async (part) => {
        read.push(...(await this.inStream(part, filter, range)));
      });
      found = inOrder(read).slice(0, range.limit + 1);
    }
    return page(found, range, null);
  }

  /** Of the account, wherever they are: only so much of the log is looked at, the next page goes on from there. */
  async inLog(account: string, filter: EventFilter, range: SearchRange): Promise<FoundEvents> {
    const found: StoredPlace[] = [];
    const size = new PageSize();
    let scanned = 0;
    let bytes = 0;
    for await (const places of pagesOfLog(this.store, size, range.after)) {
      size.adapt(places.length, jsonBytes(places));
      const own = places.filter((place) => isReadable(place) && place.metadata.account === account);
      const matching = own.filter((place) => matches(place, filter));
      found.push(...matching);
      bytes += jsonBytes(matching);
      scanned += places.length;
      const last = places.at(-1);
      if (last === undefined || found.length > range.limit || bytes > MAX_PAGE_BYTES) break;
      if (scanned >= MOST_SCANNED) return page(found, range, last.position);
      await nextTurn();
    }
    return page(found, range, null);
  }

  private async inStream(
    { stream, correlationId }: StreamPart,
    filter: EventFilter,
    { after, limit }: SearchRange,
  ): Promise<readonly StoredPlace[]> {
    const found: StoredPlace[] = [];
    for await (const places of pagesOfStream(this.store, stream, new PageSize())) {
      for (const place of places)
        if (place.position > after && matches(place, filter) && isOf(place, correlationId)) found.push(place);
      if (found.length > limit) break;
      await nextTurn();
    }
    return found.slice(0, limit + 1);
  }
}

/** @param behind where the log was left, when it was not read to its end */
function page(found: readonly StoredPlace[], { limit }: SearchRange, behind: Position | null): FoundEvents {
  const events = found.map((place) => audited(place));
  const shown = fitting(events.slice(0, limit), MAX_PAGE_BYTES);
  return { events: shown, next: shown.length < events.length ? (shown.at(-1)?.position ?? null) : behind };
}

const inOrder = (places: readonly StoredPlace[]): readonly StoredPlace[] =>
  [...new Map(places.map((place) => [place.position, place])).values()].sort((a, b) =>
    a.position < b.position ? -1 : 1,
  );

/** What cannot be read is told, unless its type says that it was not asked for. */
function matches(place: StoredPlace, { type, from, to }: EventFilter): boolean {
  if (type !== undefined && place.type !== type) return false;
  if (!isReadable(place)) return true;
  const { at } = place.metadata;
  return (from === undefined || at >= from) && (to === undefined || at < to);
}

const isOf = (place: StoredPlace, correlationId: string | null): boolean =>
  correlationId === null || !isReadable(place) || correlationOf(place) === correlationId;

const correlationOf = ({ metadata }: RecordedEvent): string => metadata.correlationId;
