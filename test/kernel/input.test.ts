import fc from 'fast-check';
import { InvalidRequest } from '../../src/kernel/errors';
import type { Invalid } from '../../src/kernel/errors';
import { ObjectInput, at, copyJson } from '../../src/kernel/input';
import type { Json } from '../../src/kernel/message';

/** What a reading notes, and what it gives. */
function reading<T>(input: unknown, read: (object: ObjectInput) => T) {
  const errors: Invalid[] = [];
  const object = ObjectInput.read(input, 'of', errors);
  const value = object === null ? null : read(object);
  return { value, faults: errors.map(({ path, message }) => `${path}: ${message}`) };
}

describe('an object from outside', () => {
  it.each([null, undefined, 'text', 7, true, [[]]])('is not %j', (input) => {
    expect(reading(input, () => 'read')).toEqual({ value: null, faults: ['of: must be an object'] });
  });

  it('is read field by field: all faults are noted, one a field', () => {
    const input = {
      text: 7,
      long: 'xxx',
      odd: 'b',
      one: 'x',
      count: 1.5,
      few: [1, 2, 3],
      none: [],
      list: 'x',
      extra: 1,
    };
    const { faults } = reading(input, (object) => {
      object.string('text', { max: 10 });
      object.string('long', { max: 2 });
      object.string('odd', { max: 10, test: (text) => (text === 'a' ? null : 'must be a') });
      object.string('absent', { max: 10 });
      object.optionalString('one', { min: 2, max: 10 });
      object.optionalInteger('count', 1, 3);
      object.list('few', 2);
      object.list('none', 2);
      object.list('gone', 2);
      object.optionalList('list', 2);
      object.end();
    });
    expect(faults).toEqual([
      'of.text: must be a string',
      'of.long: must have at most 2 characters',
      'of.odd: must be a',
      'of.absent: is required',
      'of.one: must have 2 characters or more',
      'of.count: must be a whole number from 1 to 3',
      'of.few: must have at most 2 items',
      'of.none: must not be empty',
      'of.gone: is required',
      'of.list: must be a list',
      'of.extra: is not known here',
    ]);
  });

  it('gives what is right, and undefined for what is absent', () => {
    const input = { text: 'x', word: 'b', count: 3, few: [], zero: 0 };
    const { value, faults } = reading(input, (object) => [
      object.string('text', { max: 1 }),
      object.optionalString('absent', { max: 1 }),
      object.optionalChoice('word', ['a', 'b']),
      object.optionalChoice('absent', ['a', 'b']),
      object.optionalInteger('count', 1, 3),
      object.optionalInteger('absent', 1, 3),
      object.optionalList('few', 3),
      object.optionalList('absent', 3),
      object.take('zero'),
    ]);
    expect(value).toEqual(['x', undefined, 'b', undefined, 3, undefined, [], undefined, 0]);
    expect(faults).toEqual([]);
  });

  it('gives nothing for a word that is none of the choices', () => {
    const { value, faults } = reading({ word: 'c' }, (object) => {
      const word = object.optionalChoice('word', ['a', 'b']);
      return word ?? object.missing('word', 'instead');
    });
    expect(value).toBe('instead');
    expect(faults).toEqual(['of.word: must be one of a, b']);
  });

  it('has its own fields only, whatever their names', () => {
    const input: unknown = JSON.parse('{"__proto__":1,"constructor":2}');
    const { value, faults } = reading(input, (object) => {
      object.end();
      return [object.has('toString'), object.take('valueOf')];
    });
    expect(value).toEqual([false, undefined]);
    expect(faults).toEqual(['of.__proto__: is not known here', 'of.constructor: is not known here']);
  });
});

describe('the path of a field', () => {
  it.each([
    ['', 'name', 'name'],
    ['steps[2]', 'then', 'steps[2].then'],
    ['headers', 'X-Id', 'headers.X-Id'],
    ['headers', 'x a', 'headers["x a"]'],
    ['', '1st', '["1st"]'],
    ['a', '"', 'a["\\""]'],
    ['a', '', 'a[""]'],
  ])('under %j, %j is %j', (path, name, expected) => {
    expect(at(path, name)).toBe(expected);
  });
});

describe('a copy of JSON', () => {
  it('is equal and shares nothing', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const value = JSON.parse(text) as Json;
        const copy = copyJson(value);
        expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
        if (typeof value === 'object' && value !== null) expect(copy).not.toBe(value);
      }),
    );
  });

  it('keeps a field named __proto__ a field', () => {
    const copy = copyJson(JSON.parse('{"__proto__":{"admin":true}}') as Json);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(Object.keys(copy as object)).toEqual(['__proto__']);
  });
});

describe('a refusal of an input', () => {
  it('says every fault with its path', () => {
    const errors = [
      { path: 'a', message: 'is required' },
      { path: 'b[0]', message: 'must be a string' },
    ];
    const refusal = new InvalidRequest(errors);
    expect(refusal).toMatchObject({
      code: 'invalid_request',
      message: 'a: is required; b[0]: must be a string',
      details: { errors },
    });
  });
});
