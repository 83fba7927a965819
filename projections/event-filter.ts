import type { Recorded } from '../src/domain/events';

/** A recorded event of one of these types. */
export type RecordedOf<T extends Recorded['type']> = Extract<Recorded, { type: T }>;

/** What `keys` answers for an event that concerns no document. */
export const NO_KEYS: readonly string[] = [];

/**
 * Tells the events of these types from all others, and narrows them: a fold names once what concerns it, lets the rest of
 * the log pass at the price of a look-up, and its switch is checked to be complete.
 */
export function concerning<T extends Recorded['type']>(
  ...types: readonly T[]
): (event: Recorded) => event is RecordedOf<T> {
  const known: ReadonlySet<string> = new Set(types);
  return (event): event is RecordedOf<T> => known.has(event.type);
}
