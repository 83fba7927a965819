import { parseMailbox } from '../../domain/effect/mailbox';
import type { EffectOutcome, EffectRequest } from '../../domain/effect/effect';
import type { SmtpServer } from '../../config/smtp';
import type { Clock } from '../../kernel/clock';
import { inTime } from '../../kernel/in-time';
import { OutcomeUnknown } from '../../ports/effect-channel';
import type { AtOnce, EffectChannel, Sending } from '../../ports/effect-channel';
import { composeMail } from './mail';
import type { EmailRequest, Mail } from './mail';
import { Pool } from './pool';
import { Session } from './session';
import type { Trust } from './session';
import { SmtpFailure } from './smtp-failure';
import { WireWatch } from './wire-watch';

/** From looking the server up to its answer, in milliseconds. */
const TIMEOUT_MS = 30_000;

export interface MailSettings {
  readonly server: SmtpServer;
  /** Whom emails come from where the account says nothing; null: nobody. */
  readonly from: string | null;
  readonly trust?: Trust;
  readonly timeoutMs?: number;
}

/** Emails over SMTP. A server takes no idempotency keys: what it may have is never sent again. */
export class MailChannel implements EffectChannel {
  readonly honoursKeys = false;
  readonly timeoutMs: number;
  readonly atOnce: AtOnce;
  private readonly pool: Pool;

  constructor(
    private readonly settings: MailSettings,
    private readonly clock: Clock,
  ) {
    this.timeoutMs = settings.timeoutMs ?? TIMEOUT_MS;
    this.atOnce = { all: settings.server.connections, ofAccount: settings.server.connections };
    this.pool = new Pool(settings.server, settings.trust ?? {});
  }

  async send(request: EffectRequest, sending: Sending): Promise<EffectOutcome> {
    if (request.channel !== 'email') throw new Error(`an ${request.channel} is no email`);
    return inTime(this.clock, this.timeoutMs, (signal) => this.sendMail(request, sending, signal));
  }

  async check(): Promise<string | null> {
    const { server, trust = {} } = this.settings;
    try {
      const session = await inTime(this.clock, this.timeoutMs, (signal) => Session.open(server, trust, signal));
      session.close();
      return null;
    } catch (error) {
      if (error instanceof SmtpFailure) return error.trouble;
      throw error;
    }
  }

  close(): void {
    this.pool.close();
  }

  private async sendMail(request: EmailRequest, sending: Sending, signal: AbortSignal): Promise<EffectOutcome> {
    const from = parseMailbox(sending.from ?? this.settings.from ?? '');
    if (from === null)
      return refused('not sent: there is nobody for it to come from, neither emailFrom of the account nor EMAIL_FROM');
    return this.deliver(await composeMail(request, from, sending, this.clock.now()), signal);
  }

  /** Before the first byte of the message there is one more connection, when the one before was lost; after it never. */
  private async deliver(mail: Mail, signal: AbortSignal, again = false): Promise<EffectOutcome> {
    const message = new WireWatch(mail.message);
    try {
      const answer = await this.pool.use(again, signal, (session) => session.send(mail, message, signal));
      if (!message.handedOver) return refused(`refused: ${answer}, before all of it was there`);
      const response = `handed to ${this.settings.server.host}, which answered ${answer}`;
      return { status: 'completed', output: { via: 'smtp', messageId: mail.messageId, response } };
    } catch (error) {
      if (!(error instanceof SmtpFailure)) throw error;
      const { answer, trouble, isLost } = error;
      if (answer === null && message.handedOver)
        throw new OutcomeUnknown('may have been sent: no answer after the last byte', trouble);
      if (isLost && !message.begun && !again) return this.deliver(mail, signal, true);
      return refused(wordsOf(error, message), trouble);
    }
  }
}

function wordsOf({ answer, trouble }: SmtpFailure, message: WireWatch): string {
  if (answer !== null)
    return trouble === null ? `refused: ${answer}` : `not sent, for the SMTP server: ${trouble}: ${answer}`;
  return `not sent, for the SMTP server: ${trouble}${message.begun ? ' in the middle of the message' : ''}`;
}

const refused = (message: string, trouble: string | null = null): EffectOutcome => ({
  status: 'failed',
  error: { code: 'provider_error', message },
  output: {},
  ...(trouble === null ? {} : { trouble }),
});
