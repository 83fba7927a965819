import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How long those who wait for an answer may still get it, in milliseconds. */
const ANSWERS_MS = 10_000;

/** The connections of a server, so that it can stop without waiting for whoever is slow to send. */
export class Connections {
  private readonly open = new Set<Socket>();
  /** The last request of each connection that has no answer yet. */
  private readonly requests = new Map<Socket, IncomingMessage>();
  /** Whose the last large answer of each connection was; null: nobody's that is known. */
  private readonly accounts = new WeakMap<Socket, string | null>();
  stopping = false;

  constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      this.open.add(socket);
      socket.once('close', () => {
        this.open.delete(socket);
        this.requests.delete(socket);
      });
    });
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.requests.set(request.socket, request);
      response.once('close', () => {
        if (this.requests.get(request.socket) !== request) return; // another came by it meanwhile
        this.requests.delete(request.socket);
        if (this.stopping) request.socket.end();
      });
    });
  }

  /** Bytes of answers that no client has taken yet; a large one of the account is about to go by this connection, null: which is gone. */
  untaken(by: Socket | null, account: string | null): { readonly ofAccount: number; readonly all: number } {
    if (by !== null) this.accounts.set(by, account);
    let [ofAccount, all] = [0, 0];
    for (const socket of this.open) {
      all += socket.writableLength;
      if (this.accounts.get(socket) === account) ofAccount += socket.writableLength;
    }
    return { ofAccount, all };
  }

  /** Only those stay whose request is here as a whole, until they have their answer. */
  stop(): void {
    this.stopping = true;
    for (const socket of this.open) if (this.requests.get(socket)?.complete !== true) socket.destroy();
    setTimeout(() => {
      this.server.closeAllConnections();
    }, ANSWERS_MS).unref();
  }
}
