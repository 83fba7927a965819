import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerOptions } from 'smtp-server';
import { CERTIFICATE, CERTIFICATE_KEY } from './certificate';

export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came, header and body. */
  readonly message: string;
  readonly secure: boolean;
  readonly user: string | undefined;
}

/** A real mail server, which keeps what it takes. */
export class MailServer {
  readonly received: Received[] = [];
  /** What was tried as a password. */
  readonly passwords: string[] = [];
  connections = 0;

  private readonly server: SMTPServer;

  private constructor(options: SMTPServerOptions) {
    this.server = new SMTPServer({
      authOptional: true,
      logger: false,
      cert: CERTIFICATE,
      key: CERTIFICATE_KEY,
      onConnect: (_session, done) => {
        this.connections += 1;
        done();
      },
      onAuth: ({ username, password }, _session, done) => {
        this.passwords.push(password ?? '');
        if (username === 'ana' && password === 'p@ss/word') done(null, { user: username });
        else done(new Error(`no login for ${username ?? ''} with ${password ?? ''}`));
      },
      onData: (stream, { envelope, secure, user }, done) => {
        void text(stream).then((message) => {
          const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
          const to = envelope.rcptTo.map(({ address }) => address);
          this.received.push({ from, to, message, secure, user: user as string | undefined });
          done(null, 'queued as 4F2');
        }, done);
      },
      ...options,
    });
    this.server.on('error', () => undefined); // a client that does not trust it ends the connection
  }

  /** Whoever logs in is `ana`, with the password `p@ss/word`. */
  static async open(options: SMTPServerOptions = {}): Promise<MailServer> {
    const opened = new MailServer(options);
    await new Promise<void>((resolve) => {
      opened.server.listen(0, '127.0.0.1', resolve);
    });
    return opened;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(resolve);
    });
  }
}
