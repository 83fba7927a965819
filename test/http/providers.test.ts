import { SmsChannel } from '../../src/adapters/sms/sms-channel';
import { signatureOf } from '../../src/adapters/sms/provider-signature';
import { smsProvider } from '../../src/config/sms';
import { SmsProviderDouble, accepted, refused } from '../doubles/sms-provider';
import { TestService } from '../engine/test-service';
import { TestClock } from '../test-clock';
import { until } from '../until';
import { problem } from './problem';
import { GLOBEX, TestApi } from './test-api';

const TOKEN = 'the-auth-token';
const SENDER = '+15550199999';
const PUBLIC_URL = 'https://runledger.example:8443/base';

let provider: SmsProviderDouble;
let channel: SmsChannel;
let api: TestApi;
let workflow: string;
beforeAll(async () => {
  provider = await SmsProviderDouble.start();
  const settings = smsProvider({ SMS_URL: provider.url }, 'SMS_URL');
  if (settings === null) throw new Error('there is no provider');
  const clock = new TestClock();
  channel = new SmsChannel({ provider: settings, from: SENDER, publicUrl: PUBLIC_URL }, clock);
  const service = await TestService.open({ sms: channel }, undefined, clock);
  api = await TestApi.open(
    { SMS_URL: provider.url, SMS_FROM: SENDER, PUBLIC_URL, METRICS_TOKEN: 'metrics-token-of-tests' },
    service,
  );
  workflow = await api.activeWorkflow();
});
afterAll(async () => {
  await api.close();
  channel.close();
  await provider.stop();
});
afterEach(() => {
  provider.answering = accepted;
});

/** The path and query that the provider was told to call for its last message. */
function callback(): string {
  const told = provider.taken.at(-1)?.form['StatusCallback'] ?? '';
  expect(told.startsWith(PUBLIC_URL)).toBe(true);
  return told.slice(PUBLIC_URL.length);
}

const FORM = 'application/x-www-form-urlencoded';

interface Call {
  readonly target?: string;
  readonly token?: string;
}

/** As the provider calls; its MessageSid is that of the last message unless told. */
async function told(fields: Readonly<Record<string, string>>, { target = callback(), token = TOKEN }: Call = {}) {
  const sid = `SM${String(provider.taken.length).padStart(32, '0')}`;
  const form = Object.entries({ MessageSid: sid, To: '+34600000000', AccountSid: 'AC0123456789', ...fields });
  const answer = await api.anonymous
    .post(target)
    .set('x-twilio-signature', signatureOf(token, `${PUBLIC_URL}${target}`, form))
    .type(FORM)
    .send(new URLSearchParams(form).toString());
  return { status: answer.status, body: answer.body as object };
}
const status = (word: string, more: Readonly<Record<string, string>> = {}) => told({ MessageStatus: word, ...more });

async function answers(words: string, { from = '+34600000000', to = SENDER, ...more }: Record<string, string> = {}) {
  const target = '/api/automations/providers/sms/inbound';
  const form = Object.entries({ MessageSid: 'SM1', From: from, To: to, Body: words, ...more });
  const answer = await api.anonymous
    .post(target)
    .set('x-twilio-signature', signatureOf(TOKEN, `${PUBLIC_URL}${target}`, form))
    .type(FORM)
    .send(new URLSearchParams(form).toString())
    .expect(200);
  expect(answer.headers['content-type']).toBe('text/xml; charset=utf-8');
  expect(answer.text).toMatch(/<Response><\/Response>$/);
}

async function step(runId: string): Promise<Readonly<Record<string, unknown>>> {
  const run = (await api.read(`/runs/${runId}`)) as { status: string; timeline: readonly object[] };
  return { ...run.timeline[0], run: run.status };
}

async function sent(contact: string): Promise<string> {
  const runId = await api.enrolled(workflow, contact);
  await api.caughtUp();
  return runId;
}

describe('what the provider tells of an SMS', () => {
  it('is shown on its step, from the answer to the message on', async () => {
    const runId = await sent('one');
    expect(await step(runId)).toMatchObject({ status: 'completed', delivery: { status: 'queued', code: null } });
    expect(await status('sent')).toEqual({ status: 200, body: { outcome: 'recorded' } });
    api.clock.advance(1_000);
    expect(await status('delivered')).toEqual({ status: 200, body: { outcome: 'recorded' } });
    const at = new Date(api.clock.now()).toISOString();
    expect(await step(runId)).toMatchObject({ run: 'completed', delivery: { status: 'delivered', at, code: null } });
  });

  it('may be told again and in disorder', async () => {
    const runId = await sent('two');
    expect((await status('undelivered', { ErrorCode: '30003' })).body).toEqual({ outcome: 'recorded' });
    for (const word of ['sending', 'queued', 'sent', 'undelivered'])
      expect(await status(word)).toEqual({ status: 200, body: { outcome: 'nothing_new' } });
    expect(await step(runId)).toMatchObject({ run: 'completed', delivery: { status: 'undelivered', code: '30003' } });
  });

  it('belongs to the chain of what made the run start', async () => {
    const runId = await sent('three');
    await status('delivered');
    const events = await api.test.run(runId);
    expect(events.at(-1)).toMatchObject({ type: 'DeliveryReported', metadata: { actor: 'provider:sms' } });
    expect(new Set(events.map(({ metadata }) => metadata.correlationId)).size).toBe(1);
  });

  it('is told of a message whose own answer never came, which was sent once', async () => {
    const before = provider.taken.length;
    provider.answering = () => undefined;
    const runId = await api.enrolled(workflow, 'four');
    await until('it has been taken', () => provider.taken.length > before);
    api.clock.advance(channel.timeoutMs);
    await api.caughtUp();
    expect(await step(runId)).toMatchObject({ run: 'failed', error: { code: 'outcome_unknown' }, delivery: null });
    expect((await status('delivered')).body).toEqual({ outcome: 'recorded' });
    expect(await step(runId)).toMatchObject({
      run: 'failed',
      delivery: { status: 'delivered' },
      settled: { outcome: 'sent', by: 'provider:sms' },
    });
    expect(provider.taken).toHaveLength(before + 1);
  });

  it('changes nothing where it says nothing that is known here', async () => {
    await sent('five');
    const unknown = { status: 200, body: { outcome: 'unknown' } };
    expect(await status('flying')).toEqual(unknown);
    expect((await status('delivered', { MessageSid: 'SM2' })).body).toEqual({ outcome: 'nothing_new' });
    expect(await status('delivered', { MessageSid: 'no id' })).toEqual(unknown);
    const elsewhere = (query: string) =>
      told({ MessageStatus: 'sent' }, { target: callback().replace(/\?.*$/, query) });
    expect(await elsewhere('')).toEqual(unknown);
    expect(await elsewhere('?run=nothing&step=hello')).toEqual(unknown);
    const { run } = Object.fromEntries(new URLSearchParams(callback().replace(/^.*\?/, '')));
    expect((await elsewhere(`?run=${run ?? ''}&step=another`)).body).toEqual({ outcome: 'nothing_new' });
  });

  it('is believed only when it is signed by the provider', async () => {
    const runId = await sent('six');
    const forged = await told({ MessageStatus: 'delivered' }, { token: 'another-token' });
    expect(forged).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    for (const signature of ['', 'x', signatureOf(TOKEN, PUBLIC_URL + callback(), [])])
      await api.anonymous
        .post(callback())
        .set('x-twilio-signature', signature)
        .type(FORM)
        .send('MessageSid=SM1&MessageStatus=delivered')
        .expect(403);
    await api.anonymous.post(callback()).type(FORM).send('MessageStatus=delivered').expect(403);
    await api.anonymous.post(callback()).send({ MessageStatus: 'delivered' }).expect(415);
    expect(await step(runId)).toMatchObject({ delivery: { status: 'queued' } });
  });

  it('is counted', async () => {
    const { text } = await api.bearer('metrics-token-of-tests').get('/metrics').expect(200);
    expect(text).toMatch(/^runledger_provider_calls_total\{kind="status",outcome="recorded"\} [1-9]/m);
    expect(text).toMatch(/^runledger_provider_calls_total\{kind="status",outcome="refused"\} [1-9]/m);
  });
});

describe('an answer to an SMS', () => {
  const skipped = { status: 'skipped', skippedReason: 'sms_opt_out' };
  const ofSend = { status: 'completed' };
  const optOuts = async (id: string): Promise<unknown> =>
    ((await api.read(`/contacts/${id}`)) as { optOuts: unknown }).optOuts;

  afterEach(() => answers('START'));

  it.each(['STOP', ' stop. ', 'Unsubscribe', 'cancel!', 'END', 'quit', 'StopAll', 'REVOKE', 'optout'])(
    'opts its number out by %j: whoever has it, now or later, is skipped',
    async (words) => {
      await answers(words);
      const before = provider.taken.length;
      expect(await step(await sent(`known-${words.trim().replace(/\W/g, '')}`))).toMatchObject(skipped);
      expect(provider.taken).toHaveLength(before);
      await answers('unstop');
      expect(await step(await sent(`after-${words.trim().replace(/\W/g, '')}`))).toMatchObject(ofSend);
    },
  );

  it('is kept with its words, signature and all, and shown with the contact', async () => {
    await sent('seven');
    await answers('Stop!\n\nSent from my iPhone');
    expect(await optOuts('seven')).toEqual([
      expect.objectContaining({ channel: 'sms', since: new Date(api.clock.now()).toISOString(), source: 'message' }),
    ]);
    const events = await api.as('auditor').get('/api/audit/events?type=AddressOptedOut').expect(200);
    const { events: found } = events.body as { events: readonly { data: unknown; metadata: unknown }[] };
    expect(found.at(-1)).toMatchObject({
      data: { channel: 'sms', address: '+34600000000', words: 'Stop!\n\nSent from my iPhone', means: 'message' },
      metadata: { actor: 'provider:sms' },
    });
  });

  it.each(['please stop by at 5', 'HELP', 'INFO', 'thanks', '', 'Yes I will come'])(
    'changes nothing when it is %j',
    async (words) => {
      await answers(words);
      expect(await step(await sent(`talking-${words.length}`))).toMatchObject(ofSend);
    },
  );

  it('means what the provider says that it means', async () => {
    await answers('Arrêt', { OptOutType: 'STOP' });
    expect(await step(await sent('eight'))).toMatchObject(skipped);
    await answers('STOP', { OptOutType: 'HELP' });
    await answers('encore', { OptOutType: 'START' });
    expect(await step(await sent('nine'))).toMatchObject(ofSend);
  });

  it('does not take back what a person set by hand', async () => {
    await api.as('manager').put('/api/automations/contacts/ten/opt-outs/sms').expect(200);
    await answers('START');
    expect(await step(await sent('ten'))).toMatchObject(skipped);
  });

  it('that only the provider has heard is recorded when it refuses to send', async () => {
    provider.answering = refused(400, 21_610, 'Attempt to send to unsubscribed recipient');
    const before = provider.taken.length;
    expect(await step(await sent('refused'))).toMatchObject(skipped);
    expect(provider.taken).toHaveLength(before + 1);
    provider.answering = accepted;
    expect(await step(await sent('refused-later'))).toMatchObject(skipped);
    expect(provider.taken).toHaveLength(before + 1);
    expect(await optOuts('refused')).toEqual([expect.objectContaining({ channel: 'sms', source: 'provider' })]);
    await answers('START');
    expect(await step(await sent('refused-no-more'))).toMatchObject(ofSend);
  });

  it('concerns the accounts that send by the sender it went to, and no others', async () => {
    const own = '+15550177777';
    await api.as('owner', GLOBEX).put('/api/automations/settings').send({ smsFrom: own }).expect(200);
    const theirs = await api.activeWorkflow({}, GLOBEX);
    const ofGlobex = async (id: string) => {
      const runId = await api.enrolled(theirs, id, {}, GLOBEX);
      const run = (await api.read(`/runs/${runId}`, GLOBEX)) as { timeline: readonly object[] };
      return run.timeline[0];
    };
    await answers('STOP');
    expect(await ofGlobex('eleven')).toMatchObject(ofSend);
    expect(await step(await sent('eleven'))).toMatchObject(skipped);
    await answers('START');
    await answers('STOP', { to: own });
    expect(await ofGlobex('twelve')).toMatchObject(skipped);
    expect(await step(await sent('twelve'))).toMatchObject(ofSend);
    await answers('START', { to: own });
  });

  it('is believed only when it is signed by the provider', async () => {
    await api.anonymous
      .post('/api/automations/providers/sms/inbound')
      .type(FORM)
      .send(`From=%2B34600000000&To=${encodeURIComponent(SENDER)}&Body=STOP`)
      .expect(403);
    expect(await step(await sent('thirteen'))).toMatchObject(ofSend);
  });
});

describe('a form', () => {
  it('is taken only where a route says so', async () => {
    await api.as('manager').post('/api/automations/workflows').type(FORM).send('name=x').expect(415);
  });

  it.each(['/api/automations/providers/sms/inbound', '/api/automations/providers/sms/status', '/u/token'])(
    'is all that %s takes, and JSON is another type',
    async (path) => {
      for (const type of ['application/json', 'application/vnd.api+json', 'text/plain', 'application/xml'])
        await api.anonymous.post(path).type(type).send('{}').expect(problem(415, 'unsupported_media_type'));
    },
  );

  it('is asked for where a provider sends none', async () => {
    await api.anonymous.post('/api/automations/providers/sms/inbound').expect(403);
  });

  it('in other bytes than UTF-8 is refused', async () => {
    const url = `${api.url}/api/automations/providers/sms/status`;
    const { status } = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': FORM },
      body: Buffer.from([0xff]),
    });
    expect(status).toBe(400);
  });
});
