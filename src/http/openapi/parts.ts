import type { AsOf } from '../../engine/projecting/projection-progress';
import { count, listOf, name, object, orNull, text } from './schema';
import type { Fields, Schema } from './schema';

/** What the answers of many routes hold. */
export const position: Schema = { ...text, description: 'opaque; a query takes it as minPosition' };

export const asOf = name(
  'AsOf',
  object<AsOf>({
    position,
    lagMs: { ...count, description: 'how long ago it was last seen to be up to date; 0 when it is' },
  }),
);

export const rate: Schema = {
  ...orNull({ type: 'number', minimum: 0, maximum: 1 }),
  description: 'of the runs that completed or failed; null when there are none',
};

export interface Page {
  readonly items: unknown;
  readonly nextCursor: string | null;
  readonly asOf: AsOf;
}

export const pageOf = (as: string, item: Schema): Schema => name(as, object<Page>(pageFields(item)));

export const pageFields = (item: Schema): Fields<keyof Page> => ({
  items: listOf(item),
  nextCursor: orNull(text),
  asOf,
});

/** A moment and a position for examples. */
export const STARTED = '2026-11-24T10:00:00.000Z';
export const at = { position: '0000000000000012' };
export const read = { asOf: { ...at, lagMs: 0 } };
export const page = (item: object) => ({ items: [item], nextCursor: null, ...read });
