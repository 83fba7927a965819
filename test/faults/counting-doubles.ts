import type { SMTPServerDataStream } from 'smtp-server';
import { SmsProviderDouble, accepted } from '../doubles/sms-provider';
import { MailServer } from '../doubles/smtp/mail-server';
import { Receiver } from '../doubles/webhooks/receiver';

export const CHANNELS = ['sms', 'email', 'webhook'] as const;
export type Channel = (typeof CHANNELS)[number];

/** In every message, an email's subject: whose it is, and of which step. */
export const MARK = 'to {{ contact.id }} at {{ step }}';
const MARKED = /to ([\w.-]+) at (\w+)/;
/** Bytes of an email before its middle. */
const MIDDLE = 200_000;

/**
 * The other side of each channel, which counts what comes whole. With the first message of a contact `<name>.middle` or
 * `<name>.whole` it goes no further than an email's middle, or the end of any message: there is no answer.
 */
export class CountingDoubles {
  /** Each time that a message came whole: channel, contact and step. */
  readonly whole: string[] = [];
  /** What identifies each of them to its receiver, where something does. */
  readonly keys: string[] = [];
  /** How many it went no further with. */
  halted = 0;

  private constructor(
    private readonly sms: SmsProviderDouble,
    private readonly webhooks: Receiver,
    private mail: MailServer | null,
  ) {
    sms.answering = (response, sid) => {
      const text = sms.taken.at(-1)?.form['Body'] ?? '';
      if (this.take('sms', text)) accepted(response, sid);
    };
    webhooks.answering = (response) => {
      const { body, headers } = webhooks.last;
      this.keys.push(String(headers['idempotency-key']));
      if (this.take('webhook', body.toString())) response.end('ok');
    };
  }

  static async open(): Promise<CountingDoubles> {
    const doubles = new CountingDoubles(await SmsProviderDouble.start(), await Receiver.open('http'), null);
    doubles.mail = await MailServer.open({
      onData: (stream, _session, done) => {
        void doubles.takeMail(stream).then((isAnswered) => {
          if (isAnswered) done(null, 'queued as 4F2');
        });
      },
    });
    return doubles;
  }

  /** For the service that is to send to them. */
  get environment(): Readonly<Record<string, string>> {
    return {
      SMS_URL: this.sms.url,
      SMS_FROM: '+15550100000',
      SMTP_URL: `smtp://localhost:${this.mail?.port ?? 0}?ignoreTLS=true`,
      EMAIL_FROM: 'hello@acme.dev',
      WEBHOOK_ALLOW_PRIVATE: `127.0.0.1:${this.webhooks.port}`,
    };
  }

  get webhookUrl(): string {
    return `http://127.0.0.1:${this.webhooks.port}/in`;
  }

  async close(): Promise<void> {
    await Promise.all([this.sms.stop(), this.webhooks.close(), this.mail?.close()]);
  }

  /** @returns whether it is to be answered */
  private take(channel: Channel, text: string): boolean {
    const [, contact = '', step = ''] = MARKED.exec(text) ?? [];
    this.whole.push(`${channel} ${contact} ${step}`);
    return !this.halts('whole', text);
  }

  private async takeMail(stream: SMTPServerDataStream): Promise<boolean> {
    let message = '';
    for await (const chunk of stream) {
      message += (chunk as Buffer).toString('latin1');
      if (message.length > MIDDLE && this.halts('middle', message)) return false;
    }
    this.keys.push(/^Message-ID: (.*)$/m.exec(message)?.[1] ?? '');
    return this.take('email', message);
  }

  private halts(at: 'middle' | 'whole', text: string): boolean {
    const [, contact = '', step] = MARKED.exec(text) ?? [];
    if (step !== 'first' || !contact.endsWith(`.${at}`)) return false;
    this.halted += 1;
    return true;
  }
}
