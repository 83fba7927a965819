import { renderText } from '../../../src/domain/templates/render';
import { variablesWith } from './a-rendering';

function absentIn(template: string): readonly string[] {
  const paths: string[] = [];
  renderText(template, variablesWith({ onAbsent: (path) => paths.push(path) }));
  return paths;
}

describe('a merge field that comes out empty', () => {
  it.each([
    ['{{ data.none }}', ['data.none']],
    ['{{ contact.blank }}', ['contact.blank']],
    ['{% assign o = data.o %}{{ o.total }}{{ o.a }}', ['o.total']],
    ['{% assign o = data.o %}{{ o.b.c }}', ['o.b.c']],
    ['{% assign o = data.none %}{{ o }}{{ o.total }}', ['data.none', 'o.total']],
    ['{% for i in data.list %}{{ i.n }}{{ i.m }}{% endfor %}', ['i.m', 'i.m']],
    ['{% tablerow i in data.list %}{{ i.m }}{% endtablerow %}', ['i.m', 'i.m']],
    ['{% for i in data.list %}{% assign j = i %}{{ j["m"] }}{% endfor %}', ['j.m', 'j.m']],
    ['{% assign first = data.list | first %}{{ first.m | upcase }}', ['first.m']],
    ['{% capture c %}{{ data.none }}{% endcapture %}{{ c }}', ['data.none']],
  ])('is told by the path that the template has: %s', (template, paths) => {
    expect(absentIn(template)).toEqual(paths);
  });

  it.each([
    '{% for i in data.list %}{{ forloop.parentloop }}{{ forloop.none }}{% endfor %}',
    '{% tablerow i in data.list %}{{ tablerowloop.none }}{% endtablerow %}',
    '{% assign o = data.o %}{% if o.total %}x{% endif %}{% unless o.b.c %}y{% endunless %}',
    '{% case data.o %}{% when data.list %}{% endcase %}',
    '{{ data.list | where_exp: "i", "i.m > 1 or data.none" | size }}',
    '{% assign found = data.list | find_exp: "i", "i.m" %}{{ found }}',
    '{{ data.list | where: "m" | size }}',
  ])('is none of what loops say of themselves, nor what a condition asks: %s', (template) => {
    expect(absentIn(template)).toEqual([]);
  });
});
