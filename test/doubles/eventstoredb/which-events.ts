import type { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import type { MemoryLog, StoredEvent } from './memory-log';
import { nameOf } from './messages';

/** The server looks at this many events at a time. */
const DEFAULT_WINDOW = 32;

/**
 * Where a subscription begins in the log: after the event that was asked for. Undefined when no event was ever at that
 * position.
 */
export function firstIndex(log: MemoryLog, options: ReadReq.Options): number | undefined {
  const [all, stream] = [options.getAll(), options.getStream()];
  if (all?.hasEnd() || stream?.hasEnd()) return log.all.length;
  const position = all?.getPosition();
  if (position === undefined) return 0;
  const index = log.indexAt(BigInt(position.getCommitPosition()));
  return index === undefined ? undefined : index + 1;
}

/** After how many events, wanted or not, a subscription tells how far it is. */
export function checkpointInterval(options: ReadReq.Options): number {
  const filter = options.getFilter();
  if (filter === undefined) return Infinity;
  return (filter.hasMax() ? filter.getMax() : DEFAULT_WINDOW) * filter.getCheckpointintervalmultiplier();
}

/** What a subscription is for: one stream, the streams or types that match a filter, or everything. */
export function isWanted(options: ReadReq.Options): (event: StoredEvent) => boolean {
  const one = options.getStream();
  if (one !== undefined) {
    const name = nameOf(one.getStreamIdentifier());
    const after = one.hasRevision() ? Number(one.getRevision()) : -1;
    return ({ stream, revision }) => stream === name && revision > after;
  }
  return matching(options.getFilter());
}

interface Expression {
  getRegex(): string;
  getPrefixList(): readonly string[];
}
interface Filter {
  getStreamIdentifier(): Expression | undefined;
  getEventType(): Expression | undefined;
}

/** The events that a filter on the names of streams, or on types, lets through; all without one. */
export function matching(filter: Filter | undefined): (event: StoredEvent) => boolean {
  const [names, types] = [filter?.getStreamIdentifier(), filter?.getEventType()];
  if (names !== undefined) return ({ stream }) => matches(names, stream);
  if (types !== undefined) return ({ type }) => matches(types, type);
  return () => true;
}

function matches(expression: Expression, text: string): boolean {
  const prefixes = expression.getPrefixList();
  return prefixes.length > 0
    ? prefixes.some((prefix) => text.startsWith(prefix))
    : new RegExp(expression.getRegex()).test(text);
}
