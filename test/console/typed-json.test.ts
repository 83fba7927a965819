import { fromJson } from '../../console/src/pages/editor/from-json';
import { parseTyped } from '../../console/src/words/typed-json';

describe('JSON that somebody types', () => {
  it.each([
    ['{"id":12345678901234567890}', '12345678901234567890'],
    ['{"a":[1,{"b":-9007199254740993}]}', '-9007199254740993'],
    ['[0.1234567890123456789]', '0.1234567890123456789'],
    ['{"12":"\\"34","c":1e400}', '1e400'],
  ])('is not taken over with a number that would be sent as another: %s', (text, number) => {
    expect(() => parseTyped(text)).toThrow(`${number} is a number that cannot be kept as it is`);
    expect(fromJson(text)).toHaveProperty('wrong');
  });

  it.each([
    '{"id":"12345678901234567890","9007199254740993":9007199254740991,"total":1250.00}',
    '["\\"12345678901234567890\\\\",0.30000000000000004,-0.5e-7,true,null]',
  ])('is taken over with any other: %s', (text) => {
    expect(parseTyped(text)).toEqual(JSON.parse(text));
  });
});
