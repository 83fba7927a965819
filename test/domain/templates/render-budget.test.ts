import { RenderBudget } from '../../../src/domain/templates/render-budget';
import { renderHtml, renderText } from '../../../src/domain/templates/render';
import { variablesWith } from './a-rendering';

const RUNS_AWAY = '{% for i in (1..500000) %}{% assign a = i | times: i %}{% endfor %}';

describe('the budget of a decision', () => {
  it('leaves enough for the ordinary templates after one that runs away', () => {
    const budget = RenderBudget.ofDecision();
    const variables = variablesWith({ budget });
    for (let i = 0; i < 3; i++) expect(() => renderText(RUNS_AWAY, variables)).toThrow('more work than they may');
    for (let i = 0; i < 20; i++) expect(renderText('Hi {{ contact.name | upcase }}', variables)).toBe('Hi ANA');
  });

  it('is spent by the same count at every replay, whether templates are known already or not', () => {
    const spent = (template: string): number => {
      const budget = RenderBudget.ofDecision();
      renderText(template, variablesWith({ budget }));
      return budget.rest;
    };
    const template = '{% for i in (1..50) %}{{ i | times: 2 }}{{ data.at | date: "%A" }}{% endfor %}';
    expect(spent(template)).toBe(spent(template));
  });

  it('suffices for a loop of 10,000 items', () => {
    const template = '{% for i in (1..10000) %}{{ i }},{% endfor %}';
    expect(renderText(template, variablesWith()).split(',')).toHaveLength(10_001);
    expect(renderHtml(template, variablesWith()).split(',')).toHaveLength(10_001);
  });

  it('is a part of the budget of a test run, which ends too', () => {
    const whole = RenderBudget.ofTestRun();
    const decide = (): string => {
      const variables = variablesWith({ budget: RenderBudget.ofDecision(undefined, whole) });
      expect(() => renderText(RUNS_AWAY, variables)).toThrow('more work than they may');
      return renderText('{{ contact.name }}', variables);
    };
    for (let i = 0; i < 30; i++) expect(decide()).toBe('Ana');
    for (let i = 0; i < 200 && whole.rest > 0; i++) {
      const variables = variablesWith({ budget: RenderBudget.ofDecision(undefined, whole) });
      expect(() => renderText(RUNS_AWAY, variables)).toThrow('more work than they may');
    }
    expect(whole.rest).toBeLessThan(1_000_000);
  });

  it('is stopped by the brake of whoever decides', () => {
    const variables = variablesWith({ budget: RenderBudget.ofDecision(() => true) });
    expect(() => renderText('{{ contact.name }}', variables)).toThrow('take too long to render');
  });
});

describe('the work of a template', () => {
  const big = 'a'.repeat(200_000);
  const list = Array.from({ length: 20_000 }, (_, i) => String(i));
  const fields = Object.fromEntries(list.map((name) => [name, 1]));
  const rows = list.slice(0, 8_000).map((n) => ({ n, of: [1, 2] }));
  const often = (body: string): string => `{% for i in (1..5000) %}${body}{% endfor %}`;

  it.each([
    ['names', '{% assign x = data.rows[3].of[1] %}'.repeat(40)],
    ['names in a deep path', `{% assign x = data${'.x'.repeat(500)} %}`],
    ['conditions', `{% if true${' and true'.repeat(200)} %}{% endif %}`],
    ['cases', `{% case 1 %}{% when 2${', 2'.repeat(200)} %}{% endcase %}`],
    ['cases of lists', '{% case data.list %}{% when data.list %}{% endcase %}'],
    ['lists that are compared', '{% if data.list == data.list %}{% endif %}'],
    ['lists that are looked through', '{% if data.list contains "z" %}{% endif %}'],
    ['texts that are searched', '{% if data.big contains "ab" %}{% endif %}'],
    ['texts that are compared', '{% if data.big < data.big %}{% endif %}'],
    ['filters', `{% assign x = 1${' | plus: 1'.repeat(200)} %}`],
    ['arguments of filters', `{% assign x = 1 | plus: 1${', 1'.repeat(1_000)} %}`],
    ['lists that are given for a text', '{% assign x = "a" | has: data.list %}'],
    ['texts that are put together', '{% capture y %}{{ data.big }}{% endcapture %}{% assign x = y | append: y %}'],
    ['fields that are counted', '{% assign x = data.fields.size %}'],
    ['fields that are gone through', '{% for x in data.fields limit: 1 %}{% endfor %}'],
    ['lists that are sorted', '{% assign x = data.list | sort_natural %}'],
    ['rows that are sorted', '{% assign x = data.rows | sort: "n" %}'],
    ['rows that are found', '{% assign x = data.rows | where: "n", "-1" %}'],
    ['rows that are found by a condition', '{% assign x = data.rows | find_exp: "x", "x.n < 0" %}'],
    ['rows that are grouped', '{% assign x = data.rows | group_by: "n" %}'],
    ['lists that are written as JSON', '{% assign x = data.rows | json: 10 %}'],
    ['conditions that are parsed anew', `{% assign x = "a" | where_exp: "x", "${'x and '.repeat(500)}x" %}`],
    ['texts that are changed', '{% assign x = data.big | slugify: "latin" | url_encode | url_decode %}'],
    ['texts that are split', '{% assign x = data.big | split: "" %}'],
    ['long texts in long lists', '{% assign x = x | push: data.big | sort_natural %}'],
    ['dates', '{% assign x = data.at | date: "%A" %}'],
    ['amounts', '{% assign x = 5 | money: "EUR" %}'],
    ['what is cycled through', `{% cycle ${'"a", '.repeat(300)}"b" %}`],
    ['what is captured', `{% capture x %}${'y'.repeat(2_000)}{% endcapture %}`],
    ['what is raw', `{% raw %}${'{{'.repeat(1_000)}{% endraw %}`],
    ['cells', '{% tablerow x in (1..300) %}{% endtablerow %}'],
    ['nothing', '{% for x in (1..1000) %}{% endfor %}'],
  ])('is counted: %s', (_, body) => {
    const variables = variablesWith({ data: { big, list, fields, rows, at: '2026-11-24T10:00:00Z' } });
    expect(() => renderHtml(often(body), variables)).toThrow(/more work than they may|longer than/);
  });
});
