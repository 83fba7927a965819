import { SmsChannel } from '../../src/adapters/sms/sms-channel';
import { MailChannel } from '../../src/adapters/smtp/mail-channel';
import { WebhookChannel } from '../../src/adapters/webhook/webhook-channel';
import { smsProvider } from '../../src/config/sms';
import type { Channels } from '../../src/ports/effect-channel';
import { SmsProviderDouble, accepted, refused } from '../doubles/sms-provider';
import { SocketDouble } from '../doubles/smtp/socket-double';
import type { End, Moment } from '../doubles/smtp/socket-double';
import { Internet } from '../doubles/webhooks/internet';
import { Receiver } from '../doubles/webhooks/receiver';
import { TestService } from '../engine/test-service';
import { TestClock } from '../test-clock';
import { TestApi } from './test-api';

const PASSWORD = 'hunter+2';
const TOKEN = 'the-auth-token';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
/** What opens the mail server and the provider, as it goes over the wire. */
const OF_MAIL = [PASSWORD, base64(PASSWORD), base64(`\0ana\0${PASSWORD}`)];
const OF_SMS = [TOKEN, base64(`AC0123456789:${TOKEN}`)];

let mail: SocketDouble;
let provider: SmsProviderDouble;
let receiver: Receiver;
let api: TestApi;
let channels: Channels;
beforeAll(async () => {
  mail = await SocketDouble.open(null, 'closed', 'AUTH PLAIN');
  provider = await SmsProviderDouble.start();
  receiver = await Receiver.open();
  const clock = new TestClock();
  const sms = smsProvider({ SMS_URL: provider.url }, 'SMS_URL');
  if (sms === null) throw new Error('there is no provider');
  const login = { user: 'ana', password: PASSWORD };
  const server = { host: '127.0.0.1', port: mail.port, tls: 'none', login, connections: 5 } as const;
  const internet = new Internet(receiver.port, { 'hooks.acme.dev': ['93.184.216.34'] });
  channels = {
    sms: new SmsChannel({ provider: sms, from: '+15550100000', publicUrl: null }, clock),
    email: new MailChannel({ server, from: 'hello@acme.test' }, clock),
    webhook: new WebhookChannel(10_000, [], internet.names, clock, internet.reach),
  };
  api = await TestApi.open({}, await TestService.open(channels, undefined, clock));
});
afterAll(async () => {
  await api.close();
  await Promise.all([mail.close(), provider.stop(), receiver.close()]);
});

interface Step {
  readonly status: string;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly output: { readonly response?: string } | null;
}

/** What a reader of the timeline sees of a step: its code where it failed, and the words. */
async function shownOf(step: object): Promise<readonly unknown[]> {
  const workflow = await api.activeWorkflow({ steps: [{ id: 'it', ...step }], settings: { reentry: 'always' } });
  const run = await api.enrolled(workflow, 'ana');
  const { timeline } = (await api.read(`/runs/${run}`)) as { timeline: readonly [Step] };
  const [{ status, error, output }] = timeline;
  return error === null ? [status, output?.response] : [error.code, error.message];
}

describe('of an email the timeline says', () => {
  const email = { type: 'email', subject: 'Hi', body: 'Hello' };
  it.each<[Moment | null, End, string, string]>([
    [null, 'closed', 'completed', 'handed to 127.0.0.1, which answered 250 queued as 4F2'],
    ['RCPT', '550 no such user', 'provider_error', 'refused: 550 no such user'],
    ['dot', '554 no spam', 'provider_error', 'refused: 554 no spam'],
    ['MAIL', `451 later ${OF_MAIL.join(' ')}`, 'provider_error', 'refused: 451 later *** *** ***'],
    ['greeting', `421 ${PASSWORD}`, 'provider_error', 'not sent, for the SMTP server: it answers with 421: 421 ***'],
    ['DATA', 'closed', 'provider_error', 'not sent, for the SMTP server: it ends the connection'],
    ['dot', 'closed', 'outcome_unknown', 'may have been sent: no answer after the last byte'],
  ])('when the server says, at %s, %s', async (moment, end, code, words) => {
    mail.moment = null;
    mail.dropAll();
    Object.assign(mail, { moment, end });
    expect(await shownOf(email)).toEqual([code, words]);
  });
});

describe('of an SMS the timeline says', () => {
  const sid = /SM0+\d+$/;
  it.each<[string, SmsProviderDouble['answering'], string, string]>([
    ['201', accepted, 'completed', 'which answered 201 queued as SM'],
    ['21211', refused(400, 21_211, 'no number'), 'invalid_recipient', 'refused: 21211 no number'],
    ['30034', refused(400, 30_034, OF_SMS.join(' ')), 'provider_error', 'refused: 30034 *** ***'],
    [
      '502',
      (response) => response.writeHead(502).end(),
      'outcome_unknown',
      'may have been sent: the SMS provider answered 502',
    ],
    [
      'nothing',
      (response) => response.destroy(),
      'outcome_unknown',
      'may have been sent: no answer from the SMS provider',
    ],
  ])('when the provider says %s', async (_, answering, code, words) => {
    provider.answering = answering;
    const [came, said] = await shownOf({ type: 'sms', body: 'Hi' });
    expect([
      came,
      String(said)
        .replace(sid, 'SM')
        .replace(/^handed to 127\.0\.0\.1:\d+, /, ''),
    ]).toEqual([code, words]);
  });
});

describe('of a webhook the timeline says', () => {
  it.each<[string, Receiver['answering'], string, string]>([
    ['200', (response) => response.end('thanks'), 'completed', 'thanks'],
    ['404', (response) => response.writeHead(404).end(), 'webhook_error', 'hooks.acme.dev answered 404'],
    [
      '302',
      (response) => response.writeHead(302).end(),
      'webhook_error',
      'hooks.acme.dev answered 302, and redirects are not followed',
    ],
    [
      'nothing',
      (response) => response.destroy(),
      'outcome_unknown',
      'may have been sent: the connection to hooks.acme.dev ended without an answer',
    ],
  ])('when the target says %s', async (_, answering, code, words) => {
    receiver.answering = answering;
    expect(await shownOf({ type: 'webhook', url: 'https://hooks.acme.dev/in' })).toEqual([code, words]);
  });
});

it('tells a credential nowhere, and of no email that it was delivered', async () => {
  const { text: exported } = await api.as('auditor').get('/api/audit/export').buffer(true).expect(200);
  const outbox = await api.read('/outbox?limit=100');
  const runs = await api.read('/runs?limit=100');
  const log = await api.test.everything();
  const places = [log, api.test.log.records, api.test.engine.health.list, outbox, runs, exported];
  const ofEmails = log.filter(({ data }) => 'stepType' in data && data.stepType === 'email');
  expect(ofEmails.length).toBeGreaterThan(10);
  expect(JSON.stringify(ofEmails)).not.toContain('deliver');
  for (const place of places)
    for (const secret of [...OF_MAIL, ...OF_SMS]) expect(JSON.stringify(place)).not.toContain(secret);
});
