import { isFieldPath, readPath } from '../../../src/domain/rules/field-path';
import { renderText } from '../../../src/domain/templates/render';
import type { JsonObject } from '../../../src/kernel/message';
import { variablesWith } from '../templates/a-rendering';

const COMPOSED = 'Gr\u00f6\u00dfe';
const DECOMPOSED = 'Gro\u0308\u00dfe';

const read = (path: string, data: JsonObject): unknown => readPath({ contact: {}, data }, path);

describe('a path', () => {
  it.each([
    ...['data.Größe', 'contact.имя', 'data.価格.合計', 'data.الاسم', 'data.नाम', 'data.ชื่อ', 'data.naïve_1', 'data.①'],
    ...['data.می\u200cخواهم', `data.${DECOMPOSED}`, 'data.x-y', 'data.a b', 'data.$x@y', 'data.٣'],
  ])('takes names of any script: %s', (path) => {
    expect(isFieldPath(path)).toBe(true);
  });

  it.each([
    ...['data.a[0]', 'data.a>5', '{{ data.x }}', 'data.a\nb', 'data.\u202ex', 'data.', 'data..a', 'Größe', 'data.a|b'],
    ...['data.a\u0000', 'data.\ud83d', 'data.x,y', 'données.x', `data.${'x'.repeat(510)}`],
  ])('is none where a name would be something else: %j', (path) => {
    expect(isFieldPath(path)).toBe(false);
  });

  it('finds a name in whatever form of Unicode, the same one first', () => {
    for (const [path, name] of [
      [COMPOSED, DECOMPOSED],
      [DECOMPOSED, COMPOSED],
      [COMPOSED, COMPOSED],
      [DECOMPOSED, DECOMPOSED],
    ] as const) {
      expect(read(`data.${path}`, { [name]: 5 })).toBe(5);
      expect(read(`data.o.${path}.0`, { o: { [name]: [7] } })).toBe(7);
      expect(renderText(`{{ data.${path} }}`, variablesWith({ data: { [name]: 5 } }))).toBe('5');
      expect(renderText(`{{ data["${path}"] }}`, variablesWith({ data: { [name]: 5 } }))).toBe('5');
    }
    const both = { [DECOMPOSED]: 1, [COMPOSED]: 2 };
    expect([read(`data.${COMPOSED}`, both), read(`data.${DECOMPOSED}`, both)]).toEqual([2, 1]);
    expect(read('data.größe', { [COMPOSED]: 1 })).toBeUndefined();
    expect(read('data.ö', { o: 1 })).toBeUndefined();
    expect(read('data.constructor', {})).toBeUndefined();
    expect(read('data.é.é', { é: 'é' })).toBeUndefined();
  });
});
