import { MailChannel } from '../../src/adapters/smtp/mail-channel';
import type { JsonObject } from '../../src/kernel/message';
import { MailServer } from '../doubles/smtp/mail-server';
import { TestService } from '../engine/test-service';
import { TestClock } from '../test-clock';
import { GLOBEX, TestApi, contact } from './test-api';

const PUBLIC_URL = 'https://ledger.test/sub';
const MAIL = {
  id: 'mail',
  type: 'email',
  subject: 'Hi',
  body: '<p>Hello</p><a href="{{ run.unsubscribeUrl }}">no more</a>',
};
const WAIT = { id: 'wait', type: 'delay', duration: 'PT1H' };
const YEAR_MS = 365 * 86_400_000;

let server: MailServer;
let api: TestApi;
const clock = new TestClock();

async function open(folder?: string): Promise<void> {
  const to = { host: '127.0.0.1', port: server.port, tls: 'none', login: null, connections: 5 } as const;
  const email = new MailChannel({ server: to, from: 'Acme <hello@acme.test>' }, clock);
  const service = await TestService.open({ email }, folder, clock, undefined, undefined, PUBLIC_URL);
  api = await TestApi.open({}, service);
}

beforeAll(async () => {
  server = await MailServer.open();
  await open();
});
afterAll(async () => {
  await api.close();
  await server.close();
});

let contacts = 0;

/** @returns the run of a contact that has this address */
async function mails(email: string, steps: readonly JsonObject[] = [MAIL], id = `c-${contacts++}`): Promise<string> {
  const run = await api.enrolled(await api.activeWorkflow({ steps }), id, { email });
  await api.caughtUp();
  return run;
}

const mailsTo = (email: string) => server.received.filter(({ to }) => to.includes(email));

/** The path that the header of the last mail to somebody says to post to. */
function pathFor(email: string): string {
  const url = /^List-Unsubscribe: <(.*)>\r$/m.exec(mailsTo(email).at(-1)?.message ?? '')?.[1] ?? '';
  expect(url.startsWith(`${PUBLIC_URL}/u/`)).toBe(true);
  return url.slice(PUBLIC_URL.length);
}

const stepsOf = async (run: string): Promise<readonly (string | null)[]> => {
  const { timeline } = (await api.read(`/runs/${run}`)) as {
    timeline: { status: string; skippedReason: string | null }[];
  };
  return timeline.map(({ status, skippedReason }) => skippedReason ?? status);
};

describe('the address to unsubscribe at', () => {
  it('is in the header and in the template, the same', async () => {
    await mails('ana@example.com');
    const [mail] = mailsTo('ana@example.com');
    const body = mail?.message.replace(/=\r\n/g, '').replace(/=3D/g, '=');
    expect(body).toContain(`<a href="${PUBLIC_URL}${pathFor('ana@example.com')}">`);
    expect(mail?.message).toContain('\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
  });

  it('changes nothing however often it is looked at, by a page without script that hides the address', async () => {
    await mails('secretive@example.com');
    const path = pathFor('secretive@example.com');
    const before = await api.test.engine.dependencies.events.head();
    const pages = await Promise.all(
      Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? api.anonymous.get(path) : api.anonymous.head(path))),
    );
    expect(new Set(pages.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await api.test.engine.dependencies.events.head()).toBe(before);
    const page = pages[0];
    expect(page?.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page?.headers['content-security-policy']).toMatch(/^default-src 'none'/);
    expect(page?.text).toContain('<form method="post">');
    expect(page?.text).toContain('s•••@example.com');
    expect(page?.text).not.toMatch(/script|secretive/);
  });

  it.each<[string, string, string | undefined]>([
    ['a form', 'application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
    ['the form of its page', 'application/x-www-form-urlencoded', ''],
    [
      'a form of parts',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
    ],
    ['nothing', 'application/json', undefined],
  ])('opts the address out by a POST of %s, without key and redirect, and again the same', async (name, type, body) => {
    const email = `by-${name.replaceAll(' ', '-')}@example.com`;
    await mails(email);
    for (let times = 0; times < 2; times++) {
      const asked = api.anonymous.post(pathFor(email)).redirects(0);
      const answer = await (body === undefined ? asked : asked.set('content-type', type).send(body));
      expect([answer.status, answer.headers['location'], answer.headers['set-cookie']]).toEqual([
        200,
        undefined,
        undefined,
      ]);
    }
    const again = await mails(email);
    expect(await stepsOf(again)).toEqual(['email_opt_out']);
    expect(mailsTo(email)).toHaveLength(1);
    const page = await api.anonymous.get(pathFor(email)).expect(200);
    expect(page.text).not.toContain('<form');
    const events = (await api.test.everything()).filter(({ type }) => type === 'AddressOptedOut');
    expect(events.filter(({ data }) => 'address' in data && data.address === email)).toMatchObject([
      { metadata: { actor: 'unsubscribe_link' }, data: { channel: 'email', means: 'unsubscribe_link' } },
    ]);
  });

  it('is good for a mail of last year, after restarts', async () => {
    await mails('patient@example.com');
    const path = pathFor('patient@example.com');
    for (let restarts = 0; restarts < 2; restarts++) {
      clock.advance(YEAR_MS / 2);
      await api.app.close();
      await api.test.close();
      await open(api.test.folder);
    }
    await api.anonymous.post(path).type('form').send('List-Unsubscribe=One-Click').expect(200);
    expect(await stepsOf(await mails('patient@example.com'))).toEqual(['email_opt_out']);
  });

  it('is nothing where it was not made by us', async () => {
    await mails('safe@example.com');
    const path = pathFor('safe@example.com');
    const [message = '', seal = ''] = path.slice('/u/'.length).split('.');
    const another = seal.slice(1) + seal.slice(0, 1);
    const forged = [
      `${message}.${another}`,
      message,
      `${message}.`,
      `x${message}.${seal}`,
      'a.b',
      '%00',
      '..%2f..',
      'x'.repeat(380),
    ];
    for (const token of forged) {
      await api.anonymous.get(`/u/${token}`).expect(404);
      const answer = await api.anonymous.post(`/u/${token}`).type('form').send('List-Unsubscribe=One-Click');
      expect([answer.status, (answer.body as JsonObject)['code']]).toEqual([404, 'not_found']);
    }
    expect(await stepsOf(await mails('safe@example.com'))).toEqual(['completed']);
  });

  it('takes no other body, and no larger one', async () => {
    await mails('small@example.com');
    const path = pathFor('small@example.com');
    await api.anonymous.post(path).type('text/plain').send('One-Click').expect(415);
    await api.anonymous.post(path).type('form').send('x'.repeat(300_000)).expect(413);
    await api.anonymous.post(path).send({ anything: 1 }).expect(415);
    await api.as('manager').post('/api/automations/workflows').type('form').send('name=Welcome').expect(415);
  });
});

describe('an opt-out of an address', () => {
  it('holds for every contact that has it, however it is written, at the moment of sending', async () => {
    const waiting = await mails('Shared@Example.com', [WAIT, MAIL], 'early');
    await mails('shared@example.com', [MAIL], 'first');
    await api.anonymous.post(pathFor('shared@example.com')).type('form').send('').expect(200);
    clock.advance(3_600_000);
    await api.test.engine.scheduler.resumeDue(null, 10);
    await api.caughtUp();
    expect(await stepsOf(waiting)).toEqual(['completed', 'email_opt_out']);
    expect(await stepsOf(await mails('SHARED@example.com', [MAIL], 'created-tomorrow'))).toEqual(['email_opt_out']);
    const other = await api.enrolled(
      await api.activeWorkflow({ steps: [MAIL] }, GLOBEX),
      'first',
      { email: 'shared@example.com' },
      GLOBEX,
    );
    await api.caughtUp();
    expect((await api.read(`/runs/${other}`, GLOBEX)) as JsonObject).toMatchObject({ status: 'completed' });
  });

  it('is shown with the contact, and in a test run, and taken back by hand', async () => {
    await mails('back@example.com', [MAIL], 'back');
    await api.anonymous.post(pathFor('back@example.com')).type('form').send('').expect(200);
    expect(await api.read('/contacts/back')).toMatchObject({
      optOuts: [{ channel: 'email', source: 'unsubscribe_link', by: null }],
    });
    expect(await api.read('/contacts/back/opt-outs/email')).toMatchObject({ source: 'unsubscribe_link' });
    const workflow = await api.activeWorkflow({ steps: [MAIL] });
    const tested = await api
      .as('manager')
      .post(`/api/automations/workflows/${workflow}/test-runs`)
      .send({ contact: contact('new', { email: 'Back@example.com' }) })
      .expect(200);
    expect(tested.body).toMatchObject({ steps: [{ status: 'skipped', skippedReason: 'email_opt_out' }] });
    await api.as('manager').delete('/api/automations/contacts/back/opt-outs/email').expect(200);
    await api.caughtUp();
    await api.as('viewer').get('/api/automations/contacts/back/opt-outs/email').expect(404);
    expect(await stepsOf(await mails('back@example.com', [MAIL], 'back'))).toEqual(['completed']);
  });

  it('set by hand for a contact holds for its address too', async () => {
    await mails('hand@example.com', [MAIL], 'one');
    await api.as('manager').put('/api/automations/contacts/one/opt-outs/email').expect(200);
    expect(await stepsOf(await mails('hand@example.com', [MAIL], 'two'))).toEqual(['email_opt_out']);
    expect(await api.read('/contacts/two')).toMatchObject({ optOuts: [{ channel: 'email' }] });
  });
});
