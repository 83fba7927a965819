import { Client } from 'undici';
import type { buildConnector } from 'undici';
import type { JsonObject } from '../../kernel/message';
import { pinnedLookup } from '../names/lookups';
import { readResponse } from './response';

/** One request as it is sent. */
export interface Outgoing {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Answer {
  readonly statusCode: number;
  /** For the step's output. */
  readonly shown: JsonObject;
}

/** Why no answer came, which is its cause. */
export class NoAnswer extends Error {
  constructor(
    cause: unknown,
    /** A connection was there, and whatever is sent over one may arrive. */
    readonly mayHaveArrived: boolean,
  ) {
    super('no answer', { cause });
  }
}

export interface Dialling {
  /** Those that were judged: no others are dialled. */
  readonly addresses: readonly string[];
  /** Milliseconds until a connection is there, its TLS included. */
  readonly connectMs: number;
  /** Milliseconds between two parts of an answer's body. */
  readonly idleMs: number;
  /** undici's own unless a test watches it. */
  readonly makeConnector: typeof buildConnector;
}

/** Bytes of all headers of an answer. */
const MAX_HEADERS = 16 * 1024;

/**
 * One request and its answer over a connection of its own: none is kept, since nobody could tell whether a request over one
 * that the other side is closing has arrived. No proxy, no redirect, nothing is sent again.
 * @throws NoAnswer whatever it was, the signal too; once there is a status there is an answer
 */
export async function exchange(outgoing: Outgoing, dialling: Dialling, signal: AbortSignal): Promise<Answer> {
  const { url, method, headers, body } = outgoing;
  let isConnected = false;
  const connect = connector(dialling, signal, () => {
    isConnected = true;
  });
  const client = new Client(url.origin, {
    connect,
    headersTimeout: 0,
    bodyTimeout: dialling.idleMs,
    maxHeaderSize: MAX_HEADERS,
  });
  const end = (): void => {
    void client.destroy(signal.reason as Error);
  };
  signal.addEventListener('abort', end);
  try {
    signal.throwIfAborted();
    const path = `${url.pathname}${url.search}`;
    const request = { path, method, headers, body, reset: true };
    const answer = await client.request(request);
    return { statusCode: answer.statusCode, shown: await readResponse(answer.body) };
  } catch (error) {
    throw new NoAnswer(error, isConnected);
  } finally {
    signal.removeEventListener('abort', end);
    await client.destroy();
  }
}

/** With the signal a connection ends that is being made, which would live on otherwise until its own time is up. */
function connector(dialling: Dialling, signal: AbortSignal, connected: () => void): buildConnector.connector {
  const { addresses, connectMs, makeConnector } = dialling;
  const lookup = pinnedLookup(addresses);
  const connect = makeConnector({ lookup, timeout: connectMs, maxCachedSessions: 0, signal });
  return (options, callback) => {
    connect(options, (...result) => {
      if (result[0] === null) connected();
      callback(...result);
    });
  };
}
