import { createHash } from 'node:crypto';
import { DomainError } from '../kernel/errors';
import { START } from '../kernel/message';
import type { Position, RecordedEvent } from '../kernel/message';
import type { EventStore } from '../ports/event-store';

/** Events read at a time, and the most in one append. */
const PAGE = 1_000;
const APPEND = 200;
/** Half of what an append may hold: stores count bytes a little differently. */
const APPEND_BYTES = 524_288;

export interface Copied {
  /** Of the whole log. */
  readonly events: number;
  /** SHA-256 over every event of the log in its order, without its position; the same in both stores. */
  readonly hash: string;
}

export interface CopyProgress {
  /** `comparing` what an earlier attempt has copied, `copying` the rest, `verifying` all of it. */
  readonly phase: 'comparing' | 'copying' | 'verifying';
  readonly events: number;
}

/**
 * Copies a log into an empty store, or goes on with a copy that was cut short: same streams, revisions, ids and contents,
 * in the same order. Nobody else may append to either meanwhile.
 *
 * @param mapped told where each event was and is, once all is verified up to it: positions are the store's own
 * @throws DomainError `not_a_copy` when the target holds anything else
 */
export async function copyLog(
  source: EventStore,
  target: EventStore,
  report: (progress: CopyProgress) => void,
  mapped: (from: Position, to: Position) => void,
): Promise<Copied> {
  const copied = await compare(source, target, (events) => {
    report({ phase: 'comparing', events });
  });
  let events = copied.events;
  for await (const page of pagesOf(source, copied.last)) {
    for (const group of appends(page)) {
      await target.append(group[0].stream, group[0].revision - 1, group.map(asNew));
      events += group.length;
      report({ phase: 'copying', events });
    }
  }
  const reportVerified = (events: number): void => {
    report({ phase: 'verifying', events });
  };
  const verified = await compare(source, target, reportVerified, mapped);
  if (verified.events !== events) throw notACopy(`it holds ${verified.events} of ${events} events`);
  return { events, hash: verified.hash };
}

/** How much of the source the target holds. @throws DomainError `not_a_copy` when it holds anything else */
async function compare(
  source: EventStore,
  target: EventStore,
  report: (events: number) => void,
  mapped?: (from: Position, to: Position) => void,
): Promise<Copied & { readonly last: Position }> {
  const hash = createHash('sha256');
  const originals = eventsOf(source);
  let events = 0;
  let last: Position = START;
  for await (const copy of eventsOf(target)) {
    const original = (await originals.next()).value;
    if (original === undefined) throw notACopy(`it has ${placeOf(copy)}, and the source has ended`);
    const content = canonical(copy);
    if (content !== canonical(original))
      throw notACopy(`it has ${placeOf(copy)} where the source has ${placeOf(original)}`);
    hash.update(content);
    mapped?.(original.position, copy.position);
    last = original.position;
    events += 1;
    if (events % PAGE === 0) report(events);
  }
  report(events);
  return { events, hash: hash.digest('hex'), last };
}

async function* pagesOf(store: EventStore, after: Position): AsyncGenerator<readonly RecordedEvent[], undefined> {
  let page = await store.readAll(after, PAGE);
  while (page.events.length > 0 || !page.caughtUp) {
    yield page.events;
    page = await store.readAll(page.next, PAGE);
  }
  return undefined;
}

async function* eventsOf(store: EventStore): AsyncGenerator<RecordedEvent, undefined> {
  for await (const page of pagesOf(store, START)) yield* page;
  return undefined;
}

/** What stands together in one stream goes in together, so that the order of the log stays. */
function* appends(page: readonly RecordedEvent[]): Generator<readonly [RecordedEvent, ...RecordedEvent[]]> {
  let group: [RecordedEvent, ...RecordedEvent[]] | null = null;
  let bytes = 0;
  for (const event of page) {
    const size = Buffer.byteLength(JSON.stringify(event));
    if (group?.[0].stream === event.stream && group.length < APPEND && bytes + size <= APPEND_BYTES) {
      group.push(event);
      bytes += size;
      continue;
    }
    if (group !== null) yield group;
    group = [event];
    bytes = size;
  }
  if (group !== null) yield group;
}

const asNew = ({ id, type, data, metadata }: RecordedEvent) => ({ id, type, data, metadata });

/** Everything about an event but where it is in the whole log, with the fields of objects in one order. */
const canonical = ({ stream, revision, id, type, data, metadata }: RecordedEvent): string =>
  JSON.stringify([stream, revision, id, type, data, metadata], (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

const placeOf = ({ stream, revision, type }: RecordedEvent): string => `${type} at revision ${revision} of ${stream}`;

const notACopy = (why: string): DomainError =>
  new DomainError('not_a_copy', `the target is not a copy of this log: ${why}`);
