import { withoutSecret } from '../../domain/secrets';
import { START } from '../../kernel/message';
import { UnreadableEvent } from '../../ports/event-store';
import type { EventStore, LogPage } from '../../ports/event-store';
import { readPlaces } from './stored-places';
import type { StoredPlace } from './stored-places';

export type ReadableLog = Pick<EventStore, 'readAll' | 'readStream'>;

type Pages = AsyncGenerator<readonly StoredPlace[], undefined>;

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
export async function* pagesOfLog(log: ReadableLog, size: PageSize, begin = START): Pages {
  let after = begin;
  let most = Infinity;
  for (;;) {
    const limit = Math.min(size.limit, most);
    const page: LogPage | UnreadableEvent = await log.readAll(after, limit).catch(unreadable);
    if (!(page instanceof UnreadableEvent)) {
      most = limit * 2;
      yield page.events.map(withoutSecret);
      if (page.caughtUp) return undefined;
      after = page.next;
    } else if (limit > 1) {
      most = limit >> 1; // closer and closer, until it is the next one
    } else {
      yield [page];
      after = page.position;
    }
  }
}

function unreadable(error: unknown): UnreadableEvent {
  if (error instanceof UnreadableEvent) return error;
  throw error;
}

/** One stream, likewise. */
export async function* pagesOfStream(log: ReadableLog, stream: string, size: PageSize): Pages {
  for (let from = 0; ;) {
    const { limit } = size;
    const places = await readPlaces(log, stream, { from, limit });
    yield places;
    if (places.length < limit) return undefined;
    from += limit;
  }
}
