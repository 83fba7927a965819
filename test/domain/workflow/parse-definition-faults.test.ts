import { parseDefinition } from '../../../src/domain/workflow/parse-definition';
import { faultsOf, refusesEach } from '../../kernel/faults-of';

const exit = { id: 'end', type: 'exit' };
const valid = { name: 'Welcome', trigger: { type: 'manual' }, steps: [exit] };

/** Each has one fault. */
const refuses = (rows: readonly (readonly [unknown, string])[]): void => {
  refusesEach((input) => parseDefinition(input), rows);
};

const step = (fields: object) => ({ ...valid, steps: [{ id: 'a', ...fields }] });
const sms = (fields: object) => step({ type: 'sms', body: 'Hi', ...fields });
const always = { field: 'contact.id', op: 'exists' };
const webhook = (fields: object) => step({ type: 'webhook', url: 'https://example.com/', ...fields });
const trigger = (fields: object) => ({ ...valid, trigger: fields });
const reminder = (fields: object) =>
  trigger({ type: 'reminder', event: 'booked', dateField: 'data.at', offset: '-PT24H', key: 'data.id', ...fields });

const TEMPLATE_FAULT = 'output "{{ x" not closed, line:1, col:1';
const NOT_TEXT = 'must be a string';
const EMPTY = 'must not be empty';

describe('a definition as a whole', () => {
  refuses([
    [null, ': must be an object'],
    [[], ': must be an object'],
    ['text', ': must be an object'],
    [{ trigger: valid.trigger, steps: valid.steps }, 'name: is required'],
    [{ ...valid, name: '' }, `name: ${EMPTY}`],
    [{ ...valid, name: ' \n' }, 'name: must not be blank'],
    [{ ...valid, name: 7 }, `name: ${NOT_TEXT}`],
    [{ ...valid, name: 'x'.repeat(201) }, 'name: must have at most 200 characters'],
    [{ ...valid, owner: 'me' }, 'owner: is not known here'],
    [{ ...valid, 'two words': 1 }, '["two words"]: is not known here'],
    [
      JSON.parse('{"name":"a","trigger":{"type":"manual"},"steps":[{"id":"a","type":"exit"}],"__proto__":{}}'),
      '__proto__: is not known here',
    ],
    [{ ...valid, entryConditions: { all: [always, { op: 'exists' }] } }, 'entryConditions.all[1].field: is required'],
    [{ ...valid, settings: null }, 'settings: must be an object'],
    [{ ...valid, settings: { reentry: 'twice' } }, 'settings.reentry: must be one of when_not_active, always, once'],
    [{ ...valid, settings: { timezone: 'Mars/Olympus' } }, 'settings.timezone: is not the IANA name of a time zone'],
    [{ ...valid, settings: { timezone: '+02:00' } }, 'settings.timezone: is not the IANA name of a time zone'],
    [{ ...valid, settings: { retries: 3 } }, 'settings.retries: is not known here'],
  ]);

  it('is at most 256 KiB of JSON', () => {
    const big = { id: 'a', type: 'webhook', url: 'https://example.com', body: Array(30).fill('x'.repeat(9_000)) };
    expect(faultsOf(() => parseDefinition({ ...valid, steps: [big] }))).toEqual([': must be at most 262144 bytes']);
  });

  it('is reported under the path it was found at', () => {
    const input = { ...valid, trigger: {}, steps: [1], settings: 1, entryConditions: 1, x: 1 };
    expect(faultsOf(() => parseDefinition(input, [], 'definition'))).toEqual([
      'definition.trigger.type: is required',
      'definition.entryConditions: must be an object',
      'definition.steps[0]: must be an object',
      'definition.settings: must be an object',
      'definition.x: is not known here',
    ]);
  });
});

describe('a trigger', () => {
  refuses([
    [{ name: 'Welcome', steps: [exit] }, 'trigger: is required'],
    [{ ...valid, trigger: 'manual' }, 'trigger: must be an object'],
    [trigger({}), 'trigger.type: is required'],
    [trigger({ type: 'webhook', event: 'x' }), 'trigger.type: must be one of event, manual, reminder'],
    [trigger({ type: 'manual', event: 'x' }), 'trigger.event: is not known here'],
    [trigger({ type: 'event' }), 'trigger.event: is required'],
    [trigger({ type: 'event', event: 'a b' }), 'trigger.event: has a character that event types cannot have'],
    [trigger({ type: 'event', event: 'x'.repeat(129) }), 'trigger.event: must have at most 128 characters'],
    [trigger({ type: 'event', event: 'x', offset: 'PT1H' }), 'trigger.offset: is not known here'],
    [reminder({ event: 5 }), `trigger.event: ${NOT_TEXT}`],
    [
      reminder({ dateField: 'appointment.at' }),
      'trigger.dateField: must be a path into contact or data, such as data.total',
    ],
    [reminder({ key: 'data' }), 'trigger.key: must be a path into contact or data, such as data.total'],
    [reminder({ key: 'data.a..b' }), 'trigger.key: must be a path into contact or data, such as data.total'],
    [reminder({ offset: '24h' }), 'trigger.offset: is not an ISO 8601 duration such as -PT24H'],
    [reminder({ offset: '-P11Y' }), 'trigger.offset: is longer than ten years'],
    [reminder({ cancelEvent: 'booked' }), 'trigger.cancelEvent: must be another event type than event'],
    [reminder({ cancelEvent: 'x y' }), 'trigger.cancelEvent: has a character that event types cannot have'],
    [reminder({ until: 'x' }), 'trigger.until: is not known here'],
  ]);

  it('names everything that a reminder lacks', () => {
    expect(faultsOf(() => parseDefinition(trigger({ type: 'reminder' })))).toEqual([
      'trigger.event: is required',
      'trigger.dateField: is required',
      'trigger.offset: is required',
      'trigger.key: is required',
    ]);
  });
});

describe('a step', () => {
  refuses([
    [{ name: 'Welcome', trigger: { type: 'manual' } }, 'steps: is required'],
    [{ ...valid, steps: { 0: exit } }, 'steps: must be a list'],
    [{ ...valid, steps: [] }, `steps: ${EMPTY}`],
    [{ ...valid, steps: [exit, null] }, 'steps[1]: must be an object'],
    [{ ...valid, steps: [{ type: 'exit' }] }, 'steps[0].id: is required'],
    [step({ id: 'a b', type: 'exit' }), 'steps[0].id: has a character that ids cannot have'],
    [step({ id: '', type: 'exit' }), `steps[0].id: ${EMPTY}`],
    [step({ id: 'x'.repeat(129), type: 'exit' }), 'steps[0].id: must have at most 128 characters'],
    [{ ...valid, steps: [exit, exit] }, 'steps[1].id: is used by another step'],
    [step({}), 'steps[0].type: is required'],
    [
      step({ type: 'fax', number: '1' }),
      'steps[0].type: must be one of sms, email, webhook, delay, business_hours, condition, exit',
    ],
    [step({ type: 'exit', label: '' }), `steps[0].label: ${EMPTY}`],
    [step({ type: 'exit', label: 'x'.repeat(201) }), 'steps[0].label: must have at most 200 characters'],
    [step({ type: 'exit', onError: 'retry' }), 'steps[0].onError: must be one of continue, stop'],
    [step({ type: 'exit', body: 'x' }), 'steps[0].body: is not known here'],
    [step({ type: 'business_hours', duration: 'P1D' }), 'steps[0].duration: is not known here'],
    [step({ type: 'sms' }), 'steps[0].body: is required'],
    [sms({ body: '' }), `steps[0].body: ${EMPTY}`],
    [sms({ body: '{{ x' }), `steps[0].body: ${TEMPLATE_FAULT}`],
    [sms({ body: 'x'.repeat(10_001) }), 'steps[0].body: must have at most 10000 characters'],
    [sms({ to: null }), `steps[0].to: ${NOT_TEXT}`],
    [sms({ to: '{{ x' }), `steps[0].to: ${TEMPLATE_FAULT}`],
    ...['nobody', ' ', '(555) 0100', '+1 555 0100', '5550100', 'ana@example.com', '+15550100, +15550101', '+1555٠'].map(
      (to): [unknown, string] => [sms({ to }), 'steps[0].to: is not one phone number such as +15550100000'],
    ),
    ...['nobody', ' ', '+15550100', 'ana@localhost', 'Ana <ana@example.com>', 'a@example.com,b@example.com'].map(
      (to): [unknown, string] => [
        step({ type: 'email', to, subject: 'Hi', body: 'Hi' }),
        'steps[0].to: is not one email address such as ana@example.com',
      ],
    ),
    [sms({ subject: 'x' }), 'steps[0].subject: is not known here'],
    [step({ type: 'email', subject: 'Hi' }), 'steps[0].body: is required'],
    [step({ type: 'email', body: 'Hi' }), 'steps[0].subject: is required'],
    [step({ type: 'email', subject: '{{ x', body: 'Hi' }), `steps[0].subject: ${TEMPLATE_FAULT}`],
    [
      step({ type: 'email', subject: 'x', body: 'x'.repeat(200_001) }),
      'steps[0].body: must have at most 200000 characters',
    ],
    [step({ type: 'condition' }), 'steps[0].if: is required'],
    [step({ type: 'condition', if: { field: 'data.a', op: 'eq' } }), 'steps[0].if.value: is required'],
    [step({ type: 'condition', if: always, then: {} }), 'steps[0].then: must be a list'],
    [step({ type: 'condition', if: always, else: [{ id: 'b' }] }), 'steps[0].else[0].type: is required'],
    [
      step({ type: 'condition', if: always, then: [{ ...exit, id: 'a' }] }),
      'steps[0].then[0].id: is used by another step',
    ],
    [step({ type: 'delay' }), 'steps[0].duration: is required'],
    [step({ type: 'delay', duration: 48 }), `steps[0].duration: ${NOT_TEXT}`],
    [
      step({ type: 'delay', duration: '2 days' }),
      'steps[0].duration: is not an ISO 8601 duration such as P2D or PT90M',
    ],
    [step({ type: 'delay', duration: '-P1D' }), 'steps[0].duration: must not be negative'],
    [step({ type: 'delay', duration: 'P401D' }), 'steps[0].duration: is longer than 400 days'],
  ]);
});

describe('a webhook step', () => {
  refuses([
    [step({ type: 'webhook' }), 'steps[0].url: is required'],
    [webhook({ url: 'http://example.com' }), 'steps[0].url: must be an https address'],
    [webhook({ url: 'https://10.0.0.1' }), 'steps[0].url: must lead to a public host'],
    [webhook({ url: `https://example.com/${'x'.repeat(2_048)}` }), 'steps[0].url: must have at most 2048 characters'],
    [webhook({ url: 'https://example.com/{% nope %}' }), 'steps[0].url: tag "nope" not found, line:1, col:21'],
    [webhook({ method: 'TRACE' }), 'steps[0].method: must be one of GET, POST, PUT, PATCH, DELETE'],
    [webhook({ body: { rows: [1, { 'a b': '{{ x' }] } }), `steps[0].body.rows[1]["a b"]: ${TEMPLATE_FAULT}`],
  ]);
});

describe('several faults', () => {
  it('are reported together, each with its path', () => {
    const input = {
      name: '',
      trigger: { type: 'event', event: 'x y' },
      entryConditions: {
        all: [
          { field: 'x', op: 'eq', value: 1 },
          { field: 'data.a', op: 'in', value: 1 },
        ],
      },
      steps: [
        { id: 'a', type: 'sms' },
        {
          id: 'a',
          type: 'condition',
          if: {},
          then: [{ id: 'c', type: 'delay', duration: 'P1000D', x: 1 }],
          else: 'no',
        },
      ],
      settings: { reentry: 'x', timezone: 'x' },
      extra: true,
    };
    expect(faultsOf(() => parseDefinition(input)).map((fault) => fault.slice(0, fault.indexOf(': ')))).toEqual([
      'name',
      'trigger.event',
      'entryConditions.all[0].field',
      'entryConditions.all[1].value',
      'steps[0].body',
      'steps[1].id',
      'steps[1].if.field',
      'steps[1].if.op',
      'steps[1].then[0].duration',
      'steps[1].then[0].x',
      'steps[1].else',
      'settings.reentry',
      'settings.timezone',
      'extra',
    ]);
  });
});
