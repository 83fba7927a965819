import { gzipSync } from 'node:zlib';
import { invalid } from './problem';
import { rawRequest } from './raw-request';
import { COMMANDS, pathOf, sentTo, thingsOf } from './routes';
import type { Route, Things } from './routes';
import { TestApi, definition, keyOf } from './test-api';

let api: TestApi;
let things: Things;

beforeAll(async () => {
  api = await TestApi.open();
  things = await thingsOf(api);
});
afterAll(() => api.close());

const A = '/api/automations';
const MAX_BODY = 256 * 1024;

const sent = async (route: Route, body: string): Promise<unknown> =>
  JSON.parse((await sentTo(api, route, pathOf(route, things), body)).text);

describe('a body', () => {
  const post = (
    body: string | Buffer,
    headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' },
  ) => rawRequest(api.url, { method: 'POST', path: `${A}/events`, key: keyOf('manager'), headers }, body);
  const event = (id: string, data: string): string =>
    `{"id":"${id}","type":"nothing.listens","contact":{"id":"c-2"},"data":${data}}`;
  const nested = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);

  it('of 256 KiB is read, and of one byte more refused', async () => {
    const filler = 'x'.repeat(MAX_BODY - event('large', '{"text":""}').length);
    const body = event('large', `{"text":"${filler}"}`);
    expect((await post(body)).status).toBe(200);
    const answer = await post(`${body} `);
    expect([answer.status, answer.type]).toEqual([413, 'application/problem+json']);
    expect(JSON.parse(answer.text)).toMatchObject({ status: 413, code: 'payload_too_large' });
  });

  it('nested 32 deep is read, and one deeper refused', async () => {
    expect((await post(event('deep', nested(31)))).status).toBe(200);
    const answer = await post(event('deeper', nested(32)));
    expect(JSON.parse(answer.text)).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('nested as deep as its bytes allow is refused all the same', async () => {
    for (const body of ['['.repeat(MAX_BODY / 2) + ']'.repeat(MAX_BODY / 2), nested(40_000)])
      expect((await post(body)).status).toBe(400);
  });

  it.each([
    ['cut off', '{"id":'],
    ['with a comma too many', '{"id":"e",}'],
    ['in another encoding', Buffer.from('{"id":"é"}', 'utf16le')],
    ['with bytes that are no UTF-8', Buffer.from([...Buffer.from('{"id":"e'), 0xff, ...Buffer.from('"}')])],
    ['with half a character', Buffer.from([...Buffer.from('{"id":"e'), 0xc3, ...Buffer.from('"}')])],
    ['with NaN', '{"id":NaN}'],
    ['of two values', '{}{}'],
  ])('%s is malformed', async (_, body) => {
    const answer = await post(body);
    expect(answer.type).toBe('application/problem+json');
    expect(JSON.parse(answer.text)).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it.each(['null', '5', '"x"', 'true', '[]', '[{}]'])('that is no object is refused: %s', async (body) => {
    for (const [, route] of COMMANDS.filter(([, { anyBody }]) => anyBody === undefined))
      expect(await sent(route, body)).toMatchObject({
        status: 400,
        errors: [{ path: '', message: 'must be an object' }],
      });
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/vnd.api+json',
    'json',
    '',
  ])('of another media type is refused, and told what to send: %s', async (type) => {
    const answer = await post(event('typed', '{}'), type === '' ? {} : { 'content-type': type });
    expect(answer.type).toBe('application/problem+json');
    const detail = expect.stringContaining('application/json') as string;
    expect(JSON.parse(answer.text)).toMatchObject({ status: 415, code: 'unsupported_media_type', detail });
  });

  it.each(['utf-16', 'UTF-16LE', '"utf-16"', 'iso-8859-1', 'windows-1252', 'utf-7', 'nonsense', 'x'.repeat(500)])(
    'in the charset %s by its type is refused, and told what is read',
    async (charset) => {
      const answer = await post(event('charset', '{}'), { 'content-type': `application/json; charset=${charset}` });
      const detail = expect.stringMatching(/^this route takes application\/json in UTF-8, and not in /) as string;
      expect(JSON.parse(answer.text)).toMatchObject({ status: 415, code: 'unsupported_media_type', detail });
    },
  );

  it.each(['; charset=utf-8', ';charset="UTF-8"', '; Charset=utf8', '; charset=us-ascii', '; version=1', ';'])(
    'is read as UTF-8 where its type goes on with %s',
    async (more) => {
      expect((await post(event('utf-8', '{"name":"é"}'), { 'content-type': `application/json${more}` })).status).toBe(
        200,
      );
    },
  );

  it('that is packed is refused, whatever it is', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const answer = await post(gzipSync(event('packed', '{}')), headers);
    expect(JSON.parse(answer.text)).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    expect((await post(event('plain', '{}'), { ...headers, 'content-encoding': 'identity' })).status).toBe(200);
  });

  it('that reaches for a prototype is refused, wherever it does', async () => {
    for (const data of ['{"__proto__":{"admin":true}}', '{"a":[{"__proto__":null}]}']) {
      expect((await post(event('proto', data))).status).toBe(400);
      expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    }
  });

  it('may hold what every object has as names of its free-form fields, and they come through', async () => {
    const names = [...Object.getOwnPropertyNames(Object.prototype), 'prototype', 'then', 'toJSON'];
    const odd = Object.fromEntries(names.filter((name) => name !== '__proto__').map((name) => [name, `a ${name}`]));
    const data = { ...odd, inner: { ...odd, list: [odd, [odd]] } };
    const enrollment = { contact: { id: 'odd', ...data }, data };
    const path = `${A}/workflows/${await api.activeWorkflow()}`;
    const started = await api.as('manager').post(`${path}/enrollments`).send(enrollment).expect(201);
    expect(await api.test.startOf((started.body as { runId: string }).runId)).toMatchObject(enrollment);
    const steps = [
      { id: 'hello', type: 'sms', body: '{{ contact.constructor }}, {{ data.inner.list[1][0].valueOf }}' },
    ];
    const testing = {
      contact: { phone: '+34600000000', ...enrollment.contact },
      data,
      definition: definition({ steps }),
    };
    const tested = await api.as('manager').post(`${path}/test-runs`).send(testing).expect(200);
    expect(tested.body).toMatchObject({ steps: [{ output: { body: 'a constructor, a valueOf' } }] });
  });

  it.each(['constructor', 'prototype', 'toString'])(
    'with a draft in it is refused for its %s, which no workflow has',
    async (name) => {
      const testing = { contact: { id: 'c-1' }, definition: definition({ settings: { [name]: 1 } }) };
      const path = `${A}/workflows/${things.workflow}/test-runs`;
      await api
        .as('manager')
        .post(path)
        .send(testing)
        .expect(invalid(`definition.settings.${name}`));
    },
  );

  it('with a field twice is taken by its last', async () => {
    const { text } = await post(`{"id":"first",${event('last', '{}').slice(1)}`);
    expect(JSON.parse(text)).toMatchObject({ eventId: 'last' });
  });

  it.each(COMMANDS.filter(([, { body }]) => body === undefined))(
    '%s needs none, and takes an empty one',
    async (_, route) => {
      for (const body of ['', '{}']) {
        const { code = null } = (await sent(route, body)) as { code?: string };
        expect([null, 'rebuild_running', 'verify_running']).toContain(code); // the first is at it
      }
    },
  );
});
