import fc from 'fast-check';
import { isAbsent } from '../../../src/domain/absent';
import { MissingData } from '../../../src/domain/templates/missing-data';
import { renderUrl } from '../../../src/domain/templates/render';
import { variablesWith } from './a-rendering';

const url = (template: string, id: string): string => renderUrl(template, variablesWith({ data: { id } }));

describe('a value in an address', () => {
  it.each([
    ['https://example.com/{{ data.id }}', 'a b/c?d', 'https://example.com/a%20b%2Fc%3Fd'],
    ['https://example.com/?q={{ data.id }}&x=1', 'a&b=c#d+e', 'https://example.com/?q=a%26b%3Dc%23d%2Be&x=1'],
    ['https://example.com/{{ data.id | url_encode }}', 'a b/c', 'https://example.com/a+b%2Fc'],
    ['https://example.com/{{ data.id | cgi_escape }}', 'a b(c)', 'https://example.com/a+b%28c%29'],
    ['https://example.com/{{ data.id | uri_escape }}', 'a b/c?d', 'https://example.com/a%20b/c?d'],
    ['https://example.com/{{ data.id | raw }}', 'a/b?c=d', 'https://example.com/a/b?c=d'],
    ['https://example.com/{% capture x %}a/{{ data.id }}{% endcapture %}{{ x }}', 'b/c', 'https://example.com/a/b%2Fc'],
    ['https://example.com/{{ "a/" | append: data.id }}', 'b', 'https://example.com/a%2Fb'],
    ['https://example.com/{{ data.id | url_encode | append: "/x" }}', 'b/c', 'https://example.com/b%2Fc%2Fx'],
    ['https://example.com/{% echo data.id %}', '/', 'https://example.com/%2F'],
    ['https://example.com/{{ data.id }}', '100%', 'https://example.com/100%25'],
    ['https://example.com/{{ data.id }}', 'é🙂', 'https://example.com/%C3%A9%F0%9F%99%82'],
    ['https://example.com/{{ data.id }}', '\ud800', 'https://example.com/%EF%BF%BD'],
    ['https://example.com/{{ data.id }}', 'a\r\nb\\c', 'https://example.com/a%0D%0Ab%5Cc'],
    ['https://example.com/{{ data.id | default: "none" }}', '', 'https://example.com/none'],
    ['https://{{ data.id }}.example.com/', 'evil.com/', 'https://evil.com%2F.example.com/'],
  ])('%s with %j is %s', (template, id, expected) => {
    expect(url(template, id)).toBe(expected);
  });

  it('stays what it is, and where it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter((id) => !isAbsent(id)),
        (id) => {
          const rendered = new URL(url('https://example.com/a/x{{ data.id }}/b?q={{ data.id }}#f', id));
          expect([rendered.origin, rendered.hash]).toEqual(['https://example.com', '#f']);
          expect(rendered.searchParams.get('q')).toBe(id.replace(/\p{Surrogate}/gu, '\ufffd'));
          expect(rendered.pathname.split('/')).toHaveLength(4);
          expect(decodeURIComponent(rendered.pathname.split('/')[2] ?? '')).toBe(
            `x${id.replace(/\p{Surrogate}/gu, '\ufffd')}`,
          );
        },
      ),
    );
  });

  it.each([
    ['https://example.com/users/{{ data.id }}/x', ''],
    ['https://example.com/users/{{ data.id }}', ' '],
    ['https://example.com/users/{{ data.none }}?q=1', 'a'],
    ['https://example.com/users/x-{{ data.none }}', 'a'],
    ['https://{{ data.none }}.example.com/', 'a'],
    ['{{ data.none | raw }}', 'a'],
    ['https://example.com/{% if true %}{% echo data.none %}{% endif %}', 'a'],
    ['https://example.com/{% capture x %}{{ data.none }}{% endcapture %}{{ x }}', 'a'],
    ['https://example.com/{% cycle data.none %}', 'a'],
  ])('would make another of it where it is absent: %s with %j is missing data', (template, id) => {
    expect(() => url(template, id)).toThrow(MissingData);
  });

  it.each([
    ['https://example.com/?q={{ data.none }}', 'https://example.com/?q='],
    ['https://example.com/#{{ data.none }}', 'https://example.com/#'],
    ['https://example.com/{% if data.none %}{{ data.none }}/{% endif %}x', 'https://example.com/x'],
    ['{% capture x %}{{ data.none }}{% endcapture %}https://example.com/?q={{ x }}', 'https://example.com/?q='],
    ['{% assign x = data.none %}https://example.com/{{ x | default: "all" }}', 'https://example.com/all'],
  ])('may be left out of a query, and where the template asks: %s is %s', (template, expected) => {
    expect(url(template, 'a')).toBe(expected);
  });
});
