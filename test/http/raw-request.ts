import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';

export interface RawAnswer {
  readonly status: number;
  /** Its media type. */
  readonly type: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
}

/** A request as it is written, its path not tidied up by a client. */
export function rawRequest(
  url: string,
  { method = 'GET', path, key, headers = {} }: RawRequest,
  body?: string | Buffer,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const asked = request(
      { hostname, port, method, path, headers: { ...authorization, ...length, ...headers } },
      (answer) => {
        const chunks: Buffer[] = [];
        const [type] = answer.headers['content-type']?.split(';') ?? [];
        const end = (): void => {
          const bytes = Buffer.concat(chunks);
          resolve({ status: answer.statusCode ?? 0, type, headers: answer.headers, bytes, text: bytes.toString() });
        };
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', end);
        if (type !== 'text/event-stream') return;
        end(); // it has none
        answer.destroy();
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

interface RawRequest {
  readonly method?: string;
  readonly path: string;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
