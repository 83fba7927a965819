import { InvalidRequest } from '../../kernel/errors';
import { hashId } from '../../kernel/ids';

/**
 * Where a list goes on: the order key of the last item, with a hash of what was listed, so that a cursor is not taken
 * from one list to another. Opaque to clients.
 */
export const encodeCursor = (filters: object, after: string | null): string | null =>
  after === null ? null : Buffer.from(JSON.stringify([hashOf(filters), after])).toString('base64url');

/** @throws InvalidRequest */
export function decodeCursor(filters: object, cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const [hash, after] = parse(cursor);
  if (hash === hashOf(filters) && typeof after === 'string') return after;
  throw new InvalidRequest([{ path: 'cursor', message: 'is not a nextCursor of this list' }]);
}

function parse(cursor: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parsed) ? (parsed as unknown[]) : [];
  } catch {
    return []; // not one of ours: refused by the caller
  }
}

const hashOf = (filters: object): string => hashId(JSON.stringify(filters)).slice(0, 8);
