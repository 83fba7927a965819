import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Looks at a connection within the time that it may be silent. */
const LOOKS = 6;

/** By the clock that only goes forward, in milliseconds. */
interface Silence {
  readonly since: number;
  readonly seen: number;
}

/**
 * Cuts connections on which nothing has moved for so long, also when it is the client that takes no byte. Node tells of
 * a silent socket once, and of one that takes nothing only the time after, so it is asked often, and what it tells is added
 * up: a pause between two times that was longer than asked for says that something moved. Whoever waits for an answer that is
 * still being made is not silent: it is its turn once there is something to take.
 */
export function cutSilent(server: Server, silenceMs: number): void {
  const lookMs = silenceMs / LOOKS;
  const silences = new WeakMap<Socket, Silence>();
  const unanswered = new WeakMap<Socket, Set<IncomingMessage>>();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const requests = unanswered.get(socket) ?? new Set();
    unanswered.set(socket, requests.add(request));
    for (const end of ['finish', 'close'] as const) response.once(end, () => requests.delete(request));
  });
  /** A request is here as a whole, its answer is not, and nothing of one is left to take. */
  const isWorkedOn = (socket: Socket): boolean =>
    socket.writableLength === 0 && [...(unanswered.get(socket) ?? [])].some(({ complete }) => complete);
  server.setTimeout(lookMs, (socket) => {
    const now = performance.now();
    const waited = socket.timeout ?? lookMs; // between two requests it has a time-out of its own
    if (isWorkedOn(socket)) {
      silences.delete(socket);
      socket.setTimeout(lookMs);
      return;
    }
    const before = silences.get(socket);
    const goesOn = before !== undefined && now - before.seen < 1.5 * waited;
    const since = goesOn ? before.since : now - waited;
    if (now - since > silenceMs - lookMs / 2) {
      socket.destroy();
      return;
    }
    silences.set(socket, { since, seen: now });
    socket.setTimeout(lookMs);
  });
}
