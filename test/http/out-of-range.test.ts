import type { JsonObject } from '../../src/kernel/message';
import { invalid, problem } from './problem';
import { thingsOf } from './routes';
import type { Things } from './routes';
import { TestApi, contact, definition } from './test-api';

let api: TestApi;
let things: Things;

beforeAll(async () => {
  api = await TestApi.open();
  things = await thingsOf(api);
});
afterAll(() => api.close());

const A = '/api/automations';

describe('a parameter out of range', () => {
  const lists = [`${A}/runs`, `${A}/workflows`, `${A}/outbox`, `${A}/reminders`];
  const everywhere = [...lists, `${A}/settings`];

  it.each(['0', '201', '-1', '1.5', '1e2', 'ten', '', '50&limit=50'])(
    'limit=%s is refused by every list',
    async (text) => {
      for (const path of lists) await api.as('viewer').get(`${path}?limit=${text}`).expect(invalid('limit'));
    },
  );

  it('that is no number or out of its bounds is told these, and nothing else', async () => {
    const errors = [{ path: 'limit', message: 'must be a whole number from 1 to 200' }];
    for (const path of lists)
      for (const limit of ['ten', '-1', '1.5', '', '1001']) {
        const answer = await api.as('viewer').get(`${path}?limit=${limit}`).expect(400);
        expect(answer.body).toMatchObject({ errors });
      }
  });

  it.each(['', 'x', 'W10', 'WyJhIiwiYiJd', 'bnVsbA', '*', 'x'.repeat(2_000)])(
    'cursor=%s is refused',
    async (cursor) => {
      for (const path of lists) await api.as('viewer').get(`${path}?cursor=${cursor}`).expect(invalid('cursor'));
    },
  );

  it.each(['-1', '10001', 'soon', ''])('timeoutMs=%s is refused', async (text) => {
    for (const path of everywhere) await api.as('viewer').get(`${path}?timeoutMs=${text}`).expect(invalid('timeoutMs'));
  });

  interface Told {
    readonly name: string;
    readonly in: string;
    readonly schema: {
      readonly type?: string;
      readonly minimum?: number;
      readonly maximum?: number;
      readonly maxLength?: number;
    };
  }
  const NUMBERS = [
    '',
    ' ',
    '-1',
    '+1',
    '1.5',
    '1e2',
    '0x1',
    'ten',
    '１',
    '10000000000',
    '9'.repeat(30),
    'null',
    '1&%s=2',
  ];
  /** What is just beyond the bounds that are told. */
  const beyond = ({ minimum, maximum, maxLength }: Told['schema']): readonly string[] => [
    ...(minimum === undefined ? [] : [String(minimum - 1)]),
    ...(maximum === undefined ? [] : [String(maximum + 1)]),
    ...(maxLength === undefined ? [] : ['x'.repeat(maxLength + 1)]),
  ];
  const POSITIONS = ['5', '-1', '000000000000000G', '00000000000000000', '8000000000000000', 'f'.repeat(16), 'F'];
  const BAD: Readonly<Record<string, readonly string[]>> = {
    minPosition: POSITIONS,
    after: ['', ...POSITIONS],
    until: ['', ...POSITIONS],
    hash: ['', 'x', 'a'.repeat(63), 'A'.repeat(64), 'a'.repeat(65)],
    at: ['', '-1', '1.5', '1e2', 'now', '10000000000', '2026-11-24'],
  };

  interface Operation {
    readonly parameters?: readonly Told[];
  }
  const told = async (): Promise<readonly (readonly [path: string, Readonly<Record<string, Operation>>])[]> =>
    Object.entries(((await api.as('admin').get('/api/openapi.json').expect(200)).body as { paths: object }).paths);

  it('that is empty is refused by its name, whatever it is, but a position of what has no events', async () => {
    const tried: string[] = [];
    for (const [pattern, operations] of await told())
      for (const [method, { parameters = [] }] of Object.entries(operations))
        for (const { name } of parameters.filter((one) => one.in === 'query' && !pattern.includes('/providers/'))) {
          if (name === 'minPosition') continue;
          const client = api.as(method !== 'get' || pattern.includes('/hooks') ? 'owner' : 'admin');
          const path = `${pathTo(pattern)}?${name}=`;
          const answer = await (method === 'put' ? client.put(path).send(definition()) : client.get(path));
          invalid(name)(answer);
          tried.push(`${method} ${pattern} ${name}`);
        }
    expect(tried.length).toBeGreaterThan(60);
    const nothing = await api.as('manager').delete(`${A}/contacts/nobody/opt-outs/sms`).expect(200);
    expect(nothing.body).toMatchObject({ position: '' });
    for (const path of everywhere) await api.as('viewer').get(`${path}?minPosition=`).expect(200);
  });

  it('of every query that takes a number, a position, a revision, a hash, or a text of so many characters is refused by its name', async () => {
    const tried: string[] = [];
    for (const [pattern, { get }] of await told())
      for (const { name, in: place, schema } of get?.parameters ?? []) {
        const wrong = BAD[name] ?? (schema.type === 'integer' ? NUMBERS : []);
        const bad = place !== 'query' ? [] : [...wrong, ...beyond(schema)];
        const path = pathTo(pattern);
        const values = bad.map((text) => `${name}=${encodeURIComponent(text)}`);
        for (const value of bad.length === 0 ? [] : [...values, `${name}=1&${name}=2`]) {
          const answer = await api
            .as(pattern.includes('/hooks') ? 'owner' : 'admin')
            .get(`${path}?${value}`)
            .expect(invalid(name));
          const message = `must be a whole number from ${schema.minimum} to ${schema.maximum}`;
          if (schema.type === 'integer') expect(answer.body).toMatchObject({ errors: [{ path: name, message }] });
          tried.push(`${pattern} ${name}`);
        }
      }
    expect(new Set(tried).size).toBeGreaterThan(40);
  });

  /** Of what there is. */
  const pathTo = (pattern: string): string =>
    pattern
      .replace('/workflows/{id}', `/workflows/${things.workflow}`)
      .replace('/runs/{id}', `/runs/${things.run}`)
      .replace('/contacts/{id}', `/contacts/${things.contact}`)
      .replace('{stream}', things.stream)
      .replace('{token}', things.hook)
      .replace('{channel}', 'sms')
      .replace('{name}', 'run-history');

  it.each(['', '0', '-1', '1.5', 'one', '1&expectedVersion=2'])(
    'expectedVersion=%s is refused by a new version',
    async (text) => {
      const path = `${A}/workflows/${things.workflow}?expectedVersion=${text}`;
      await api.as('manager').put(path).send(definition()).expect(invalid('expectedVersion'));
    },
  );

  it.each([
    ['status', 'done'],
    ['status', ''],
    ['status', 'running&status=done'],
    ['errorCode', 'unlucky'],
    ['workflowId', 'a b'],
    ['workflowId', 'x'.repeat(129)],
    ['contact', ''],
    ['contact', 'x'.repeat(321)],
    ['contact', 'ana&contact=bob'],
    ['from', '2026-11-24'],
    ['from', '2026-11-24T10:00:00'],
    ['to', '2026-02-30T10:00:00Z'],
    ['to', '2026-11-24T24:00:00Z'],
    ['to', '2026-11-24T10:00:00%2B25:00'],
    ['to', '9999-12-31T23:59:59-01:00'],
    ['from', '1764000000000'],
  ])('%s=%s is refused by the list of runs', async (name, text) => {
    await api.as('viewer').get(`${A}/runs?${name}=${text}`).expect(invalid(name));
  });

  it.each([
    ['timezone', 'Mars/Olympus'],
    ['timezone', '%2B01:00'],
    ['by', 'cancelled'],
  ])('%s=%s is refused by the overview', async (name, text) => {
    await api.as('viewer').get(`${A}/workflows/${things.workflow}/overview?${name}=${text}`).expect(invalid(name));
  });

  it.each([
    ['contact', 'x'.repeat(321)],
    ['contact', ''],
    ['workflowId', 'x%2Fy'],
    ['status', 'done'],
    ['status', ''],
    ['status', 'fired&status=done'],
  ])('of reminders is refused too: %s=%s', async (name, value) => {
    await api.as('viewer').get(`${A}/reminders?${name}=${value}`).expect(invalid(name));
  });

  it('of an outbox is refused too', async () => {
    await api.as('viewer').get(`${A}/outbox?runId=a%20b`).expect(invalid('runId'));
  });
});

describe('a field out of range', () => {
  const enrolling = (fields: JsonObject) => ({ contact: contact('c-2', fields) });

  it.each([
    ['contact', {}],
    ['contact', { contact: null }],
    ['contact', { contact: [] }],
    ['contact.id', { contact: {} }],
    ['contact.id', enrolling({ id: '' })],
    ['contact.id', enrolling({ id: 'a/b' })],
    ['contact.id', enrolling({ id: 'x'.repeat(129) })],
    ['contact.id', enrolling({ id: 7 })],
    ['contact.phone', enrolling({ phone: '1'.repeat(41) })],
    ['contact.phone', enrolling({ phone: 1.5 })],
    ['contact.phone', enrolling({ phone: ['+34600000000'] })],
    ['data', { ...enrolling({}), data: null }],
    ['data', { ...enrolling({}), data: [] }],
  ])('%s is blamed when an enrollment is %j', async (path, body) => {
    const manager = api.as('manager');
    await manager.post(`${A}/workflows/${things.workflow}/enrollments`).send(body).expect(invalid(path));
  });

  it.each([
    ['id', { id: 'a b' }],
    ['id', { id: undefined }],
    ['type', { type: '' }],
    ['type', { type: 5 }],
  ])('%s is blamed when an event is %j', async (path, fields) => {
    const event = { id: 'e-1', type: 'estimate.sent', contact: contact('c-2'), ...fields };
    await api.as('manager').post(`${A}/events`).send(event).expect(invalid(path));
  });

  it.each([
    ['startAt', { startAt: null }],
    ['startAt', { startAt: '2026-11-24' }],
    ['startAt', { startAt: '0000-01-01T00:00:00+01:00' }],
    ['definition', { definition: null }],
    ['definition.steps', { definition: definition({ steps: [] }) }],
    [
      'definition.steps[0].duration',
      { definition: definition({ steps: [{ id: 'a', type: 'delay', duration: '2d' }] }) },
    ],
  ])('%s is blamed when a test run is %j', async (path, fields) => {
    const manager = api.as('manager');
    const body = { contact: contact('c-2'), ...fields };
    await manager.post(`${A}/workflows/${things.workflow}/test-runs`).send(body).expect(invalid(path));
  });

  it.each([
    ['timezone', { timezone: 'Nowhere' }],
    ['businessHours.mon[0]', { businessHours: { mon: [['9:00', '17:00']] } }],
    [
      'businessHours.mon',
      {
        businessHours: {
          mon: [
            ['09:00', '17:00'],
            ['16:00', '18:00'],
          ],
        },
      },
    ],
    ['businessHours.monday', { businessHours: { monday: [] } }],
    ['closedDates[0]', { closedDates: ['2026-02-30'] }],
    ['rateLimits.sms.perMinute', { rateLimits: { sms: { perMinute: 0 } } }],
    ['rateLimits.fax', { rateLimits: { fax: { perMinute: 1 } } }],
  ])('%s is blamed when settings are %j', async (path, settings) => {
    await api.as('owner').put(`${A}/settings`).send(settings).expect(invalid(path));
  });

  it.each([
    ['reason', 'cancel', { reason: 5 }],
    ['reason', 'cancel', { reason: 'x'.repeat(1_001) }],
    ['waitId', 'resume', { waitId: null }],
  ])('%s is blamed when a %s is %j', async (path, command, body) => {
    await api.as('owner').post(`${A}/runs/${things.run}/${command}`).send(body).expect(invalid(path));
  });

  it.each([0, 1_001, 1.5, '5', null])('limit is blamed when it is %j', async (limit) => {
    const refused = await api.as('engine').post('/internal/engine/resume-due').send({ limit }).expect(400);
    const errors = [{ path: 'limit', message: 'must be a whole number from 1 to 1000' }];
    expect(refused.body).toMatchObject({ errors });
  });
});

describe('an id that cannot be one', () => {
  it.each(['a%20b', '%00', 'a%2Fb', 'x'.repeat(129), 'x'.repeat(500), 'x'.repeat(5_000), '%F0%9F%98%80'])(
    'is of nothing: %s',
    async (id) => {
      await api.as('viewer').get(`${A}/runs/${id}`).expect(problem(404, 'not_found'));
      await api.as('viewer').get(`${A}/workflows/${id}`).expect(problem(404, 'not_found'));
      await api.as('manager').post(`${A}/runs/${id}/cancel`).expect(problem(404, 'not_found'));
    },
  );

  it('may have every character of ids, and their full length', async () => {
    const id = 'Az09-_.:@+'.padEnd(128, 'x');
    await api
      .as('manager')
      .put(`${A}/contacts/${encodeURIComponent(id)}/opt-outs/sms`)
      .expect(200);
  });

  it('an opt-out of no channel is of nothing', async () => {
    await api.as('manager').put(`${A}/contacts/c-1/opt-outs/fax`).expect(problem(404, 'not_found'));
  });
});
