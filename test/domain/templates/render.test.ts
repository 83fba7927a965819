import fc from 'fast-check';
import { DomainError } from '../../../src/kernel/errors';
import type { Json } from '../../../src/kernel/message';
import { MissingData } from '../../../src/domain/templates/missing-data';
import { checkTemplate } from '../../../src/domain/templates/check-template';
import { renderHtml, renderJson, renderText } from '../../../src/domain/templates/render';
import type { TemplateVariables } from '../../../src/domain/templates/render';
import { TemplateError } from '../../../src/domain/templates/template-error';
import { tried } from '../../properties';
import { RenderBudget } from '../../../src/domain/templates/render-budget';
import { variablesWith } from './a-rendering';

const variables: TemplateVariables = {
  contact: { id: 'ana', name: 'Ana <3 Bo & "Co"', tags: ['vip', 'new'] },
  data: { total: 1200, paid: false, at: '2026-11-24T10:00:00Z', nothing: null, blank: '  ', deep: { er: 'down' } },
  account: { id: 'acme', timezone: 'America/New_York' },
  run: variablesWith().run,
  now: Date.parse('2026-11-24T10:00:00.000Z'),
  timezone: 'America/New_York',
  get budget() {
    return RenderBudget.ofDecision();
  },
};

const text = (template: string): string => renderText(template, variables);

describe('a template', () => {
  it.each([
    ['Hello', 'Hello'],
    ['', ''],
    ['{ not } a {template}', '{ not } a {template}'],
    ['Hello {{ contact.name }}', 'Hello Ana <3 Bo & "Co"'],
    ['{{ data.total | divided_by: 100 | plus: 0.5 }}', '12.5'],
    ['{{ data.deep.er | upcase }}', 'DOWN'],
    ['{{ contact.tags | join: ", " }}, {{ contact.tags.size }}', 'vip, new, 2'],
    ['{% if data.paid %}Thanks{% else %}Please pay{% endif %}', 'Please pay'],
    ['{% for tag in contact.tags %}[{{ tag }}]{% endfor %}', '[vip][new]'],
    ['{% assign x = data.total | minus: 200 %}{{ x }}', '1000'],
    ['{{ account.id }}/{{ run.id }}', 'acme/run-1'],
    ['{% raw %}{{ contact.name }}{% endraw %}', '{{ contact.name }}'],
  ])('%j is rendered as %j', (template, expected) => {
    expect(text(template)).toBe(expected);
  });

  it('renders what is missing as nothing', () => {
    expect(text('[{{ contact.phone }}{{ data.a.b.c }}{{ nobody.home }}{{ data.nothing }}]')).toBe('[]');
    expect(text('{{ contact.phone | default: "no phone" }}')).toBe('no phone');
  });

  it.each([
    'contact.constructor',
    'contact.__proto__',
    'data.deep.toString',
    'contact.tags.constructor',
    'contact.hasOwnProperty',
  ])('sees nothing of %s but what the data holds', (path) => {
    expect(text(`{{ ${path} }}`)).toBe('');
  });

  it('tells dates in the zone of the rendering, and now as the time of the rendering', () => {
    expect(text('{{ data.at | date: "%Y-%m-%d %H:%M" }}')).toBe('2026-11-24 05:00');
    expect(text('{{ data.at | date: "%H:%M", "Asia/Kathmandu" }}')).toBe('15:45');
    expect(text('{{ "now" | date: "%Y-%m-%dT%H:%M:%S" }}')).toBe('2026-11-24T05:00:00');
    expect(text('{{ "today" | date: "%d.%m." }}')).toBe('24.11.');
  });

  it('renders the same twice, and forgets what it assigned', () => {
    const template = '{{ x }}{% assign x = 1 %}{% increment n %}{% cycle "a", "b" %}';
    expect(text(template)).toBe('0a');
    expect(text(template)).toBe('0a');
  });

  it('cannot change what it is given', () => {
    const { contact, data } = variables;
    const before = structuredClone({ contact, data });
    text('{% assign contact = "x" %}{% assign tags = contact.tags | push: "y" %}{% capture data %}z{% endcapture %}');
    expect({ contact, data }).toEqual(before);
  });
});

describe('a required value', () => {
  it.each(['contact.phone', 'data.nothing', 'data.blank', '""', 'nobody', 'data.deep.nowhere | upcase'])(
    'is missing data when it is %s',
    (value) => {
      const template = `Call {{ ${value} | required }}`;
      expect(() => text(template)).toThrow(MissingData);
      expect(() => renderHtml(template, variables)).toThrow(MissingData);
    },
  );

  it.each([
    ['data.total', '1200'],
    ['data.paid', 'false'],
    ['contact.id | upcase', 'ANA'],
    ['contact.phone | default: "none"', 'none'],
  ])('is there when it is %s', (value, expected) => {
    expect(text(`{{ ${value} | required }}`)).toBe(expected);
  });

  it.each([
    '{% if true %}{% for i in (1..2) %}{{ contact.phone | required }}{% endfor %}{% endif %}',
    '{% assign phone = contact.phone | required %}',
    '{% capture x %}{{ contact.phone | required }}{% endcapture %}',
    '{% liquid echo contact.phone | required %}',
  ])('is missed inside %s', (template) => {
    expect(() => text(template)).toThrow(MissingData);
  });

  it('is not missed where the template does not come to it', () => {
    expect(text('{% if data.paid %}{{ contact.phone | required }}{% endif %}ok')).toBe('ok');
  });
});

describe('what a template cannot do', () => {
  it.each(['include', 'render', 'layout', 'block'])('is to reach for other templates by %s', (tag) => {
    const template = `{% ${tag} "other" %}`;
    expect(checkTemplate(template)).toBe(`tag "${tag}" not found, line:1, col:1`);
    expect(() => text(template)).toThrow(TemplateError);
  });

  it.each([
    'sample',
    'shuffle',
    'date_to_string',
    'date_to_long_string',
    'date_to_xmlschema',
    'date_to_rfc822',
    'nope',
  ])('is to use the filter %s', (filter) => {
    const template = `{{ data.at | ${filter} }}`;
    expect(checkTemplate(template)).toBe(`undefined filter: ${filter}, line:1, col:1`);
    expect(() => text(template)).toThrow(TemplateError);
  });

  it.each([
    ['{{ contact.name', 'output "{{ contact.name" not closed, line:1, col:1'],
    ['Hi\n{% if %}{% endif %}', 'invalid value expression: "", line:2, col:6'],
    ['{% if data.paid %}', 'tag {% if data.paid %} not closed, line:1, col:1'],
    ['{% teleport %}', 'tag "teleport" not found, line:1, col:1'],
  ])('is to be broken, %j: told with the place', (template, fault) => {
    expect(checkTemplate(template)).toBe(fault);
    expect(() => text(template)).toThrow(fault);
  });

  it.each([
    ['{{ "%" | url_decode }}', 'URI malformed'],
    ['{{ data.at | date: "%H", "Mars/Olympus" }}', 'Mars/Olympus'],
  ])('is to fail otherwise than as a template: %s', (template, reason) => {
    expect(() => text(template)).toThrow(TemplateError);
    expect(() => text(template)).toThrow(reason);
  });
});

describe('the limits of a template', () => {
  it('are 64 Ki characters of text and 256 Ki of HTML', () => {
    const long = (length: number): TemplateVariables => ({ ...variables, data: { long: 'x'.repeat(length) } });
    expect(renderText('{{ data.long }}', long(65_536))).toHaveLength(65_536);
    expect(renderHtml('{{ data.long }}', long(262_144))).toHaveLength(262_144);
    expect(() => renderText('{{ data.long }}', long(65_537))).toThrow('longer than 65536 characters');
    expect(() => renderHtml('{{ data.long }}', long(262_145))).toThrow('longer than 262144 characters');
    expect(() => text('x'.repeat(65_537))).toThrow(TemplateError);
  });

  it('are 200,000 characters to be parsed', () => {
    expect(checkTemplate(`{{ run }}${' '.repeat(199_991)}`)).toBeNull();
    expect(checkTemplate(`{{ run }}${' '.repeat(199_992)}`)).toBe('must have at most 200000 characters');
  });

  it.each([
    ['a long range', '{% for i in (1..99999999) %}x{% endfor %}'],
    ['ranges in ranges', '{% for a in (1..2000) %}{% for b in (1..2000) %}x{% endfor %}{% endfor %}'],
    ['a text that doubles', `{% assign x = "xxxxxxxxxx" %}${'{% assign x = x | append: x %}'.repeat(40)}{{ x }}`],
    [
      'a captured text that doubles',
      `{% assign x = "xxxxxxxxxx" %}${'{% capture x %}{{ x }}{{ x }}{% endcapture %}'.repeat(40)}{{ x }}`,
    ],
    ['lists in lists', `{% assign a = data.total | split: "" %}${'{% assign a = a | push: a %}'.repeat(40)}{{ a }}`],
    [
      'a list of the same list',
      `{% assign a = (1..9999) | push: 1 %}{% assign b = a | slice: 0, 0 | push: a %}{{ b${' | concat: b'.repeat(40)} | sort }}`,
    ],
    ['a long text that is searched for', `{% if contact.name contains "${'a'.repeat(1_001)}" %}x{% endif %}`],
    ['a long text that is replaced', `{{ contact.name | replace: "${'a'.repeat(1_001)}", "" }}`],
    ['a wide date', '{{ data.at | date: "%99999999d" }}'],
    ['a long format of a date', `{{ data.at | date: "${'%A'.repeat(51)}" }}`],
    ['a text that is replaced by itself', `{{ "${'a'.repeat(2_000)}" | replace: "a", "${'a'.repeat(2_000)}" }}`],
  ])('hold against %s', (_, template) => {
    expect(() => text(template)).toThrow(TemplateError);
    expect(() => renderHtml(template, variables)).toThrow(TemplateError);
  });
});

describe('any text at all', () => {
  const pieces = fc.constantFrom(
    ...[
      '{{',
      '}}',
      '{%',
      '%}',
      '{%-',
      '-}}',
      ' ',
      '|',
      ':',
      ',',
      '"',
      "'",
      '.',
      '[',
      ']',
      '(1..3)',
      '==',
      'x',
      '7',
      '\n',
    ],
    ...['contact.name', 'data', 'if', 'endif', 'for x in', 'endfor', 'case', 'when', 'endcase', 'assign x =', 'cycle'],
    ...[
      'capture',
      'endcapture',
      'raw',
      'endraw',
      'liquid',
      'echo',
      'tablerow',
      'required',
      'date',
      'times',
      'sort',
      '#',
    ],
  );

  it('renders, or is refused as a template or for what it misses', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 15 }), (parts) => {
        const template = parts.join(' ');
        checkTemplate(template);
        try {
          text(template);
        } catch (error) {
          expect(['template_error', 'missing_data']).toContain(error instanceof DomainError ? error.code : error);
        }
      }),
      tried(1_000),
    );
  });
});

describe('a JSON body', () => {
  it('has a template in every string, but not in the names of its fields', () => {
    const body: Json = { '{{ contact.id }}': ['{{ contact.id }}', 1, null, { of: 'run {{ run.id }}' }], flag: true };
    expect(renderJson(body, variables)).toEqual({
      '{{ contact.id }}': ['ana', 1, null, { of: 'run run-1' }],
      flag: true,
    });
  });

  it('keeps a field whatever its name', () => {
    const rendered = renderJson(JSON.parse('{"__proto__":"{{ contact.id }}"}') as Json, variables);
    expect(JSON.stringify(rendered)).toBe('{"__proto__":"ana"}');
  });

  it('is missing data when a string in it is', () => {
    expect(() => renderJson(['{{ contact.phone | required }}'], variables)).toThrow(MissingData);
  });
});
