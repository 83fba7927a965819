import fc from 'fast-check';
import { hashId, isId, newId, uuidFrom } from '../../src/kernel/ids';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[48][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('ids', () => {
  it('makes the same valid UUID of the same parts', () => {
    const id = uuidFrom('workflow', 'w-1');
    expect(id).toMatch(UUID);
    expect(uuidFrom('workflow', 'w-1')).toBe(id);
  });

  it('makes a fresh UUID when it is not of anything', () => {
    expect(newId()).toMatch(UUID);
    expect(newId()).not.toBe(newId());
  });

  it('makes 32 hexadecimal digits of any parts', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (parts) => {
        expect(hashId(...parts)).toMatch(/^[0-9a-f]{32}$/);
        expect(hashId(...parts, '')).not.toBe(hashId(...parts));
        expect(uuidFrom(...parts)).toMatch(UUID);
      }),
    );
  });

  it('tells lists apart that join to the same text', () => {
    expect(hashId('a', 'bc')).not.toBe(hashId('ab', 'c'));
    expect(hashId('a,b')).not.toBe(hashId('a', 'b'));
  });
});

describe('an id from outside', () => {
  it.each(['a', 'Order-1_2.3:4@5+6', 'x'.repeat(128)])('may be %j', (text) => {
    expect(isId(text)).toBe(true);
  });

  it.each(['', 'x'.repeat(129), 'a b', 'a/b', 'a\n', 'ä', 'a%20b', '../a', 'a\0', '{a}'])('may not be %j', (text) => {
    expect(isId(text)).toBe(false);
  });
});
