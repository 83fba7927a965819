import { caseOf, missingIn, triedWith, valuesOf } from '../../console/src/pages/test-run/test-case';
import type { TestCase } from '../../console/src/pages/test-run/test-case';
import { fieldsInText, usedFields } from '../../console/src/pages/test-run/used-fields';
import type { Definition } from '../../console/src/pages/test-run/used-fields';
import { durationInWords, isoDuration, simpleDuration } from '../../console/src/words/durations';
import { resultInWords, ruleInWords } from '../../console/src/words/rules';

describe('the fields of a text', () => {
  it.each([
    ['Hi {{ contact.name }}', ['contact.name']],
    ['{{contact.name}}{{data.a.b}}', ['contact.name', 'data.a.b']],
    ['{{ data.estimate.total | money: "USD" }}', ['data.estimate.total']],
    ['{{ contact.name | default: data.name }}', ['contact.name', 'data.name']],
    ['{{ contact.name | default: "data.none" }}', ['contact.name']],
    ['{% if data.paid == true %}x{% endif %}', ['data.paid']],
    ['{% for one in data.items %}{{ one.name }}{% endfor %}', ['data.items']],
    ['{{ data.items.size }}', ['data.items']],
    ['{{ data.größe }}', ['data.größe']],
    ['data.none, not {{ run.id }}', []],
    ['{{ mydata.x }} {{ x.data.y }}', []],
    ['{{ contact }} {{', []],
    ['{{ data.first\n}}', []],
  ])('%j', (text, fields) => {
    expect(fieldsInText(text)).toEqual(fields);
  });

  it('of a whole workflow are each told once, the contact’s first, and what is within instead of what it is in', () => {
    const definition: Definition = {
      name: 'x',
      trigger: { type: 'reminder', event: 'e', dateField: 'data.at', offset: '-P1D', key: 'data.id' },
      entryConditions: {
        all: [{ field: 'data.total', op: 'gt', value: 1 }, { not: { field: 'contact.vip', op: 'exists' } }],
      },
      steps: [
        { id: '1', type: 'sms', body: '{{ data.total }} {{ data.job }}' },
        {
          id: '2',
          type: 'condition',
          if: { any: [{ field: 'data.job.id', op: 'exists' }] },
          else: [{ id: '3', type: 'email', to: '{{ data.mail }}', subject: '', body: '' }],
        },
        {
          id: '4',
          type: 'webhook',
          url: 'https://a.b/{{ data.x }}',
          headers: { a: '{{ data.y }}' },
          body: [{ b: '{{ data.z }}' }],
        },
        { id: '5', type: 'delay', until: 'data.later' },
      ],
    };
    expect(usedFields(definition)).toEqual([
      ...['contact.name', 'contact.vip', 'contact.phone', 'contact.timezone'],
      ...['data.total', 'data.at', 'data.job.id', 'data.mail', 'data.x', 'data.y', 'data.z', 'data.later'],
    ]);
  });
});

describe('what a run before began with', () => {
  const began = {
    contact: { id: 'c-1', name: 'Ana', phone: '+12025550123', vip: true, address: { city: 'Reno' } },
    data: { estimate: { total: '6200', paid: false }, items: [{ name: 'Boiler' }], note: null, code: 7 },
  };
  const fields = ['contact.name', 'contact.phone', 'contact.email', 'data.estimate.total', 'data.items', 'data.code'];

  it('is the same again when nothing was changed, whatever its types', () => {
    expect(triedWith(caseOf(began, fields), fields)).toEqual({ ...began, contact: { ...began.contact, email: null } });
    expect(triedWith(caseOf(began, []), [])).toEqual(began);
    expect(triedWith(caseOf({ contact: { id: 'c' }, data: {} }, ['data.a.b']), ['data.a.b'])).toEqual({
      contact: { id: 'c' },
      data: {},
    });
  });

  it('is all there to be seen: in a field, or as JSON', () => {
    const { values, more } = caseOf(began, fields);
    expect(values).toMatchObject({ 'contact.name': 'Ana', 'data.estimate.total': '6200', 'data.code': '7' });
    expect(JSON.parse(more)).toEqual({
      data: { estimate: { paid: false }, items: [{ name: 'Boiler' }], note: null },
    });
    expect(caseOf({ contact: { id: 'c' }, data: { a: { b: 1 } } }, ['data.a.b']).more).toBe('');
  });

  it('is changed by what is typed, and emptied by what is taken away', () => {
    const before = caseOf(began, fields);
    const values = { ...before.values, 'data.estimate.total': '80', 'data.code': '' };
    const { data } = triedWith({ ...before, values }, fields);
    expect(data).toMatchObject({ estimate: { total: 80, paid: false }, items: [{ name: 'Boiler' }] });
    expect(data['code'] ?? null).toBe(null);
  });

  it('tells which fields have nothing', () => {
    const before = caseOf(began, fields);
    expect(missingIn(before, fields)).toEqual(['contact.email']);
    expect(missingIn({ ...before, values: {} }, fields)).toContain('data.code');
    expect(missingIn({ ...before, more: '{' }, fields)).toEqual([]);
  });
});

describe('what a test run is tried with', () => {
  const tried = (values: TestCase['values'], more = '', chosen: TestCase['chosen'] = null) =>
    triedWith({ chosen, values, more }, Object.keys(values));

  it('is what the fields say, numbers and yes or no as such in data, and texts of a contact as texts', () => {
    const values = {
      'contact.name': '007',
      'contact.phone': '5550100',
      'data.a.b': '6200',
      'data.a.c': 'true',
      'data.d': '1.0',
    };
    expect(tried(values)).toEqual({
      contact: { id: 'test-contact', name: '007', phone: '5550100' },
      data: { a: { b: 6200, c: true }, d: '1.0' },
    });
  });

  it('begins with whoever was chosen and with JSON, and leaves out what was emptied and stands nowhere else', () => {
    const chosen = { id: 'c-1', name: 'Ana', email: 'a@b.c' };
    const more = '{"contact": {"vip": 1}, "data": {"items": [{"name": "x"}], "gone": 1}}';
    expect(tried({ 'contact.email': ' ', 'data.items.0.name': 'y', 'data.gone': '' }, more, chosen)).toEqual({
      contact: { id: 'c-1', name: 'Ana', email: null, vip: 1 },
      data: { items: [{ name: 'y' }], gone: 1 },
    });
    expect(chosen).toEqual({ id: 'c-1', name: 'Ana', email: 'a@b.c' });
    expect(valuesOf({ id: 'c', a: { b: 1 }, c: null }, ['contact.a.b', 'contact.c', 'contact.d', 'data.x'])).toEqual({
      'contact.a.b': '1',
      'contact.c': '',
      'contact.d': '',
    });
  });

  it.each(['{', '[]', '7', 'null', '{"data": []}', '{"contact": 1}', '{"other": {}}'])(
    'is refused where the JSON is %s',
    (more) => {
      expect(() => tried({}, more)).toThrow(SyntaxError);
    },
  );

  it('touches no object’s own machinery', () => {
    tried({ 'data.__proto__.polluted': '1', 'data.constructor.prototype.polluted': '1' });
    expect('polluted' in {}).toBe(false);
  });
});

describe('in words', () => {
  it.each([
    ['P2D', '2 days'],
    ['PT24H', '24 hours'],
    ['-P1DT12H', '1 day 12 hours'],
    ['P1M', '1 month'],
    ['PT1M', '1 minute'],
    ['P1Y2W', '1 year 2 weeks'],
    ['PT0.5S', '0.5 seconds'],
    ['soon', 'soon'],
    ['', ''],
  ])('the duration %j is %j', (iso, words) => {
    expect(durationInWords(iso)).toBe(words);
  });

  it.each(['P2D', 'PT24H', '-P1D', 'PT5M', 'P3W', 'P1M', '-PT0M'])('%s is a number and a unit, and back', (iso) => {
    const simple = simpleDuration(iso);
    expect(simple === null ? null : isoDuration(simple)).toBe(iso);
  });

  it.each(['P1DT2H', 'P', 'PT', '', 'P1.5D', 'P1Y', 'P9999999D'])('%j is left as it is', (iso) => {
    expect(simpleDuration(iso)).toBeNull();
  });

  const field = 'data.estimate.total';
  it.each([
    [{ op: 'gte', value: 1000, actual: 6200, passed: true }, 'estimate total 6,200 is at least 1,000'],
    [{ op: 'gte', value: 1000, actual: 80, passed: false }, 'estimate total 80 is not at least 1,000'],
    [{ op: 'gt', value: 5, actual: null, passed: false }, 'there is no estimate total: it is not more than 5'],
    [{ op: 'exists', value: null, actual: null, passed: false }, 'estimate total is not there'],
    [{ op: 'in', value: ['a', 2], actual: 'a', passed: true }, 'estimate total “a” is one of “a”, 2'],
    [{ op: 'ne', value: 'x', actual: 'x', passed: false }, 'estimate total “x” is “x”'],
    [{ op: 'eq', value: true, actual: false, passed: false }, 'estimate total no is not yes'],
  ] as const)('a comparison: %j', (result, words) => {
    expect(resultInWords({ field, ...result, value: result.value })).toBe(words);
  });

  it('a rule', () => {
    const total = { field, op: 'gt', value: 100 } as const;
    const named = { field: 'contact.firstName', op: 'exists' } as const;
    expect(ruleInWords({ any: [{ all: [total, named] }, { not: named }] })).toBe(
      '(estimate total is more than 100 and contact first name is there) or contact first name is not there',
    );
    expect(ruleInWords({ not: { any: [total, { not: named }] } })).toBe(
      'not (estimate total is more than 100 or contact first name is not there)',
    );
    expect([ruleInWords({ all: [] }), ruleInWords({ any: [] })]).toEqual(['always', 'never']);
    expect(ruleInWords({ field: '', op: 'exists' })).toBe('… is there');
  });
});
