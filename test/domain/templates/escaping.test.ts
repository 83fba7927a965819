import fc from 'fast-check';
import type { Json } from '../../../src/kernel/message';
import { renderHtml, renderText } from '../../../src/domain/templates/render';
import type { TemplateVariables } from '../../../src/domain/templates/render';
import { unhurried } from './unhurried';

const withValue = (value: Json): TemplateVariables => ({
  contact: { name: value },
  data: { list: [value, value], deep: { value } },
  account: {},
  run: {},
  now: 0,
  timezone: 'UTC',
  budget: unhurried,
});

/** Everything that would end a text or an attribute, or begin a tag. */
const SPECIAL = /[<>"']|&(?!(?:amp|lt|gt|#34|#39);)/;

/** Each way to put a value into a page; what stands around it has nothing special itself. */
const WAYS = [
  '{{ contact.name }}',
  '{% echo contact.name %}',
  '{% liquid echo contact.name %}',
  '{% cycle contact.name, "b" %}',
  '{% for one in data.list %}{{ one }}{% endfor %}',
  '{% assign x = contact.name %}{{ x }}',
  '{% capture x %}{{ contact.name }}{% endcapture %}{{ x }}',
  '{% case contact.name %}{% when 1 %}{% else %}{{ contact.name }}{% endcase %}',
  '{{ data.list }}',
  '{{ data.list | join: contact.name }}',
  '{{ data.deep | json }}',
  '{{ data.deep | inspect }}',
  '{{ contact.name | append: contact.name | prepend: contact.name }}',
  '{{ "a" | replace: "a", contact.name }}',
  '{{ contact.name | url_encode | url_decode }}',
  '{{ contact.name | escape }}',
  '{{ contact.name | strip_html }}',
  '{{ contact.name | newline_to_br }}',
  '{{ contact.phone | default: contact.name }}',
  '{{ contact.name | split: "" | reverse | first }}',
  '{{ 0 | date: contact.name }}',
];

const html = '<script>alert("1" & \'2\')</script>';
const texts = fc.oneof(
  fc.string(),
  fc.string({
    unit: fc.constantFrom('<', '>', '"', "'", '&', '=', '/', 'b', ' ', '&lt;', '&#60;', '{{', '}}', '{%', '\n', '\0'),
  }),
  fc.constantFrom(html, '</title>', '<!--', '&lt;b&gt;', '{{ contact.name | raw }}', '{% raw %}<b>{% endraw %}'),
);
const values = fc.oneof(
  texts,
  fc.array(texts),
  fc.dictionary(
    texts.map((name) => `${name}.`),
    texts,
    { noNullPrototype: true },
  ),
  fc.integer(),
  fc.constant(null),
);

describe('a value in an email body', () => {
  it('is shown as it is', () => {
    expect(
      renderHtml('<p title="{{ contact.name }}">{{ contact.name }}</p>', withValue('<a href=\'x\'>"1" & 2</a>')),
    ).toBe(
      '<p title="&lt;a href=&#39;x&#39;&gt;&#34;1&#34; &amp; 2&lt;/a&gt;">&lt;a href=&#39;x&#39;&gt;&#34;1&#34; &amp; 2&lt;/a&gt;</p>',
    );
  });

  it.each(WAYS)('cannot begin a tag or end an attribute by %s', (way) => {
    fc.assert(
      fc.property(values, (value) => {
        expect(renderHtml(way, withValue(value))).not.toMatch(SPECIAL);
      }),
    );
  });

  it('is never taken for a template', () => {
    expect(renderHtml('{{ contact.name }}', withValue('{{ 1 | plus: 1 }}{% raw %}'))).toBe(
      '{{ 1 | plus: 1 }}{% raw %}',
    );
    expect(renderText('{{ contact.name }}', withValue('{{ 1 | plus: 1 }}'))).toBe('{{ 1 | plus: 1 }}');
  });

  it('leaves the markup of the template alone', () => {
    expect(renderHtml('<b class="{% if true %}x{% endif %}">Fish &amp; chips</b>', withValue(''))).toBe(
      '<b class="x">Fish &amp; chips</b>',
    );
  });
});

describe('a value in a text', () => {
  it('is put in as it is', () => {
    fc.assert(
      fc.property(texts, (value) => {
        expect(renderText('{{ contact.name }}', withValue(value))).toBe(value);
      }),
    );
  });
});
