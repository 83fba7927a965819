import type { SmtpServer } from '../../../src/config/smtp';
import { MailChannel } from '../../../src/adapters/smtp/mail-channel';
import type { MailSettings } from '../../../src/adapters/smtp/mail-channel';
import type { EffectOutcome, EffectRequest } from '../../../src/domain/effect/effect';
import type { Sending } from '../../../src/ports/effect-channel';
import { CERTIFICATE } from '../../doubles/smtp/certificate';
import { MailServer } from '../../doubles/smtp/mail-server';
import { TestClock } from '../../test-clock';

const EMAIL: EffectRequest = {
  channel: 'email',
  to: 'ana@example.com',
  subject: 'Größe: “fünf” 🎉',
  body: '<h1>Hi Ana</h1><p>See <a href="https://acme.test/x">our page</a>.</p><p>.</p>',
};
const SENDING: Sending = {
  idempotencyKey: 'key-1',
  account: 'acme',
  contactId: 'c-1',
  runId: 'run-1',
  stepId: 'hello',
  from: null,
  secrets: [],
  unsubscribeUrl: null,
};
const LOGIN = { user: 'ana', password: 'p@ss/word' };

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serving(...options: Parameters<typeof MailServer.open>): Promise<MailServer> {
  const server = await MailServer.open(...options);
  closing.push(() => server.close());
  return server;
}

function channelTo(
  { port }: { readonly port: number },
  server: Partial<SmtpServer> = {},
  settings: Partial<MailSettings> = {},
): MailChannel {
  const to = { host: 'localhost', port, tls: 'starttls', login: null, connections: 5, ...server } as const;
  const from = 'Müller & Söhne, GmbH <hello@müller.test>';
  const channel = new MailChannel({ server: to, from, trust: { ca: CERTIFICATE }, ...settings }, new TestClock());
  closing.push(() => {
    channel.close();
  });
  return channel;
}

const messageOf = (outcome: EffectOutcome): string =>
  outcome.status === 'failed' ? outcome.error.message : outcome.status;

describe('an email', () => {
  it('is HTML with a text alternative, from whom the service says, under an id that follows from its key', async () => {
    const server = await serving();
    const sentTwice = [await channelTo(server).send(EMAIL, SENDING), await channelTo(server).send(EMAIL, SENDING)];
    const [first, second] = server.received;
    expect(sentTwice).toEqual(
      Array(2).fill({
        status: 'completed',
        output: {
          via: 'smtp',
          messageId: '<key-1@xn--mller-kva.test>',
          response: 'handed to localhost, which answered 250 queued as 4F2',
        },
      }),
    );
    expect(first).toMatchObject({ from: 'hello@müller.test', to: ['ana@example.com'], secure: true });
    for (const one of [first, second]) expect(one?.message).toContain('\r\nMessage-ID: <key-1@xn--mller-kva.test>\r\n');
    expect(first?.message).toContain('Date: Tue, 24 Nov 2026 10:00:00 +0000');
    expect(first?.message).toMatch(
      /Content-Type: text\/plain[^]*HI ANA[^]*our page \[https:\/\/acme\.test\/x\][^]*Content-Type: text\/html[^]*<h1>Hi Ana<\/h1>/,
    );
    expect(first?.message).not.toMatch(/[^\x00-\x7f]/);
  });

  it('comes from whom the account says', async () => {
    const server = await serving();
    await channelTo(server).send(EMAIL, { ...SENDING, from: 'Acme, Inc. <hello@acme.test>' });
    expect(server.received[0]?.message).toMatch(/^From: "Acme, Inc\." <hello@acme\.test>\r$/m);
  });

  it.each([
    ['https://ledger.test/u/abc', 2],
    ['http://ledger.test/u/abc', 0],
    [null, 0],
  ])('says how to unsubscribe by one click at %s exactly when that is https', async (unsubscribeUrl, headers) => {
    const server = await serving();
    await channelTo(server).send(EMAIL, { ...SENDING, unsubscribeUrl });
    const found = server.received[0]?.message.match(/^List-Unsubscribe.*$/gm) ?? [];
    expect(found).toEqual(
      ['List-Unsubscribe: <https://ledger.test/u/abc>', 'List-Unsubscribe-Post: List-Unsubscribe=One-Click'].slice(
        0,
        headers,
      ),
    );
  });

  it('fails where there is nobody for it to come from', async () => {
    const channel = channelTo({ port: 1 }, {}, { from: null });
    expect(messageOf(await channel.send(EMAIL, SENDING))).toMatch(/^not sent: there is nobody for it to come from/);
  });

  it.each([
    ['lines that begin with a dot', '<p>\n.\n..\nfrom\n.</p>'],
    ['very long lines', `<p>${'x'.repeat(5_000)}</p>`],
    ['more tags than a text is made of', '<b>x</b>'.repeat(20_000)],
    ['HTML that is none', '<<<>>> & <a href="'],
    ['control characters and halves of characters', '<p>\u0000\u0007\ud83c</p>x'],
  ])('may have %s', async (_, body) => {
    const server = await serving();
    const outcome = await channelTo(server).send({ ...EMAIL, body }, SENDING);
    expect(outcome.status).toBe('completed');
    expect(server.received).toHaveLength(1);
  });

  it('that the server refuses fails with its words, and the next one goes', async () => {
    const refusing = {
      onRcptTo: ({ address }: { address: string }, _: unknown, done: (error?: Error | null) => void) => {
        done(address.startsWith('nobody') ? Object.assign(new Error('no such user'), { responseCode: 550 }) : null);
      },
    };
    const server = await serving(refusing);
    const channel = channelTo(server);
    const outcome = await channel.send({ ...EMAIL, to: 'nobody@example.com' }, SENDING);
    expect(outcome).toEqual({
      status: 'failed',
      error: { code: 'provider_error', message: 'refused: 550 no such user' },
      output: {},
    });
    expect((await channel.send(EMAIL, SENDING)).status).toBe('completed');
  });

  it('goes over connections that are there, as many as were sent at a time', async () => {
    const server = await serving();
    const channel = channelTo(server, { connections: 3, tls: 'none' });
    expect(channel.atOnce).toEqual({ all: 3, ofAccount: 3 });
    for (let i = 0; i < 10; i++) await Promise.all([1, 2, 3].map(() => channel.send(EMAIL, SENDING)));
    expect([server.received.length, server.connections]).toEqual([30, 3]);
  });
});

describe('the way to the server', () => {
  it.each([
    ['starttls', false],
    ['smtps', true],
  ] as const)('is encrypted and logged in by %s', async (tls, secure) => {
    const server = await serving({ secure });
    expect(messageOf(await channelTo(server, { tls, login: LOGIN }).send(EMAIL, SENDING))).toBe('completed');
    expect(server.received).toMatchObject([{ secure: true, user: 'ana' }]);
  });

  it('is not taken where TLS is not on offer, and no password leaves', async () => {
    const server = await serving({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
    const channel = channelTo(server, { login: LOGIN });
    expect(messageOf(await channel.send(EMAIL, SENDING))).toMatch(
      /^not sent, for the SMTP server: it does not begin TLS \(50\d\): 50\d /,
    );
    expect([server.passwords, server.received]).toEqual([[], []]);
    expect(await channel.check()).toMatch(/^it does not begin TLS/);
  });

  it('is taken without TLS where the configuration says so', async () => {
    const server = await serving({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
    expect(messageOf(await channelTo(server, { login: LOGIN, tls: 'none' }).send(EMAIL, SENDING))).toBe('completed');
    expect(server.passwords).toEqual([LOGIN.password]);
  });

  it.each([
    [
      'is of somebody unknown',
      'starttls',
      'localhost',
      {},
      /certificate does not verify \(DEPTH_ZERO_SELF_SIGNED_CERT\)/,
    ],
    ['is of somebody unknown', 'smtps', 'localhost', {}, /certificate does not verify \(DEPTH_ZERO_SELF_SIGNED_CERT\)/],
    [
      'has another name',
      'starttls',
      '127.0.0.1',
      { ca: CERTIFICATE },
      /certificate does not verify \(ERR_TLS_CERT_ALTNAME_INVALID\)/,
    ],
  ] as const)('is not taken where the certificate %s (%s)', async (_, tls, host, trust, words) => {
    const server = await serving({ secure: tls === 'smtps' });
    const channel = channelTo(server, { tls, host, login: LOGIN }, { trust });
    expect(messageOf(await channel.send(EMAIL, SENDING))).toMatch(words);
    expect(await channel.check()).toMatch(words);
    expect(server.passwords).toEqual([]);
  });

  it('is told without the password where the login is refused, though the server repeats it', async () => {
    const server = await serving();
    const channel = channelTo(server, { login: { user: 'ana', password: 'hunter+2' } });
    const outcome = await channel.send(EMAIL, SENDING);
    expect(messageOf(outcome)).toBe(
      'not sent, for the SMTP server: it refuses the login (535): 535 no login for ana with ***',
    );
    expect(outcome).toMatchObject({ trouble: 'it refuses the login (535)' });
    expect(JSON.stringify(outcome)).not.toMatch(/hunter/);
  });

  it('is told where nobody listens, and where the name leads nowhere', async () => {
    const server = await MailServer.open();
    const gone = { port: server.port };
    await server.close();
    const outcome = await channelTo(gone).send(EMAIL, SENDING);
    expect(messageOf(outcome)).toMatch(/it cannot be reached \(ECONNREFUSED\)$/);
    expect(messageOf(await channelTo(gone, { host: 'nowhere.invalid' }).send(EMAIL, SENDING))).toMatch(/it|address/);
  });

  it('can be tried without sending anything', async () => {
    const server = await serving();
    expect(await channelTo(server, { login: LOGIN }).check()).toBeNull();
    expect(server.received).toEqual([]);
  });
});
