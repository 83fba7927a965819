import fc from 'fast-check';
import { checkTemplate } from '../../../src/domain/templates/check-template';
import { RenderBudget } from '../../../src/domain/templates/render-budget';
import { renderHtml, renderText, renderUrl } from '../../../src/domain/templates/render';
import type { TemplateVariables } from '../../../src/domain/templates/render';
import { DomainError } from '../../../src/kernel/errors';
import { tried } from '../../properties';
import { variablesWith } from './a-rendering';

const FILTERS = [
  ...[
    'abs',
    'append: "x"',
    'at_least: 5',
    'base64_encode',
    'capitalize',
    'compact',
    'concat: data.list',
    'date: "%A %5d"',
  ],
  ...[
    'default: "d"',
    'divided_by: 0',
    'downcase',
    'escape',
    'escape_once',
    'find: "n", 1',
    'first',
    'group_by: "n"',
    'has: "n"',
  ],
  ...[
    'inspect',
    'join: ", "',
    'json',
    'last',
    'map: "n"',
    'minus: 1',
    'money: "USD"',
    'newline_to_br',
    'plus: data.total',
  ],
  ...[
    'pop',
    'prepend: contact.name',
    'push: 1',
    'raw',
    'reject: "n", 1',
    'remove: "a"',
    'replace: "a", contact.name',
    'required',
  ],
  ...[
    'reverse',
    'round: 2',
    'shift',
    'size',
    'slice: 1, 3',
    'slugify',
    'sort',
    'sort: "n"',
    'sort_natural',
    'split: ""',
    'squish',
  ],
  ...[
    'strip',
    'strip_html',
    'strip_newlines',
    'sum: "n"',
    'times: 9',
    'truncate: 3',
    'truncatewords: 1',
    'uniq',
    'unshift: 0',
  ],
  ...[
    'upcase',
    'url_decode',
    'url_encode',
    'where: "n", 2',
    'where_exp: "x", "x.n > 1"',
    'xml_escape',
    'hmac_sha256: "k"',
  ],
];
const VALUES = [
  ...[
    'contact.name',
    'contact.blank',
    'contact.tags',
    'contact.tags[0]',
    'contact["name"]',
    'data',
    'data.o',
    'data.list',
    'data.total',
  ],
  ...[
    'data.at',
    'data.nothing',
    'data.x.y',
    'run.id',
    'account',
    'x',
    'y',
    'i',
    'i.n',
    'forloop.index',
    'nobody',
    '"<b>"',
    '5',
    '-1.5',
  ],
  ...[
    'nil',
    'empty',
    'blank',
    'true',
    '(1..5)',
    'data[contact.name]',
    'contact.constructor',
    'contact.__proto__',
    '"a".size',
  ],
];
const value = fc.constantFrom(...VALUES);
const filtered = fc
  .tuple(value, fc.array(fc.constantFrom(...FILTERS), { maxLength: 3 }))
  .map(([of, filters]) => [of, ...filters].join(' | '));
const condition = fc
  .tuple(value, fc.constantFrom('==', '!=', '<', '>=', 'contains', 'and', 'or'), value)
  .map(([left, operator, right]) => `${left} ${operator} ${right}`);
const text = fc.constantFrom(' ', 'Hi', '<p>', '</p>', '\n', '&', '{', '}}', 'https://example.com/');

const { templates } = fc.letrec<{ templates: string; one: string }>((tie) => ({
  one: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'template' },
    text,
    filtered.map((of) => `{{ ${of} }}`),
    condition.map((of) => `{{- ${of} -}}`),
    filtered.map((of) => `{% assign x = ${of} %}`),
    filtered.map((of) => `{% echo ${of} %}{% increment n %}{% cycle ${of}, "b" %}`),
    fc.tuple(condition, tie('templates')).map(([of, then]) => `{% if ${of} %}${then}{% else %}no{% endif %}`),
    fc.tuple(filtered, tie('templates')).map(([of, then]) => `{% unless ${of} %}${then}{% endunless %}`),
    fc.tuple(value, tie('templates')).map(([of, then]) => `{% for i in ${of} %}${then}{% endfor %}`),
    fc.tuple(value, tie('templates')).map(([of, then]) => `{% tablerow i in ${of} cols: 2 %}${then}{% endtablerow %}`),
    fc
      .tuple(value, value, tie('templates'))
      .map(([of, when, then]) => `{% case ${of} %}{% when ${when} %}${then}{% endcase %}`),
    tie('templates').map((then) => `{% capture y %}${then}{% endcapture %}`),
  ),
  templates: fc.array(tie('one'), { maxLength: 4, depthIdentifier: 'template' }).map((parts) => parts.join('')),
}));

/** What came of it, and what was left of the budget. */
function outcome(render: (template: string, of: TemplateVariables) => string, template: string): readonly unknown[] {
  const budget = RenderBudget.ofDecision();
  const contact = { id: 'ana', name: '<Ana> & "Co"\n', blank: ' ', tags: ['vip', '<b>'] };
  try {
    return [render(template, variablesWith({ budget, contact })), budget.rest];
  } catch (error) {
    expect(['template_error', 'missing_data']).toContain(error instanceof DomainError ? error.code : error);
    return [(error as DomainError).message, budget.rest];
  }
}

describe('any template', () => {
  it('renders or fails as a template or for what it misses, with the same work at every replay', () => {
    fc.assert(
      fc.property(templates, (template) => {
        const wrong = checkTemplate(template);
        expect(wrong === null || wrong !== '').toBe(true);
        for (const render of [renderText, renderHtml, renderUrl])
          expect(outcome(render, template)).toEqual(outcome(render, template));
      }),
      tried(1_000),
    );
  });
});
