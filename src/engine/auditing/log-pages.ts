import { withoutSecret } from '../../domain/secrets';
import { START } from '../../kernel/message';
import type { Position } from '../../kernel/message';
import { UnreadableEvent } from '../../ports/event-store';
import type { EventStore, LogPage } from '../../ports/event-store';
import { readPlaces } from './stored-places';
import type { StoredPlace } from './stored-places';

export type ReadableLog = Pick<EventStore, 'readAll' | 'readStream'>;

/** None is kept here once it was given: whoever asks may wait long for its reader. */
type Pages = AsyncIterableIterator<readonly StoredPlace[], undefined>;

/** How many events are read at a time: so many that their lines are of about PAGE_BYTES. */
export class PageSize {
  limit = 50;

  /** @param bytes of `lines` lines that were made of a page */
  adapt(lines: number, bytes: number): void {
    if (lines > 0) this.limit = Math.max(1, Math.min(LONGEST_PAGE, Math.floor((PAGE_BYTES * lines) / bytes)));
  }
}

const PAGE_BYTES = 131_072;
const LONGEST_PAGE = 400;

/** The log behind a position for people, page by page: without secrets, and what cannot be read in its place. */
export function pagesOfLog(log: ReadableLog, size: PageSize, begin = START): Pages {
  let after: Position | null = begin;
  let most = Infinity;
  return pagesFrom(async () => {
    while (after !== null) {
      const limit = Math.min(size.limit, most);
      const page: LogPage | UnreadableEvent = await log.readAll(after, limit).catch(unreadable);
      if (!(page instanceof UnreadableEvent)) {
        most = limit * 2;
        after = page.caughtUp ? null : page.next;
        return page.events.map(withoutSecret);
      }
      if (limit === 1) {
        after = page.position;
        return [page];
      }
      most = limit >> 1; // closer and closer, until it is the next one
    }
    return null;
  });
}

function unreadable(error: unknown): UnreadableEvent {
  if (error instanceof UnreadableEvent) return error;
  throw error;
}

/** One stream, likewise. */
export function pagesOfStream(log: ReadableLog, stream: string, size: PageSize): Pages {
  let from: number | null = 0;
  return pagesFrom(async () => {
    if (from === null) return null;
    const { limit } = size;
    const places = await readPlaces(log, stream, { from, limit });
    from = places.length < limit ? null : from + limit;
    return places;
  });
}

/** @param next null after the last one */
function pagesFrom(next: () => Promise<readonly StoredPlace[] | null>): Pages {
  const pages: Pages = {
    next: async () => {
      const value = await next();
      return value === null ? { done: true, value: undefined } : { done: false, value };
    },
    [Symbol.asyncIterator]: () => pages,
  };
  return pages;
}
