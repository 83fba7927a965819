import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { until } from '../../until';
import { CERTIFICATE, KEY } from './certificate';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

type Answering = (response: ServerResponse, request: IncomingMessage) => void;

const OK: Answering = (response) => {
  response.end('ok');
};

/** Receives webhooks on this machine, counts connections, and answers as told. */
export class Receiver {
  readonly received: Received[] = [];
  connections = 0;
  answering: Answering = OK;

  private constructor(
    private readonly server: ReturnType<typeof createHttp>,
    readonly port: number,
  ) {}

  static async open(scheme: 'http' | 'https' = 'https'): Promise<Receiver> {
    const listener: RequestListener = (request, response) => void receiver.receive(request, response);
    const server = scheme === 'http' ? createHttp(listener) : createHttps({ key: KEY, cert: CERTIFICATE }, listener);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const receiver = new Receiver(server, (server.address() as AddressInfo).port);
    server.on('connection', () => {
      receiver.connections += 1;
    });
    return receiver;
  }

  get last(): Received {
    const last = this.received.at(-1);
    if (last === undefined) throw new Error('nothing was received');
    return last;
  }

  hasReceived(count: number): Promise<void> {
    return until(`${count} webhooks have been received`, () => this.received.length >= count);
  }

  forgets(): void {
    this.received.length = 0;
    this.connections = 0;
    this.answering = OK;
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url: path = '', headers } = request;
    this.received.push({ method, path, headers, body: Buffer.concat(chunks) });
    this.answering(response, request);
  }
}
