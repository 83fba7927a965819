import { checkTemplate } from '../../../src/domain/templates/check-template';
import { SERVICE_FIELDS } from '../../../src/domain/templates/service-fields';
import { renderText } from '../../../src/domain/templates/render';
import { variablesWith } from './a-rendering';

const unknown = (name: string): string =>
  `"${name}" is no name that it can use: names begin with contact, data, account, run (a text needs quotes)`;
const choice = (operator: string, instead: string): string => `gives true or false by "${operator}": say ${instead}`;

describe('a template that is saved', () => {
  it.each([
    '{{ contact.name }}{{ data.a.b[0].c }}{{ account.id }}{{ run.workflowName }}',
    '{{ contact["first name"] }}{{ ["contact"].name }}{{ data[contact.id] }}',
    '{% assign x = 1 %}{{ x }}{% capture y %}{% endcapture %}{{ y }}{% capture "z" %}{% endcapture %}{{ z }}',
    '{% increment n %}{{ n }}{% decrement m %}{{ m }}',
    '{% for i in data.list %}{{ sep }}{{ i.n }}{{ forloop.index }}{% assign sep = ", " %}{% endfor %}',
    '{% for i in data.list limit: 2 offset: continue %}{{ i }}{% endfor %}',
    '{% tablerow t in data.list cols: 2 %}{{ t.n }}{{ tablerowloop.col }}{% endtablerow %}',
    '{{ "a text".size }}{{ (1..3).first }}{{ nil }}{{ true }}{{ 1.5 }}{% if contact.a == empty or contact.b == blank %}{% endif %}',
    '{% if contact.a or contact.b and data.c %}{% elsif data.d or data.e %}{% endif %}{% unless data.a or data.b %}{% endunless %}',
    '{% assign isReady = data.a and data.b %}{% if isReady %}{% endif %}',
    '{% case contact.a %}{% when "x" or "y" %}{% endcase %}',
    '{{ data.list | where_exp: "one", "one.n > 1 or one.m" | map: "n" | join: ", " }}',
    '{% liquid\n assign q = 1\n echo q %}{% raw %}{{ nobody or x }}{% endraw %}{% comment %}{{ nobody }}{% endcomment %}',
    '{{ 9007199254740991 | minus: 0.30000000000000004 }}{{ "12345678901234567890" }}12345678901234567890',
    '{{ contact.name | raw }}{{ data.total | money: "USD" }}{{ contact.name | default: "there" }}',
  ])('may be %s', (template) => {
    expect(checkTemplate(template)).toBeNull();
  });

  it.each([
    ['{{ contcat.name }}', 'contcat'],
    ['{{ name }}', 'name'],
    ['{{ Contact.name }}', 'Contact'],
    ['{{ contact.name | default: there }}', 'there'],
    ['{{ contact.name | append: nobody.x }}', 'nobody'],
    ['{{ contact.name | default: contact.nick, allow_false: maybe }}', 'maybe'],
    ['{% if user.paid %}{% endif %}', 'user'],
    ['{% if contact.a %}{% elsif event.b == 1 %}{% endif %}', 'event'],
    ['{% unless steps %}{% endunless %}', 'steps'],
    ['{% for i in items %}{% endfor %}', 'items'],
    ['{% for i in (1..many) %}{% endfor %}', 'many'],
    ['{% for i in data.list limit: few %}{% endfor %}', 'few'],
    ['{% for i in data.list %}{% endfor %}{{ i.n }}', 'i'],
    ['{{ forloop.index }}', 'forloop'],
    ['{% assign x = y %}', 'y'],
    ['{% capture x %}{{ y }}{% endcapture %}', 'y'],
    ['{% case kind %}{% endcase %}', 'kind'],
    ['{% case contact.a %}{% when kind %}{% endcase %}', 'kind'],
    ['{% cycle odd, "even" %}', 'odd'],
    ['{% echo nobody %}', 'nobody'],
    ['{% liquid\n echo nobody %}', 'nobody'],
    ['{{ data[key] }}', 'key'],
    ['{{ data.a[key.b].c }}', 'key'],
    ['{{ size }}', 'size'],
    ['{% tablerow t in data.list cols: wide %}{% endtablerow %}', 'wide'],
  ])('is refused for a name that nothing is known by: %s', (template, name) => {
    expect(checkTemplate(template)).toBe(unknown(name));
  });

  it.each(
    Object.entries(SERVICE_FIELDS).flatMap(([root, fields]) =>
      fields.map((field) => [`{{ ${root}.${field} }}{% if ${root}["${field}"].size > 1 %}{% endif %}`]),
    ),
  )('may have what the service tells: %s', (template) => {
    expect(checkTemplate(template)).toBeNull();
  });

  it.each([
    '{{ run[data.which] }}{{ run[contact.a].b }}{{ run.size }}{% for one in run %}{{ one[0] }}{% endfor %}',
    '{% assign run = contact %}{{ run.nick }}',
    '{% for run in data.runs %}{{ run.nick }}{% assign r = run %}{% endfor %}{{ r.nick }}',
    '{% capture account %}{% endcapture %}{{ account.name }}',
    '{% assign r = run %}{% if data.a %}{% assign r = contact %}{% endif %}{{ r.nick }}',
    '{% assign r = run | default: contact %}{{ r.nick }}',
    '{% assign r = run.id == data.a %}{{ r.nick }}',
    '{% assign r = run %}{% for r in data.list %}{{ r.nick }}{% endfor %}',
    '{% assign run = run.workflowName %}{{ run }}{{ run.size }}',
    '{% assign account = account.timezone %}{{ account }}',
    '{% if data.none %}{% assign run = run.id %}{% endif %}{{ run.id }}',
    '{% liquid\n assign run = run.id\n echo run\n%}',
    '{{ contact.name }}{% assign contact = run %}{{ contact.id.size }}',
    '{% capture c %}{{ contact.name }}{% endcapture %}{% assign contact = run %}{{ c }}',
    '{{ data.run.foo }}{% assign data = run %}{{ data.id.size }}',
    '{% for x in data.list %}{{ data.k }}{% endfor %}{% assign data = account %}{{ data.id }}',
    '{{ run.workflowName[0] }}{{ run.workflowName[-1] }}{{ run.id.length }}{{ account.timezone[0].size }}',
    '{% assign w = run.workflowName %}{{ w[0] }}{{ w.length }}',
    '{{ run[nil] }}{{ run[empty] }}{{ run[blank] }}',
    '{{ contact.run.nick }}{{ data.account.nmae }}{% raw %}{{ run.nick }}{% endraw %}',
  ])('may name what only looks like a field of the service: %s', (template) => {
    expect(checkTemplate(template)).toBeNull();
  });

  it.each([
    ['{{ run.unsubscribUrl }}', 'run.unsubscribUrl'],
    ['{{ account.nmae }}', 'account.nmae'],
    ['{{ run.Id }}', 'run.Id'],
    ['{{ run.id.first }}', 'run.id.first'],
    ['{{ run["id "] }}', 'run.id '],
    ['{{ run.size.x }}', 'run.size.x'],
    ['{% assign x = run.run %}{% assign run = data %}{{ x.id }}', 'run.run'],
    ['{{ ["run"].x }}', 'run.x'],
    ['{{ run[0] }}', 'run.0'],
    ['{{ run.x[data.a] }}', 'run.x'],
    ['{{ data[run.x] }}', 'run.x'],
    ['{{ contact.name | default: run.x }}', 'run.x'],
    ['{{ contact.name | default: contact.nick, allow_false: account.x }}', 'account.x'],
    ['{{ run.x | required }}', 'run.x'],
    ['{% if run.x %}{% endif %}', 'run.x'],
    ['{% if contact.a %}{% elsif 1 == account.x %}{% endif %}', 'account.x'],
    ['{% unless contact.a or run.x %}{% endunless %}', 'run.x'],
    ['{% for i in run.x %}{% endfor %}', 'run.x'],
    ['{% for i in data.list %}{{ i.n }}{{ run.x }}{% endfor %}', 'run.x'],
    ['{% for i in (1..run.x) %}{% endfor %}', 'run.x'],
    ['{% case run.id %}{% when account.x %}{% endcase %}', 'account.x'],
    ['{% cycle "a", run.x %}', 'run.x'],
    ['{% liquid\n echo run.x %}', 'run.x'],
    ['{% capture y %}{{ run.x }}{% endcapture %}', 'run.x'],
    ['{% assign y = run.x %}', 'run.x'],
    ['{% assign r = run %}{{ r.x }}', 'run.x'],
    ['{% assign r = run %}{% assign s = r %}{% if s["x"] %}{% endif %}', 'run.x'],
    ['{% for i in data.list %}{% assign a = account %}{{ a.x }}{% endfor %}', 'account.x'],
  ])('is refused for a field that the service does not tell: %s', (template, path) => {
    const root = path.startsWith('run') ? 'run' : 'account';
    expect(checkTemplate(template)).toBe(
      `"${path}" is no field that it can use: ${root} has ${SERVICE_FIELDS[root].join(', ')}`,
    );
  });

  it.each([
    ["{{ contact.name or 'there' }}", choice('or', "{{ contact.name | default: 'there' }}")],
    ['{{ contact.nick or contact.name }}', choice('or', '{{ contact.nick | default: contact.name }}')],
    ['{{ contact.a and contact.b }}', choice('and', '{{ contact.a | default: contact.b }}')],
    ['{{ contact.a or contact.b or "c" }}', choice('or', '{{ contact.b | default: "c" }}')],
    ['{{ contact.name or "there" | upcase }}', choice('or', '{{ contact.name | default: "there" }}')],
    ['{{ data.total > 5 or data.paid }}', choice('or', '{{ contact.name | default: "there" }}')],
    ['{% echo contact.name or "there" %}', choice('or', '{{ contact.name | default: "there" }}')],
    ['{% liquid\n echo contact.name or "there" %}', choice('or', '{{ contact.name | default: "there" }}')],
    ['{% cycle contact.name or "there", "b" %}', choice('or', '{{ contact.name | default: "there" }}')],
    ['{% assign x = contact.name or "there" %}', choice('or', '{{ contact.name | default: "there" }}')],
    [
      '{% if data.paid %}{{ contact.name or "there" }}{% endif %}',
      choice('or', '{{ contact.name | default: "there" }}'),
    ],
    ['{% for i in data.list %}{{ i.n or "none" }}{% endfor %}', choice('or', '{{ i.n | default: "none" }}')],
  ])('is refused for an output that gives true or false: %s', (template, wrong) => {
    expect(checkTemplate(template)).toBe(wrong);
  });

  it.each([
    ['{{ 12345678901234567890 | plus: 1 }}', '12345678901234567890'],
    ['{{ data.total | plus: -12345678901234567890 }}', '-12345678901234567890'],
    ['{{ 0.1234567890123456789 }}', '0.1234567890123456789'],
    ['{{ data.total | times: 123456789012345.6789 }}', '123456789012345.6789'],
    ['{{ data.total | default: 9007199254740993, allow_false: true }}', '9007199254740993'],
    ['{{ data.list[9007199254740993].n }}', '9007199254740993'],
    ['{% assign x = 9007199254740993 %}', '9007199254740993'],
    ['{% echo 9007199254740993 %}', '9007199254740993'],
    ['{% liquid\n echo 9007199254740993 %}', '9007199254740993'],
    ['{% if data.id == 9007199254740993 %}{% endif %}', '9007199254740993'],
    ['{% if data.a %}{% elsif data.id == 9007199254740993 %}{% endif %}', '9007199254740993'],
    ['{% unless data.id == 9007199254740993 %}{% endunless %}', '9007199254740993'],
    ['{% case data.id %}{% when 1, 9007199254740993 %}{% endcase %}', '9007199254740993'],
    ['{% case 9007199254740993 %}{% endcase %}', '9007199254740993'],
    ['{% cycle 1, 9007199254740993 %}', '9007199254740993'],
    ['{% for i in (1..9007199254740993) %}{% endfor %}', '9007199254740993'],
    ['{% for i in data.list limit: 9007199254740993 %}{% endfor %}', '9007199254740993'],
    ['{% tablerow t in data.list cols: 9007199254740993 %}{% endtablerow %}', '9007199254740993'],
    [`{{ ${'9'.repeat(400)} }}`, `${'9'.repeat(100)}…`],
  ])('is refused for a number that would be rounded to another: %.60s', (template, number) => {
    const wrong = `${number} is a number that cannot be kept as it is (a text needs quotes)`;
    expect(checkTemplate(template)).toBe(wrong);
  });

  it('has at most 1,000 tags and outputs, lines of a liquid tag too', () => {
    expect(checkTemplate('{{ run.id }}'.repeat(1_000))).toBeNull();
    const tooMany = 'must have at most 1000 tags and outputs';
    expect(checkTemplate('{{ run.id }}'.repeat(1_001))).toBe(tooMany);
    expect(checkTemplate('{% if true %}{% endif %}'.repeat(501))).toBe(tooMany);
    expect(checkTemplate(`{%- liquid${'\n echo run.id'.repeat(1_000)} -%}`)).toBe(tooMany);
    expect(checkTemplate(`{% liquid\n echo run.id %}${'\n'.repeat(2_000)}{{ run.id }}`)).toBeNull();
  });

  it.each([
    `{{ ${'data['.repeat(20_000)}1${']'.repeat(20_000)} }}`,
    `${'{% if true %}'.repeat(499)}${'{% endif %}'.repeat(499)}`,
    `{{ contact.name${' | upcase'.repeat(20_000)} }}`,
    `{{ ${'contact.'.repeat(20_000)}a }}`,
    `{% if ${'contact.a or '.repeat(15_000)}true %}{% endif %}`,
  ])('is saved or refused, however deep or long: %.40s', (template) => {
    expect(() => checkTemplate(template)).not.toThrow();
  });
});

describe('a definition that was saved with what is now refused', () => {
  it.each([
    ['{{ contact.name or "there" }}', 'true'],
    ['{{ nobody.name or contact.nick }}', 'false'],
    ['{{ 9007199254740993 | minus: 1 }}', '9007199254740991'],
    ['[{{ contcat.name }}{{ name }}]', '[]'],
    ['{{ contcat.name | default: "there" }}', 'there'],
    ['{% assign x = contact.nick or "there" %}{{ x }}', 'true'],
    ['[{{ run.unsubscribUrl }}{{ account.nmae }}]', '[]'],
    ['{{ run.id }}'.repeat(3_000), 'run-1'.repeat(3_000)],
  ])('goes on as before: %.60s', (template, rendered) => {
    expect(checkTemplate(template)).not.toBeNull();
    expect(renderText(template, variablesWith())).toBe(rendered);
  });
});
