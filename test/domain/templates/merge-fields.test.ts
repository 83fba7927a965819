import { renderHtml, renderText, renderUrl } from '../../../src/domain/templates/render';
import { variablesWith } from './a-rendering';

const PATHS = ['contact.name', 'contact.blank', 'contact.tags.first', 'contact.tags.size', 'data.o.a', 'data.total'];
const MISSING = ['data.nothing', 'data.none', 'contact.name.size', 'contact.constructor', 'none.at_all'];

describe('a merge field, which is looked up without what LiquidJS goes through for other outputs', () => {
  it.each([...PATHS, ...MISSING])('comes out as the output that is not one: %s', (path) => {
    const [first = '', ...rest] = path.split('.');
    const last = rest.pop() ?? '';
    const indexed = [first, ...rest].join('.') + `["${last}"]`;
    for (const render of [renderText, renderHtml, renderUrl]) {
      const [field, other] = [path, indexed].map((output) => {
        const absent: string[] = [];
        const template = `a?{{ ${output} }}`;
        const text = render(template, variablesWith({ onAbsent: (one) => absent.push(one) }));
        return { text, absent };
      });
      expect(field).toEqual(other);
    }
  });
});
