import fc from 'fast-check';
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
      fc.property(fc.string({ unit: 'binary' }), (id) => {
        const rendered = new URL(url('https://example.com/a/x{{ data.id }}/b?q={{ data.id }}#f', id));
        expect([rendered.origin, rendered.hash]).toEqual(['https://example.com', '#f']);
        expect(rendered.searchParams.get('q')).toBe(id.replace(/\p{Surrogate}/gu, '\ufffd'));
        expect(rendered.pathname.split('/')).toHaveLength(4);
        expect(decodeURIComponent(rendered.pathname.split('/')[2] ?? '')).toBe(
          `x${id.replace(/\p{Surrogate}/gu, '\ufffd')}`,
        );
      }),
    );
  });
});
