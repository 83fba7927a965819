import fc from 'fast-check';
import type { Json } from '../../../src/kernel/message';
import { renderHtml, renderText } from '../../../src/domain/templates/render';
import type { TemplateVariables } from '../../../src/domain/templates/render';
import { TemplateError } from '../../../src/domain/templates/template-error';
import { RenderBudget } from '../../../src/domain/templates/render-budget';
import { variablesWith } from './a-rendering';

const withValue = (value: Json): TemplateVariables => ({
  contact: { name: value },
  data: { list: [value, value], deep: { value } },
  account: variablesWith().account,
  run: variablesWith().run,
  now: 0,
  timezone: 'UTC',
  get budget() {
    return RenderBudget.ofDecision();
  },
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
  '{% capture x %}{{ contact.name }}{% endcapture %}{% assign y = x %}{{ y }}',
  '{% capture x %}{{ contact.name }}{% endcapture %}{{ x | append: contact.name | prepend: data.deep.value }}',
  '{% capture x %}a{% endcapture %}{{ contact.name | append: x }}{{ contact.name | prepend: x }}',
  '{% capture x %}a{% endcapture %}{{ x | append: contact.name | upcase | downcase }}',
  '{% capture x %}{{ contact.name }}{% endcapture %}{% capture y %}{{ x }}{% endcapture %}{{ y | strip | squish }}',
  '{% capture x %}{{ contact.name }}{% endcapture %}{{ x | replace: "lt", contact.name }}',
  '{% capture x %}{{ contact.name }}{% endcapture %}{{ x | split: "" | reverse | join: contact.name }}',
  '{% capture x %}{{ contact.name }}{% endcapture %}{{ x | truncate: 7, contact.name }}{{ x | slice: 1, 5 }}',
  '{% capture x %}{{ contact.name }}{% endcapture %}{% for one in x %}{{ one }}{% endfor %}',
  '{% capture x %}{{ contact.name }}{% endcapture %}{{ x | json }}{{ data.list | push: x | json }}',
  '{% capture x %}{{ contact.name }}{% endcapture %}{{ x | default: contact.name }}{{ "" | default: x }}',
  '{{ contact.name | escape | unescape }}',
  '{{ contact.name | escape | append: contact.name | prepend: contact.name }}',
  '{{ contact.name | escape | newline_to_br | replace: "br", contact.name }}',
  '{{ contact.name | newline_to_br | append: contact.name }}',
  '{{ contact.name | raw | upcase }}',
  '{% cycle contact.name: contact.name, data.deep.value %}',
  '{{ data.list | map: contact.name | join: contact.name }}',
  '{{ 1 | money: contact.name }}',
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

/** What goes wrong is rendered to nothing. */
function orError(render: () => string): string {
  try {
    return render();
  } catch (error) {
    expect(error).toBeInstanceOf(TemplateError);
    return '';
  }
}

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
        const rendered = orError(() => renderHtml(way, withValue(value)));
        expect(rendered.replaceAll('<br />', '')).not.toMatch(SPECIAL);
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

describe('what is written for HTML already', () => {
  const name = 'Ana <3 & "Co"';
  const written = 'Ana &lt;3 &amp; &#34;Co&#34;';

  it.each([
    ['{% capture x %}<b>{{ contact.name }}</b>{% endcapture %}{{ x }}', `<b>${written}</b>`],
    ['{% capture x %}<b>{{ contact.name }}</b>{% endcapture %}{% assign y = x %}{{ y }}', `<b>${written}</b>`],
    ['{% capture x %}<b>{% endcapture %}{{ x | append: contact.name }}', `<b>${written}`],
    ['{% capture x %}<b>{% endcapture %}{{ contact.name | append: x }}', `${written}<b>`],
    ['{% capture x %}<b>{% endcapture %}{{ contact.name | prepend: x }}', `<b>${written}`],
    ['{% capture x %}<b>{% endcapture %}{{ x | prepend: contact.name }}', `${written}<b>`],
    ['{% capture x %} <i>{{ contact.name }}</i> {% endcapture %}[{{ x | strip }}]', `[<i>${written}</i>]`],
    [
      '{% capture x %}{{ contact.name }}{% endcapture %}{% capture y %}<p>{{ x }}</p>{% endcapture %}{{ y }}',
      `<p>${written}</p>`,
    ],
    ['{% capture x %}<b>{% endcapture %}{{ nothing | default: x }}', '<b>'],
    [
      '{% capture x %}{{ contact.name }}{% endcapture %}{{ x | upcase }}',
      written.toUpperCase().replaceAll('&LT;', '&lt;').replaceAll('&AMP;', '&amp;'),
    ],
    ['{% capture x %}{{ contact.name }}{% endcapture %}{{ x | size }} {{ x.size }}', '13 13'],
    ['{% capture x %}{{ contact.name }}{% endcapture %}{% if x == contact.name %}same{% endif %}', 'same'],
    ['{% capture x %}{{ contact.name }}{% endcapture %}{% case x %}{% when contact.name %}same{% endcase %}', 'same'],
    ['{% capture x %}{% endcapture %}{% if x == blank %}blank{% endif %}', 'blank'],
    ['{{ contact.name | escape }}', written],
    ['{{ contact.name | escape | escape_once }}', written],
    ['{{ data.deep.value | newline_to_br }}', 'a &lt;b&gt;<br />\nc'],
    ['{{ data.deep.value | escape | newline_to_br }}', 'a &lt;b&gt;<br />\nc'],
    ['{{ data.deep.value | newline_to_br | strip | append: "<" }}', 'a &lt;b&gt;<br />\nc&lt;'],
    ['{{ data.deep.value | strip_html }}', 'a \nc'],
    ['{{ contact.name | raw }}', name],
    ['{% assign x = contact.name | raw %}{{ x }}', name],
    ['{{ contact.name | raw | append: contact.name }}', `${name}${written}`],
    ['{% liquid\n capture x\n echo contact.name\n endcapture\n echo x %}', written],
  ])('is not written twice: %s', (template, expected) => {
    const variables = { ...withValue('a <b>\nc'), contact: { name } };
    expect(renderHtml(template, variables)).toBe(expected);
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
