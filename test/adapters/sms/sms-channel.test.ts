import type { Socket } from 'node:net';
import { SmsChannel } from '../../../src/adapters/sms/sms-channel';
import { smsProvider } from '../../../src/config/sms';
import type { EffectOutcome, EffectRequest } from '../../../src/domain/effect/effect';
import { OutcomeUnknown } from '../../../src/ports/effect-channel';
import type { Sending } from '../../../src/ports/effect-channel';
import { SmsProviderDouble, accepted, refused } from '../../doubles/sms-provider';
import { TestClock } from '../../test-clock';
import { until } from '../../until';

const REQUEST: EffectRequest = { channel: 'sms', to: '+15550100000', body: 'Hello “Ana” & co. 😀' };
const SENDING: Sending = {
  idempotencyKey: 'a-key',
  account: 'acme',
  contactId: 'ana',
  runId: 'run-1',
  stepId: 'hello there',
  from: null,
  secrets: [],
  unsubscribeUrl: null,
};
const FROM = '+15550199999';
const TIMEOUT_MS = 10_000;

let double: SmsProviderDouble;
let clock: TestClock;
let channel: SmsChannel;

const channelTo = (url: string, from: string | null = FROM): SmsChannel => {
  const provider = smsProvider({ SMS_URL: url }, 'SMS_URL');
  if (provider === null) throw new Error('no provider');
  return new SmsChannel({ provider, from, publicUrl: 'https://runledger.example:8443/base' }, clock);
};

beforeEach(async () => {
  double = await SmsProviderDouble.start();
  clock = new TestClock();
  channel = channelTo(double.url);
});
afterEach(async () => {
  channel.close();
  await double.stop();
});

describe('an SMS', () => {
  it('leaves byte for byte, from the sender that is configured, with where its delivery is told', async () => {
    const outcome = await channel.send(REQUEST, SENDING);
    expect(double.taken).toEqual([
      {
        authorization: `Basic ${Buffer.from('AC0123456789:the-auth-token').toString('base64')}`,
        path: '/2010-04-01/Accounts/AC0123456789/Messages.json',
        form: {
          To: '+15550100000',
          From: FROM,
          Body: 'Hello “Ana” & co. 😀',
          SmartEncoded: 'false',
          StatusCallback:
            'https://runledger.example:8443/base/api/automations/providers/sms/status?run=run-1&step=hello+there',
        },
      },
    ]);
    const providerId = 'SM00000000000000000000000000000001';
    const host = new URL(double.url).host;
    expect(outcome).toEqual({
      status: 'completed',
      output: {
        via: 'sms',
        providerId,
        response: `handed to ${host}, which answered 201 queued as ${providerId}`,
      },
      delivery: 'queued',
    });
  });

  it("comes from the account's own sender, also from a group of them", async () => {
    const group = `MG${'0a'.repeat(16)}`;
    await channel.send(REQUEST, { ...SENDING, from: 'Acme' });
    await channel.send(REQUEST, { ...SENDING, from: group });
    expect(double.taken.map(({ form }) => [form['From'], form['MessagingServiceSid']])).toEqual([
      ['Acme', undefined],
      [undefined, group],
    ]);
  });

  it('is not sent when there is nobody for it to come from', async () => {
    const nobody = channelTo(double.url, null);
    const outcome = await nobody.send(REQUEST, SENDING);
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'provider_error' } });
    expect(double.taken).toEqual([]);
  });

  it.each([
    [400, 21_211, 'invalid_recipient'],
    [400, 21_614, 'invalid_recipient'],
    [400, 21_217, 'invalid_recipient'],
    [429, 20_429, 'rate_limited'],
    [429, 14_107, 'rate_limited'],
    [400, 21_602, 'provider_error'],
    [400, 21_408, 'provider_error'],
    [400, 21_606, 'provider_error'],
    [400, 30_034, 'provider_error'],
    [401, 20_003, 'provider_error'],
    [404, 20_404, 'provider_error'],
    [500, 20_500, 'provider_error'],
    [503, 20_503, 'provider_error'],
  ])('that is refused with %i and %i is %s, in the words of the provider', async (status, code, failure) => {
    double.answering = refused(status, code, `why it\nis refused, the-auth-token`);
    const outcome = await channel.send(REQUEST, SENDING);
    const message = `refused: ${code} why it is refused, ***`;
    expect(outcome).toMatchObject({ status: 'failed', error: { code: failure, message }, output: {} });
    expect('trouble' in outcome).toBe(status === 401 || status >= 500);
    expect(double.taken).toHaveLength(1);
  });

  it('to somebody who told the provider to stop is skipped', async () => {
    double.answering = refused(400, 21_610, 'Attempt to send to unsubscribed recipient');
    expect(await channel.send(REQUEST, SENDING)).toEqual({ status: 'skipped', reason: 'sms_opt_out' });
  });
});

describe('what became of an SMS is unknown, and it is sent once', () => {
  const isUnknown = async (sending: Promise<EffectOutcome>): Promise<void> => {
    await expect(sending).rejects.toBeInstanceOf(OutcomeUnknown);
    expect(double.taken).toHaveLength(1);
  };

  it('when no answer comes in time', async () => {
    double.answering = () => undefined;
    const sending = channel.send(REQUEST, SENDING);
    sending.catch(() => undefined);
    await until('it has been taken', () => double.taken.length === 1);
    clock.advance(TIMEOUT_MS);
    await isUnknown(sending);
  });

  it.each<[string, SmsProviderDouble['answering']]>([
    ['when the connection is cut instead of an answer', (response) => response.destroy()],
    ['when it is reset', (response) => response.socket?.resetAndDestroy()],
    [
      'when the answer is cut off',
      (response) => response.writeHead(201, { 'content-length': '100' }).write('{"sid"', () => response.destroy()),
    ],
    ['when the answer has no id', (response) => response.writeHead(201).end('{}')],
    ['when the answer is no JSON', (response) => response.writeHead(200).end('<html>')],
    ['when a gateway answers 502', (response) => response.writeHead(502).end('<html>Bad gateway</html>')],
    ['when a gateway answers 504', (response) => response.writeHead(504).end()],
    ['when the answer has no end', (response) => response.writeHead(201).end('x'.repeat(100_000))],
  ])('%s', async (_, answering) => {
    double.answering = answering;
    await isUnknown(channel.send(REQUEST, SENDING));
  });
});

describe('an SMS is known not to be sent', () => {
  const isNotSent = async (sending: Promise<EffectOutcome>): Promise<void> => {
    expect(await sending).toMatchObject({
      status: 'failed',
      error: { code: 'provider_error', message: expect.stringMatching(/^not sent, for the SMS provider: /) as string },
      trouble: expect.any(String) as string,
    });
    expect(double.taken).toEqual([]);
  };

  it('when nobody listens', async () => {
    const { url } = double;
    const other = await SmsProviderDouble.start();
    const deaf = channelTo(other.url);
    await other.stop();
    await isNotSent(deaf.send(REQUEST, SENDING));
    expect(url).toBe(double.url);
  });

  it('when the provider does not speak TLS', async () => {
    await isNotSent(channelTo(double.url.replace('http:', 'https:')).send(REQUEST, SENDING));
  });

  it('when its name is not known', async () => {
    await isNotSent(channelTo('https://a:b@sms.invalid').send(REQUEST, SENDING));
  });

  it('when there is no TLS in time', async () => {
    let silent: Socket | undefined;
    double.onConnection = (socket) => {
      silent = socket.removeAllListeners('data');
    };
    const sending = channelTo(double.url.replace('http:', 'https:')).send(REQUEST, SENDING);
    await until('it is connected', () => silent !== undefined);
    clock.advance(TIMEOUT_MS);
    await isNotSent(sending);
  });
});

describe('the provider', () => {
  it('is tried without sending anything', async () => {
    expect(await channel.check()).toBeNull();
    expect(double.taken).toEqual([]);
  });

  it('that is not there is told', async () => {
    expect(await channelTo('https://a:b@sms.invalid').check()).toMatch(/^no connection/);
  });

  it('is given one message after another, each once', async () => {
    double.answering = accepted;
    await Promise.all(Array.from({ length: 50 }, () => channel.send(REQUEST, SENDING)));
    expect(double.taken).toHaveLength(50);
  });
});
