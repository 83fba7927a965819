import { setImmediate as nextTurn } from 'node:timers/promises';
import { MailChannel } from '../../../src/adapters/smtp/mail-channel';
import type { EffectOutcome, EffectRequest } from '../../../src/domain/effect/effect';
import { OutcomeUnknown } from '../../../src/ports/effect-channel';
import { SocketDouble } from '../../doubles/smtp/socket-double';
import type { End, Moment } from '../../doubles/smtp/socket-double';
import { TestClock } from '../../test-clock';

const SMALL: EffectRequest = { channel: 'email', to: 'ana@example.com', subject: 'Hi', body: '<p>Hello</p>' };
const LARGE: EffectRequest = { ...SMALL, body: 'x'.repeat(2_500_000) };
/**
 * More than the system takes for a server that reads nothing: of what it took nobody can know how far it came. So many tags
 * get no text beside them.
 */
const BEYOND_BUFFERS: EffectRequest = { ...SMALL, body: '<p>x</p>'.repeat(2_500_000) };
const SENDING = {
  idempotencyKey: 'key-1',
  account: 'acme',
  contactId: 'c-1',
  runId: 'run-1',
  stepId: 'hello',
  from: 'Acme <hello@acme.test>',
  secrets: [],
  unsubscribeUrl: null,
};

const clock = new TestClock();
let double: SocketDouble;
let channel: MailChannel;
afterEach(async () => {
  channel.close();
  await double.close();
});

async function against(moment: Moment | null, end: End = 'closed', extensions = ''): Promise<void> {
  double = await SocketDouble.open(moment, end, extensions);
  const server = { host: '127.0.0.1', port: double.port, tls: 'none', login: null, connections: 5 } as const;
  channel = new MailChannel({ server, from: null }, clock);
}

type Came = EffectOutcome | OutcomeUnknown;

async function cameOf(request = SMALL): Promise<Came> {
  const sent = channel.send(request, SENDING).catch((error: unknown) => {
    if (error instanceof OutcomeUnknown) return error;
    throw error;
  });
  if (double.end === 'silent' && double.moment !== null) {
    await double.hasEnded();
    let isOver = false as boolean;
    const over = sent.finally(() => {
      isOver = true;
    });
    // what the system still takes of it begins the wait anew
    while (!isOver) {
      clock.advance(channel.timeoutMs);
      await nextTurn();
    }
    return over;
  }
  return sent;
}

const codeOf = (came: Came): string =>
  came instanceof OutcomeUnknown ? 'outcome_unknown' : came.status === 'failed' ? came.error.code : came.status;
const wordsOf = (came: Came): string =>
  came instanceof OutcomeUnknown ? came.message : came.status === 'failed' ? came.error.message : '';

const BEFORE: readonly Moment[] = ['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA'];
const WITHOUT_A_WORD: readonly End[] = ['closed', 'reset', 'silent'];
const cross = (moments: readonly Moment[], ends: readonly End[]) =>
  moments.flatMap((moment) => ends.map((end) => [moment, end] as const));

describe('a server that ends the talk without a word', () => {
  it.each(cross(BEFORE, WITHOUT_A_WORD))(
    'at %s, %s: nothing was sent, and at most one more connection is tried',
    async (moment, end) => {
      await against(moment, end);
      const came = await cameOf();
      expect(codeOf(came)).toBe('provider_error');
      expect(wordsOf(came)).toMatch(
        /^not sent, for the SMTP server: it (ends the connection|does not answer in time)$/,
      );
      expect(came).toHaveProperty('trouble');
      expect(double.messages).toBe(0);
      expect(double.connections).toBe(end === 'silent' ? 1 : 2);
    },
  );

  it.each(cross(['middle'], WITHOUT_A_WORD))(
    'in the %s of megabytes, %s: nothing was sent, and nothing is tried again',
    async (moment, end) => {
      await against(moment, end);
      const came = await cameOf(end === 'silent' ? BEYOND_BUFFERS : LARGE);
      expect(codeOf(came)).toBe('provider_error');
      expect(wordsOf(came)).toMatch(/ in the middle of the message$/);
      expect([double.messages, double.connections]).toEqual([0, 1]);
    },
  );

  it.each(cross(['dot'], WITHOUT_A_WORD))(
    'after the %s, %s: it may have been sent, and is not sent again',
    async (moment, end) => {
      await against(moment, end);
      const came = await cameOf();
      expect(codeOf(came)).toBe('outcome_unknown');
      expect(wordsOf(came)).toBe('may have been sent: no answer after the last byte');
      expect([double.messages, double.connections]).toEqual([1, 1]);
    },
  );
});

describe('a server that answers', () => {
  const REFUSALS: readonly End[] = [
    '421 4.3.2 going away',
    '451 4.7.1 come later',
    '554 5.7.1 no spam',
    '550 no such user',
  ];

  it.each(cross([...BEFORE, 'dot'], REFUSALS))(
    'at %s with %s is believed, and shown with its words',
    async (moment, end) => {
      await against(moment, end);
      const came = await cameOf();
      expect(codeOf(came)).toBe('provider_error');
      expect(wordsOf(came)).toContain(end);
      const concernsAll = moment === 'greeting' || moment === 'EHLO' || end.startsWith('421');
      expect(wordsOf(came).startsWith(concernsAll ? 'not sent, for the SMTP server: ' : 'refused: ')).toBe(true);
      expect(Object.hasOwn(came, 'trouble')).toBe(concernsAll);
      expect([double.messages, double.connections]).toEqual([moment === 'dot' ? 1 : 0, 1]);
    },
  );

  it.each(['', 'PIPELINING'])('that it took the message is believed (%s)', async (extensions) => {
    await against(null, 'closed', extensions);
    expect(await cameOf()).toEqual({
      status: 'completed',
      output: {
        via: 'smtp',
        messageId: '<key-1@acme.test>',
        response: 'handed to 127.0.0.1, which answered 250 queued as 4F2',
      },
    });
    expect([double.messages, double.connections]).toEqual([1, 1]);
    expect(double.said).toEqual(
      expect.arrayContaining(['MAIL FROM:<hello@acme.test>', 'RCPT TO:<ana@example.com>', 'DATA']),
    );
  });

  it('in the middle of the message did not get it', async () => {
    await against('middle', '250 queued');
    expect(wordsOf(await cameOf(LARGE))).toBe('refused: 250 queued, before all of it was there');
    expect(double.messages).toBe(0);
  });

  it('in the middle of the message gets no more of it, and no other message over that connection', async () => {
    await against('early', '250 queued');
    expect(wordsOf(await cameOf(BEYOND_BUFFERS))).toBe('refused: 250 queued, before all of it was there');
    expect(codeOf(await cameOf())).toBe('completed');
    expect([double.messages, double.connections]).toEqual([1, 2]);
  });

  it.each(['HTTP/1.1 400 Bad Request', '\0\u0001', '221 bye', '999 what'] as End[])(
    'with %j in place of a greeting does not speak SMTP',
    async (end) => {
      await against('greeting', end);
      expect(wordsOf(await cameOf())).toMatch(
        /^not sent, for the SMTP server: it (?:does not speak SMTP|answers with \d+)$/,
      );
    },
  );

  it('with words over lines and control characters has them shown in one', async () => {
    await against('RCPT', '550-5.1.1 no such\r\n550 \u0007 user' as End);
    expect(wordsOf(await cameOf())).toBe('refused: 550 5.1.1 no such user');
  });

  it.each([
    '~250 que',
    '~2',
    '~55',
    '25',
    '354 go on',
    'queued',
    '999 what',
    '250-queued\r\n554 no',
    '554-no\r\n250 queued',
  ] as End[])('after the dot with %p has said nothing', async (end) => {
    await against('dot', end);
    expect(wordsOf(await cameOf())).toBe('may have been sent: no answer after the last byte');
    expect([double.messages, double.connections]).toEqual([1, 1]);
  });

  it('that refuses is believed though its line is torn', async () => {
    await against('dot', '~554 5.7.1 no sp');
    expect(wordsOf(await cameOf())).toBe('refused: 554 5.7.1 no sp');
  });
});

describe('a connection', () => {
  it('carries one message after another', async () => {
    await against(null);
    for (let i = 0; i < 3; i++) expect(codeOf(await cameOf())).toBe('completed');
    expect([double.messages, double.connections]).toEqual([3, 1]);
  });

  it('that the server ended while it was idle fails no message', async () => {
    await against(null);
    for (let i = 0; i < 3; i++) {
      expect(codeOf(await cameOf())).toBe('completed');
      double.dropAll();
    }
    expect([double.messages, double.connections]).toEqual([3, 3]);
  });

  it('is of its own: what falls silent holds up no other', async () => {
    await against('DATA', 'silent');
    const silent = Array.from({ length: 4 }, () => channel.send(SMALL, SENDING));
    await double.hasEnded(4);
    double.moment = null;
    for (let i = 0; i < 20; i++) expect(codeOf(await channel.send(SMALL, SENDING))).toBe('completed');
    clock.advance(channel.timeoutMs);
    for (const came of await Promise.all(silent)) expect(codeOf(came)).toBe('provider_error');
  });
});
