import fc from 'fast-check';
import { decodeCursor, encodeCursor } from '../../../src/http/input/cursor';
import { InvalidRequest } from '../../../src/kernel/errors';

const filters = { account: 'acme', status: ['failed'], limit: 50 };

describe('a cursor', () => {
  it('comes back as the place it was made of', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), fc.string({ unit: 'binary' }), (of, after) => {
        expect(decodeCursor(of, encodeCursor(of, after) ?? '')).toBe(after);
      }),
    );
  });

  it('goes into a query string as it is', () => {
    expect(encodeCursor(filters, '2026-11-24T10:00:00.000Z|ü?')).toMatch(/^[\w-]+$/);
  });

  it('is none at the end of a list, and the beginning when there is none', () => {
    expect(encodeCursor(filters, null)).toBeNull();
    expect(decodeCursor(filters, undefined)).toBeNull();
  });

  it('is refused by a list with other filters', () => {
    const cursor = encodeCursor(filters, 'here') ?? '';
    expect(() => decodeCursor({ ...filters, status: ['completed'] }, cursor)).toThrow(InvalidRequest);
    expect(() => decodeCursor({ ...filters, account: 'other' }, cursor)).toThrow('is not a nextCursor of this list');
  });

  it('is refused as invalid when it is any other text', () => {
    const json = fc.json().map((text) => Buffer.from(text).toString('base64url'));
    fc.assert(
      fc.property(fc.oneof(fc.string(), json), (text) => {
        expect(() => decodeCursor(filters, text)).toThrow(InvalidRequest);
      }),
    );
  });
});
