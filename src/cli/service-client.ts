import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DataFolderLock } from '../adapters/sqlite/data-folder-lock';
import { notedAddress } from '../assembly/noted-address';
import { CannotBeUsed } from '../assembly/operator-errors';
import { ConfigError } from '../config/environment';
import { parseApiKeys } from '../config/keys';
import type { Config } from '../config';
import type { ApiKey, Role } from '../config/keys';
import { DomainError, messageOf } from '../kernel/errors';

/** How long the service may take to begin an answer, in milliseconds. */
const ANSWER_MS = 30_000;

/** The service that runs, asked over HTTP with a key. */
export class ServiceClient {
  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  async get(route: string): Promise<Readonly<Record<string, unknown>>> {
    return (await (await this.ask('GET', route)).json()) as Readonly<Record<string, unknown>>;
  }

  async post(route: string, body?: object): Promise<Readonly<Record<string, unknown>>> {
    return (await (await this.ask('POST', route, body)).json()) as Readonly<Record<string, unknown>>;
  }

  /** The data of server-sent events, as they come; until the service ends the stream. */
  async *events(route: string): AsyncGenerator<Readonly<Record<string, unknown>>, undefined> {
    for await (const line of linesOf(await this.ask('GET', route)))
      if (line.startsWith('data:')) yield JSON.parse(line.slice('data:'.length)) as Readonly<Record<string, unknown>>;
    return undefined;
  }

  /**
   * The answer, its body unread.
   * @throws DomainError with the code of the problem that it answers; CannotBeUsed when it cannot be reached
   */
  async ask(method: 'GET' | 'POST', route: string, body?: object): Promise<Response> {
    const slow = new AbortController();
    const timer = setTimeout(() => {
      slow.abort(new Error(`no answer within ${ANSWER_MS / 1_000} s`));
    }, ANSWER_MS);
    try {
      const response = await fetch(new URL(route, this.url), {
        method,
        signal: slow.signal,
        headers: {
          authorization: `Bearer ${this.key}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw await problemOf(response);
      return response;
    } catch (error) {
      if (error instanceof DomainError) throw error;
      const { cause } = error as Error;
      throw new CannotBeUsed('RUNLEDGER_URL', `cannot be used: ${messageOf(cause ?? error)} (${this.url})`);
    } finally {
      clearTimeout(timer);
    }
  }
}

/**
 * The service that RUNLEDGER_URL names, else the one that works on the embedded stores of DATA_DIR; null where none does.
 *
 * @param role of the key that is taken from the data folder where RUNLEDGER_KEY names none
 * @throws ConfigError when there is a service and no key for it
 */
export function runningService(config: Config, role: Role): ServiceClient | null {
  const { RUNLEDGER_URL: url = '', RUNLEDGER_KEY: key = '' } = process.env;
  if (url !== '') {
    if (!/^https?:\/\/[^/]/.test(url)) throw new ConfigError('RUNLEDGER_URL', 'must begin with http:// or https://');
    return new ServiceClient(url, key === '' ? keyOf(config, role).key : key);
  }
  if (!isInUse(config)) return null;
  return new ServiceClient(addressOf(config), key === '' ? keyOf(config, role).key : key);
}

/** Why only a service can tell. */
export const LOG_ELSEWHERE = 'the log is in the EventStoreDB of EVENTSTORE_URL';

/** A service is needed, and none is known. */
export const noService = (why: string): CannotBeUsed =>
  new CannotBeUsed('RUNLEDGER_URL', `has to name the service: ${why}`);

/** As HOST and PORT say where they are set, else as the service said when it began to listen. */
function addressOf({ dataDir, host, port }: Config): string {
  const { HOST = '', PORT = '' } = process.env;
  const noted = HOST === '' && PORT === '' ? notedAddress(dataDir) : null;
  if (noted !== null) return noted;
  const reached = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}

/** Whether another process works on the stores of the data folder. */
function isInUse({ dataDir, eventStoreUrl, mongoUrl }: Config): boolean {
  if (eventStoreUrl !== null && mongoUrl !== null) return false;
  if (!DataFolderLock.wasEverTaken(dataDir)) return false;
  try {
    DataFolderLock.acquire(dataDir).release();
    return false;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'data_folder_in_use') return true;
    throw error;
  }
}

/** A key of the environment or of the data folder. @throws ConfigError */
export function keyOf({ apiKeys, dataDir }: Config, role: Role): ApiKey {
  const file = path.join(dataDir, 'api-keys.json');
  const found = (apiKeys ?? keysIn(file)).find((one) => one.role === role);
  if (found !== undefined) return found;
  throw new ConfigError(
    'RUNLEDGER_KEY',
    `must be a key with the role ${role}: none is in RUNLEDGER_API_KEYS or ${file}`,
  );
}

function keysIn(file: string) {
  try {
    return parseApiKeys(readFileSync(file, 'utf8'), file, []);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    return []; // none that can be read: it is said that a key is missing
  }
}

async function problemOf(response: Response): Promise<DomainError> {
  const body = await response.text();
  try {
    const { code, detail, title, ...details } = JSON.parse(body) as Readonly<Record<string, string>>;
    return new DomainError(code ?? 'refused', detail ?? title ?? `the service answered ${response.status}`, details);
  } catch {
    return new DomainError('refused', `what answered with ${response.status} is not this service`);
  }
}

async function* linesOf({ body }: Response): AsyncGenerator<string, undefined> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of body ?? []) {
    const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split(/\r?\n/);
    rest = lines.pop() ?? '';
    yield* lines;
  }
  return undefined;
}
