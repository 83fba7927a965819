import { problem } from './problem';
import { COMMANDS, JSON_ROUTES, pathOf, sentTo, thingsOf } from './routes';
import type { Route, Things } from './routes';
import { TestApi, contact, definition } from './test-api';

let api: TestApi;
let things: Things;

beforeAll(async () => {
  api = await TestApi.open();
  things = await thingsOf(api);
});
afterAll(() => api.close());

const A = '/api/automations';

const refused = (path: string): object => ({
  status: 400,
  code: 'invalid_request',
  errors: expect.arrayContaining([{ path, message: 'is not known here' }]) as unknown,
});

const sent = async (route: Route, body: string, query = ''): Promise<unknown> =>
  JSON.parse((await sentTo(api, route, pathOf(route, things) + query, body)).text);

describe('what is unknown', () => {
  it.each(JSON_ROUTES)('%s refuses a parameter', async (_, route) => {
    const body = route.method === 'GET' ? '' : JSON.stringify(route.body?.() ?? {});
    for (const name of ['unknown', 'constructor', 'toString', '__proto__'])
      expect(await sent(route, body, `?${name}=1`)).toMatchObject(refused(name));
  });

  it.each(COMMANDS.filter(([, { anyBody }]) => anyBody === undefined))('%s refuses a field', async (_, route) => {
    const fields = JSON.stringify(route.body?.() ?? {}).slice(1, -1);
    for (const name of ['unknown', 'constructor', 'toString']) {
      const body = `{"${name}":1${fields === '' ? '' : `,${fields}`}}`;
      expect(await sent(route, body)).toMatchObject(refused(name));
    }
  });

  it('is refused at any depth of a definition, and all of it in one answer', async () => {
    const steps = [
      {
        id: 'check',
        type: 'condition',
        if: { all: [{ field: 'data.total', op: 'exists', extra: 1 }] },
        then: [{ id: 'hello', type: 'sms', body: 'Hello', subject: 'none' }],
        else: [],
      },
    ];
    const answer = await api
      .as('manager')
      .post(`${A}/workflows`)
      .send(definition({ steps, settings: { color: 'red' } }))
      .expect(problem(400, 'invalid_request'));
    const paths = (answer.body as { errors: { path: string }[] }).errors.map(({ path }) => path);
    expect(paths).toEqual(['steps[0].if.all[0].extra', 'steps[0].then[0].subject', 'settings.color']);
  });

  it('is welcome inside a contact and inside data', async () => {
    const body = {
      contact: contact('free', { constructor: 'x', nested: { toString: 1 } }),
      data: { hasOwnProperty: 1 },
    };
    await api.as('manager').post(`${A}/workflows/${things.workflow}/enrollments`).send(body).expect(201);
  });
});
