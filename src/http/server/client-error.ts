import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { problem } from '../output/problem.filter';
import type { Problem } from '../output/problem.filter';

const CODES: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
};

/** What the HTTP parser gives up on before there is a request: a problem like any other, then the end of the connection. */
export function refuseConnection(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  end(socket, problem(CODES[error.code ?? ''] ?? 'invalid_request', 'this is not an HTTP request that can be read'));
}

/** Nothing is passed on to another server. */
export function refuseConnect(_request: IncomingMessage, socket: Duplex): void {
  end(socket, problem('method_not_allowed', 'this service is no proxy'));
}

function end(socket: Duplex, shown: Problem): void {
  const body = JSON.stringify(shown);
  socket.end(
    [
      `HTTP/1.1 ${shown.status} ${shown.title}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
    () => socket.destroy(),
  );
}
