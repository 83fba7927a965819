import type { RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * The requests of a connection one after another, however many are sent at once: none is begun before the answer to the one
 * before it was taken, so that a connection holds one answer at most.
 */
export function inOrder(handler: RequestListener): RequestListener {
  const last = new WeakMap<Socket, ServerResponse>();
  return (request, response) => {
    const { socket } = request;
    const before = last.get(socket);
    last.set(socket, response);
    const begin = (): void => {
      if (!socket.destroyed) handler(request, response);
    };
    if (before === undefined || before.closed) begin();
    else before.once('close', begin);
  };
}
