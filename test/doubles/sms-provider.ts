import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A message as the provider was given it. */
export interface TakenSms {
  readonly authorization: string | undefined;
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
}

/** How the provider answers a message; it has taken it by then. */
export type Answering = (response: ServerResponse, sid: string) => void;

/** As the provider's documents say: 201 with an id and the first status. */
export const accepted: Answering = (response, sid) => {
  json(response, 201, { sid, status: 'queued', num_segments: '1', error_code: null, error_message: null });
};

/** Likewise: an HTTP status, its own number, words, and where more is to be read. */
export const refused =
  (httpStatus: number, code: number, message: string): Answering =>
  (response) => {
    json(response, httpStatus, {
      code,
      message,
      more_info: `https://provider.example/errors/${code}`,
      status: httpStatus,
    });
  };

/** An SMS provider with the REST interface that Twilio made usual, over a real socket. */
export class SmsProviderDouble {
  readonly taken: TakenSms[] = [];
  /** For every message until it is told otherwise. */
  answering: Answering = accepted;
  /** What it does with a connection instead of reading from it. */
  onConnection: ((socket: Socket) => void) | null = null;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
      this.onConnection?.(socket);
    });
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void this.take(request, response);
    });
  }

  static async start(): Promise<SmsProviderDouble> {
    const server = createServer();
    const double = new SmsProviderDouble(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return double;
  }

  /** As SMS_URL. */
  get url(): string {
    return `http://AC0123456789:the-auth-token@127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.method === 'GET') {
      json(response, request.headers.authorization === undefined ? 401 : 200, { status: 'active' });
      return;
    }
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    this.taken.push({ authorization: request.headers.authorization, path: request.url ?? '', form });
    this.answering(response, `SM${String(this.taken.length).padStart(32, '0')}`);
  }
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
