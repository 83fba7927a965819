import type { Recorded } from '../src/domain/events';

/** A recorded event of one of these types. */
export type RecordedOf<T extends Recorded['type']> = Extract<Recorded, { type: T }>;

/** What `keys` answers for an event that concerns no document. */
export const NO_KEYS: readonly string[] = [];

/**
 * Tells the events of these types from all others, and narrows them: a fold names once what concerns it, lets the rest of
 * the log pass at the price of a look-up, and its switch is checked to be complete.
 */
export function concerning<T extends Recorded['type']>(...types: readonly T[]): Filter<T> {
  const known: ReadonlySet<string> = new Set(types);
  return Object.assign((event: Recorded): event is RecordedOf<T> => known.has(event.type), { types: known });
}

type Filter<T extends Recorded['type']> = ((event: Recorded) => event is RecordedOf<T>) & {
  readonly types: ReadonlySet<string>;
};
