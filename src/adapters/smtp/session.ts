import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SmtpServer } from '../../config/smtp';
import type { Mail } from './mail';
import { SmtpFailure, failureOfConnecting, failureOfMessage, inOneLine, isAnswer } from './smtp-failure';
import type { WireError } from './smtp-failure';
import type { WireWatch } from './wire-watch';

/** What is added to what Node trusts; for servers of one's own. */
export interface Trust {
  readonly ca?: string;
}

/** The caller's deadline is the only one: nodemailer would have one for each state. */
const NEVER_MS = 3_600_000;

/** One connection to the server, logged in. What goes wrong in it ends it. */
export class Session {
  private ended = false;

  private constructor(
    private readonly connection: SMTPConnection,
    private readonly server: SmtpServer,
  ) {
    connection.on('end', () => {
      this.ended = true;
    });
    connection.on('error', () => undefined); // whoever sends is told by it too
  }

  /** @throws SmtpFailure; also when the signal is aborted */
  static async open(server: SmtpServer, trust: Trust, signal: AbortSignal): Promise<Session> {
    const connection = new SMTPConnection({
      host: server.host,
      port: server.port,
      secure: server.tls === 'smtps',
      requireTLS: server.tls === 'starttls',
      ignoreTLS: server.tls === 'none',
      tls: { ...trust, minVersion: 'TLSv1.2' },
      connectionTimeout: NEVER_MS,
      greetingTimeout: NEVER_MS,
      socketTimeout: NEVER_MS,
      socketCloseTimeout: 0,
      logger: false,
    });
    await ofWire<undefined>(
      connection,
      signal,
      (error) => failureOfConnecting(error, server),
      (done) => {
        connection.connect((error) => {
          if (error !== undefined || server.login === null) done(error ?? null);
          else
            connection.login({ user: server.login.user, pass: server.login.password }, (refused) => {
              done(refused);
            });
        });
      },
    );
    return new Session(connection, server);
  }

  /** Whether the server has not ended it. */
  get isOpen(): boolean {
    return !this.ended;
  }

  /** The server's answer to the whole message. @throws SmtpFailure; also when the signal is aborted */
  async send({ envelope, message: { length } }: Mail, message: WireWatch, signal: AbortSignal): Promise<string> {
    const failure = (error: WireError): SmtpFailure => failureOfMessage(error, this.server);
    const info = await ofWire<{ readonly response: string }>(this.connection, signal, failure, (done) => {
      this.connection.send({ ...envelope, size: length, use8BitMime: false }, message, done);
    });
    if (!message.handedOver) this.connection.close(); // the rest of it would still go
    if (!isAnswer(info.response, '2')) throw new SmtpFailure(null, 'it does not speak SMTP', false);
    return inOneLine(info.response, this.server);
  }

  /** Says goodbye. */
  close(): void {
    if (this.ended) return;
    this.connection.quit();
  }
}

type Done<T> = (error: WireError | null, value?: T) => void;

/** What a call of nodemailer's comes to; whatever is not well ends the connection. */
function ofWire<T>(
  connection: SMTPConnection,
  signal: AbortSignal,
  failureOf: (error: WireError) => SmtpFailure,
  call: (done: Done<T>) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const settle = (end: () => void): void => {
      signal.removeEventListener('abort', giveUp);
      connection.removeListener('error', fail);
      connection.removeListener('end', lose);
      end();
    };
    const fail = (error: WireError): void => {
      settle(() => {
        connection.on('error', () => undefined);
        connection.close();
        reject(failureOf(error));
      });
    };
    const lose = (): void => {
      fail(Object.assign(new Error('the connection ended'), { code: 'ECONNECTION' }));
    };
    const giveUp = (): void => {
      fail(Object.assign(new Error('given up'), { code: 'ETIMEDOUT' }));
    };
    signal.addEventListener('abort', giveUp);
    connection.on('error', fail);
    connection.on('end', lose);
    if (signal.aborted) giveUp();
    else
      call((error, value) => {
        if (error === null)
          settle(() => {
            resolve(value as T);
          });
        else fail(error);
      });
  });
}
