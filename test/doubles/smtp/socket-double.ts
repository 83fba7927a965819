import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { until } from '../../until';

/** Where a talk is when the server ends it; `middle`: of the message, `early`: there too, but it reads on; `dot`: after its end. */
export const MOMENTS = ['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'middle', 'early', 'dot'] as const;
export type Moment = (typeof MOMENTS)[number];

/** How it ends: without a word, with a line, or with one that is torn (`~`) by the end of the connection. */
export type End = 'closed' | 'reset' | 'silent' | `${number} ${string}` | `~${string}`;

const ANSWERS: Readonly<Record<Exclude<Moment, 'middle' | 'early'>, string>> = {
  greeting: '220 double',
  EHLO: '250-double\r\n250 8BITMIME',
  MAIL: '250 ok',
  RCPT: '250 ok',
  DATA: '354 go on',
  dot: '250 queued as 4F2',
};

/** So much of a message is taken before it ends in its middle. */
const MIDDLE_BYTES = 1_000_000;

/** A bare socket that speaks as much SMTP as it takes to end a talk in any moment, and counts what it got. */
export class SocketDouble {
  connections = 0;
  /** Whole messages, up to the dot that ends them. */
  messages = 0;
  /** Times that a talk came to the moment. */
  ended = 0;
  /** What was said, without messages. */
  readonly said: string[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    /** Null: it never ends one. */
    public moment: Moment | null,
    public end: End,
    private readonly extensions: string,
  ) {
    server.on('connection', (socket) => {
      this.talk(socket);
    });
  }

  static async open(moment: Moment | null = null, end: End = 'closed', extensions = ''): Promise<SocketDouble> {
    const server = createServer();
    const double = new SocketDouble(server, moment, end, extensions);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return double;
  }

  get port(): number {
    const address = this.server.address();
    if (typeof address !== 'object' || address === null) throw new Error('it does not listen');
    return address.port;
  }

  hasEnded(times = 1): Promise<void> {
    return until(`a talk came to its moment ${times} times`, () => this.ended >= times);
  }

  /** Ends the connections that are open, as a server does that was idle for long. */
  dropAll(): void {
    for (const socket of this.sockets) socket.end();
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private talk(socket: Socket): void {
    this.connections += 1;
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    let message: Buffer[] | null = null;
    let line = '';
    const answer = (moment: Exclude<Moment, 'middle' | 'early'>): void => {
      if (this.moment === moment) {
        this.over(socket);
        return;
      }
      const extended =
        moment === 'EHLO' && this.extensions !== '' ? `250-double\r\n250 ${this.extensions}` : ANSWERS[moment];
      socket.write(`${extended}\r\n`);
    };
    const take = (text: string): void => {
      this.said.push(text);
      const [verb = ''] = text.split(' ');
      if (verb === 'EHLO' || verb === 'HELO' || verb === 'MAIL' || verb === 'RCPT')
        answer(verb === 'HELO' ? 'EHLO' : verb);
      else if (verb === 'AUTH') socket.write('235 welcome\r\n');
      else if (verb === 'DATA') {
        answer('DATA');
        if (this.moment !== 'DATA') message = [];
      } else if (verb === 'QUIT') socket.end('221 bye\r\n');
      else socket.write('502 what?\r\n');
    };
    socket.on('data', (data) => {
      if (message !== null) {
        message.push(data);
        const size = message.reduce((sum, { length }) => sum + length, 0);
        if (this.moment === 'middle' && size > MIDDLE_BYTES) {
          message = null;
          this.over(socket);
          return;
        }
        if (this.moment === 'early' && size > MIDDLE_BYTES) {
          this.moment = null;
          this.over(socket);
        }
        if (!Buffer.concat(message.slice(-2)).toString('latin1').endsWith('\r\n.\r\n')) return;
        message = null;
        this.messages += 1;
        answer('dot');
        return;
      }
      const lines = (line + data.toString('latin1')).split('\r\n');
      line = lines.pop() ?? '';
      for (const one of lines) take(one);
    });
    answer('greeting');
  }

  private over(socket: Socket): void {
    this.ended += 1;
    if (this.end === 'closed') socket.end();
    else if (this.end === 'reset') socket.resetAndDestroy();
    else if (this.end === 'silent') socket.pause();
    else if (this.end.startsWith('~')) socket.end(this.end.slice(1));
    else socket.write(`${this.end}\r\n`);
  }
}
