import { parseDefinition } from '../../../src/domain/workflow/parse-definition';
import { refusesEach } from '../../kernel/faults-of';

const webhook = (headers: unknown) => ({ id: 'a', type: 'webhook', url: 'https://example.com/', headers });
const parse = (headers: unknown) =>
  parseDefinition({ name: 'Welcome', trigger: { type: 'manual' }, steps: [webhook(headers)] });

/** In each of them the value is more than one line, or holds what none can hold. */
const NO_LINES = ['a\r\nX-B: b', 'a\n', 'a\rb', 'a\0', 'a\u0001', '\u007f', 'a\u0085b', 'a\u2028b', '\u2029'];
const RESERVED = [
  ...['host', 'HOST', 'Content-Length', 'transfer-encoding', 'Connection', 'keep-alive', 'TE', 'Trailer', 'Upgrade'],
  ...['Expect', 'Proxy-Authorization', 'Idempotency-Key', 'Webhook-Signature', 'webhook-id', 'WEBHOOK-TIMESTAMP'],
];
const TOO_MANY = Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`X-${i}`, '']));

describe('the headers of a webhook that is saved', () => {
  const at = 'steps[0].headers';
  refusesEach(parse, [
    [[], `${at}: must be an object`],
    [TOO_MANY, `${at}: must have at most 50 fields`],
    [{ 'X-A': 1 }, `${at}.X-A: must be a string`],
    [{ 'X-A': '{{ x' }, `${at}.X-A: output "{{ x" not closed, line:1, col:1`],
    [{ 'X A': 'a' }, `${at}["X A"]: is not the name of a header`],
    [{ 'X-A': 'a', 'x-a': 'b' }, `${at}.x-a: is the same header as X-A: case does not tell them apart`],
    [
      { etag: '{{ data.a }}', 'X-A': 'a', ETag: 'b' },
      `${at}.ETag: is the same header as etag: case does not tell them apart`,
    ],
    ...NO_LINES.map((text) => [{ 'X-A': text }, `${at}.X-A: must be one line, without control characters`] as const),
    ...RESERVED.map((name) => [{ [name]: 'a' }, `${at}.${name}: is set by the service itself`] as const),
  ]);

  it('may have any others, with tabs in their templates and every character that can be seen', () => {
    const headers = { 'X-A': '{{\tdata.key }} Zoë 日本 👋', 'x-b': '', Authorization: 'Bearer {{ data.key }}' };
    expect(parse(headers).steps).toMatchObject([{ headers }]);
  });
});
